import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { packageFile } from '../../src/package-root.ts';
import { reportFiles } from '../../src/report/write.ts';
import { recordName } from '../../src/run/keep.ts';
import { text } from './pages.ts';

const page = text('docs/report.md');
const [, table = ''] = /^\| file \|.*\n((?:\|.*\n)+)/m.exec(page) ?? [];
const named = [...table.matchAll(/`([a-z]+(?:\.[a-z]+|\/))`/g)].map(([, name]) => name ?? '');

describe('docs/report.md', () => {
	test('names what a run leaves, and nothing else', () => {
		const folders = ['logs/', 'types/', 'objects/'];
		expect(named.sort()).toEqual([...reportFiles, recordName, ...folders].sort());
	});

	test('links the schema of each JSON file of a form that is kept', () => {
		for (const name of reportFiles.filter((file) => file.endsWith('.json'))) {
			const schema = `schema/${name.replace('.json', '.schema.json')}`;
			expect(page).toContain(`[${schema}](../${schema})`);
			expect(existsSync(packageFile(schema))).toBe(true);
		}
	});
});
