import { expect, test } from 'vitest';
import { exampleFolders } from '../e2e/examples.ts';
import { projectFiles, text } from './pages.ts';

/** Sections of the table in docs/program-types.md; those that end in a slash take a target. */
const rows = [...text('docs/program-types.md').matchAll(/^\| (`[^|]*) \| [^|]+ \| [^|]* \| [^|]+ \|$/gm)]
	.flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)])
	.map(([, section = '']) => section.replace('…', ''));

const isIn = (section: string, row: string) =>
	row.endsWith('/') ? section.startsWith(row) : section.replace(/^\?/, '') === row;

const sources = projectFiles().filter((path) =>
	exampleFolders.some((folder) => path.startsWith(`examples/${folder}/`) && path.endsWith('.bpf.c')),
);
const sections = sources
	.flatMap((path) => [...text(path).matchAll(/^SEC\("([^"]+)"\)/gm)])
	.map(([, section = '']) => section.replace(/^\?/, ''))
	.filter((section) => !section.startsWith('.'));

test('each row of the table has a program among the examples', () => {
	expect(rows.length).toBeGreaterThan(40);
	expect(rows.filter((row) => !sections.some((section) => isIn(section, row)))).toEqual([]);
});

test('each section of the examples is in a row', () => {
	expect(sections.length).toBeGreaterThan(80);
	expect(sections.filter((section) => !rows.some((row) => isIn(section, row)))).toEqual([]);
});

test('each example is a folder with a page', () => {
	const folders = projectFiles().flatMap((path) => /^examples\/(\w+)\/README\.md$/.exec(path)?.[1] ?? []);
	expect(folders).toEqual(expect.arrayContaining([...exampleFolders]));
});
