import { describe, expect, test } from 'vitest';
import { parseYaml, type YamlDocument } from '../../src/config/document.ts';

function read(text: string): YamlDocument {
	const document = parseYaml(text);
	if ('problems' in document) throw new Error(JSON.stringify(document.problems));
	return document;
}

function problemsOf(text: string): string[] {
	const document = parseYaml(text);
	if (!('problems' in document)) throw new Error('expected problems');
	return document.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

describe('numbers', () => {
	test.each([
		['5.10', '5.10'], // not 5.1
		['6.1', 6.1],
		['7', 7],
		['0x10', '0x10'],
		['1e3', '1e3'],
		['6.20', '6.20'],
		['"5.10"', '5.10'],
	])('%s is read as %j', (written, value) => {
		expect(read(`kernels: [${written}]`).value).toEqual({ kernels: [value] });
	});

	test('keep their text behind an alias as well', () => {
		expect(read('a: &k [5.10]\nb: *k').value).toEqual({ a: ['5.10'], b: ['5.10'] });
	});
});

describe('positions', () => {
	const text =
		'kernels: [6.1]\nobjects:\n  - source: a.c\n    programs:\n      "x.y": { runs: often }\n    empty:\n';
	test.each([
		[['objects', 0, 'source'], 'value', '3:13'],
		[['objects', 0, 'source'], 'key', '3:5'],
		[['objects', 0], 'value', '3:5'],
		[['objects', 0, 'programs', 'x.y', 'runs'], 'value', '5:22'],
		[['kernels', 0], 'value', '1:11'],
		[['objects', 0, 'absent'], 'value', '3:5'], // the map that lacks it
		[[], 'value', '1:1'],
	] as const)('%j, %s, at %s', (path, what, expected) => {
		const { line, column } = read(text).position(path, what);
		expect(`${line}:${column}`).toBe(expected);
	});

	test('go through aliases to where the value is written', () => {
		expect(read('a: &a\n  b: 1\nc: *a\n').position(['c', 'b'], 'value')).toEqual({ line: 2, column: 6 });
	});
});

describe('what is wrong', () => {
	test.each([
		[
			'a: 1\nb: [1, 2\n',
			['3:1 flow sequence in block collection must be sufficiently indented and end with a ]'],
		],
		['a: 1\n\tb: 2\n', ['2:1 tabs are not allowed as indentation']],
		['a: 1\na: 2\n"a": 3\n', ['2:1 the key "a" is given twice', '3:1 the key "a" is given twice']],
		['a: *nowhere\n', ['1:1 unresolved alias (the anchor must be set before the alias): nowhere']],
		['a: 1\n---\nb: 2\n', ['2:1 a second document begins here; a configuration is one']],
	])('%j', (text, expected) => {
		expect(problemsOf(text)).toEqual(expected);
	});
});

describe('a hostile text ends soon', () => {
	// A configuration is at most this long.
	const length = 256 * 1024;
	const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefg']
		.map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdef'[index]}`).join(',')}]\n`)
		.join('')}`;
	test.each([
		['nested lists', '['.repeat(length), 'is nested too deeply'],
		['nested maps', '{'.repeat(length), 'is nested too deeply'],
		['nested items', '- '.repeat(length / 2), 'is nested too deeply'],
		['nested keys', '? '.repeat(length / 2), 'is nested too deeply'],
		['growing aliases', bomb, 'excessive alias count indicates a resource exhaustion attack'],
		['repeated keys', 'k: 1\n'.repeat(length / 5), 'the key "k" is given twice'],
	])('%s', { timeout: 20_000 }, (_, text, expected) => {
		expect(problemsOf(text).join('\n')).toContain(expected);
	});

	// Compared each with each, as the library would, they take half a minute.
	test('many keys', { timeout: 10_000 }, () => {
		const text = Array.from({ length: length / 7 }, (_, index) => `k${index.toString(36)}:\n`).join('');
		expect(Object.keys(read(text).value as object)).toHaveLength(Math.floor(length / 7));
	});
});
