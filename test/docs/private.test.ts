import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { packageFile } from '../../src/package-root.ts';
import { projectFiles } from './pages.ts';

/** What holds on the machine of whoever wrote it, and for nobody else. */
function privateThings(content: string): string[] {
	const checkout = packageFile('.').replace(/\/+$/, '');
	const paths = [checkout, homedir()].filter((path) => path.split('/').length > 2).map((path) => `${path}/`);
	// Such as in a lock file with addresses: everyone's npm has its own.
	const registry = /\b(?:registry|npm)\.[a-z0-9-]+\.(?:org|com|net|io|dev)\b/i;
	// Trackers move; what there is to say is said in place.
	const ticket = /\b(?:issue|ticket) #?\d+\b/i;
	return [
		...paths.filter((path) => content.includes(path)),
		...[registry, ticket].flatMap((pattern) => pattern.exec(content)?.[0] ?? []),
	];
}

describe('the project’s files', () => {
	test('name no path of this checkout, no package registry and no ticket', () => {
		const found: string[] = [];
		for (const path of projectFiles()) {
			if (path.startsWith('test/fixtures/')) continue;
			const bytes = readFileSync(packageFile(path));
			if (isUtf8(bytes))
				found.push(...privateThings(bytes.toString('utf8')).map((thing) => `${path}: ${thing}`));
		}
		expect(found).toEqual([]);
	});

	test.each([
		`${packageFile('.')}src/x.ts`,
		`https://${'registry'}.npm-mirror.org/x`,
		`see ${'issue'} 12`,
		`closes ${'issue'} #12`,
	])('would be found with %s', (content) => {
		expect(privateThings(content)).toHaveLength(1);
	});
});
