import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageFile } from '../src/package-root.ts';

const { files }: { files: readonly string[] } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8'));

test('every file that the sources take from the package is published with it', () => {
	const sources = readdirSync(packageFile('src'), { recursive: true, encoding: 'utf8' })
		.filter((path) => path.endsWith('.ts'))
		.map((path) => readFileSync(join(packageFile('src'), path), 'utf8'));
	const taken = sources.flatMap((text) =>
		[...text.matchAll(/packageFile\(['"`]([^/'"`]+)/g)].map(([, top]) => top),
	);
	expect(taken).toEqual(expect.arrayContaining(['assets', 'vm-images']));
	// npm publishes package.json in any case.
	expect(taken.filter((top) => top !== 'package.json' && !files.includes(top ?? ''))).toEqual([]);
});

test('and so are the schemas of what a run reads and leaves', () => {
	expect(files).toContain('schema');
	for (const name of ['config', 'report', 'verifier']) {
		const path = packageFile(`schema/${name}.schema.json`);
		expect(JSON.parse(readFileSync(path, 'utf8')).$schema).toMatch(/^https?:\/\/json-schema\.org\//);
	}
});
