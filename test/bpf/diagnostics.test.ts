import { describe, expect, test } from 'vitest';
import { parseDiagnostics } from '../../src/bpf/diagnostics.ts';
import { processorMs, text } from './fixtures.ts';

describe('parseDiagnostics', () => {
	const real = parseDiagnostics(text('diagnostics/clang-19.log'));

	test('reads places and messages, through colours', () => {
		expect(
			real.map(({ severity, file, line, column, message }) => [severity, file, line, column, message]),
		).toEqual([
			[
				'error',
				'./bad2.h',
				1,
				22,
				"incompatible pointer to integer conversion returning 'char[2]' from a function with result type 'int' [-Wint-conversion]",
			],
			['error', './bad2.h', 2, 22, "use of undeclared identifier 'nope'"],
			['error', 'bad.c', 4, 41, "incomplete definition of type 'struct s'"],
			['error', 'bad.c', 5, 22, "use of undeclared identifier 'undeclared'"],
		]);
	});

	test('knows who includes a file, innermost first, also where clang does not say it again', () => {
		const way = [
			{ file: './bad1.h', line: 1 },
			{ file: 'bad.c', line: 1 },
		];
		expect(real.map(({ includedFrom }) => includedFrom)).toEqual([way, way, [], []]);
	});

	test('notes belong to the message before them', () => {
		expect(real.map(({ notes }) => notes.map(({ message, line }) => [message, line]))).toEqual([
			[],
			[],
			[
				["expanded from macro 'TWICE'", 2],
				["forward declaration of 'struct s'", 3],
			],
			[],
		]);
	});

	test.each([
		[
			"a.c:1:10: fatal error: 'x.h' file not found",
			{ severity: 'error', file: 'a.c', line: 1, message: "'x.h' file not found" },
		],
		['a.c:3:1: warning: unused [-Wunused]', { severity: 'warning', line: 3, message: 'unused [-Wunused]' }],
		[
			'fatal error: error in backend: too many arguments',
			{ severity: 'error', message: 'error in backend: too many arguments' },
		],
		[
			"clang: error: no such file or directory: 'x.c'",
			{ severity: 'error', message: "no such file or directory: 'x.c'" },
		],
		["clang-19: error: unknown argument: '-x'", { severity: 'error', message: "unknown argument: '-x'" }],
		[
			'a:b.c:7:8: error: a.c:1:1: error: forged',
			{ file: 'a:b.c', line: 7, message: 'a.c:1:1: error: forged' },
		],
	])('%s', (line, expected) => {
		expect(parseDiagnostics(`${line}\n`)).toEqual([expect.objectContaining(expected)]);
	});

	test('what is not in a file has no place', () => {
		const [macro] = parseDiagnostics("<command line>:1:9: warning: 'X' macro redefined\n");
		expect(macro).toEqual({
			severity: 'warning',
			message: "'X' macro redefined",
			includedFrom: [],
			notes: [],
		});
	});

	test.each([
		'',
		'1 error generated.\n',
		'   5 | int x\n     |     ^~~\n',
		'fatal error: too many errors emitted, stopping now [-ferror-limit=]\n',
		'make: error\n',
	])('nothing is read from %j', (output) => {
		expect(parseDiagnostics(output)).toEqual([]);
	});

	test('keeps 200, errors rather than warnings, and 20 notes of each', () => {
		const output = `${'a.c:1:1: warning: w\n'.repeat(300)}${'a.c:2:1: error: e\n'.repeat(150)}${'a.c:2:2: note: n\n'.repeat(30)}`;
		const kept = parseDiagnostics(output);
		expect(kept.filter(({ severity }) => severity === 'warning')).toHaveLength(50);
		expect(kept.filter(({ severity }) => severity === 'error')).toHaveLength(150);
		expect(kept.at(-1)?.notes).toHaveLength(20);
	});

	test.each([
		['colons', '1:'],
		['places', 'a:1:1:1:1:1:1:1:1: '],
		['includes', 'In file included from a:1:\n'],
		['escapes', '\x1b[1;1;1;'],
		['warnings', 'a.c:1:1: warning: w\n'],
	])('8 MB of %s take less than a second', (_, piece) => {
		const output = piece.repeat(Math.ceil((8 * 1024 * 1024) / piece.length));
		expect(processorMs(() => parseDiagnostics(output))).toBeLessThan(1000);
		expect(parseDiagnostics(output).length).toBeLessThanOrEqual(200);
	});
});
