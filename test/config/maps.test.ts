import { describe, expect, test } from 'vitest';
import type { ObjectConfig } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load.ts';
import { makeRepository } from './repository.ts';

/** One object with these keys, each on a line of its own. */
async function load(...keys: readonly string[]): Promise<ObjectConfig> {
	const lines = ['kernels: 6.1', 'objects:', '  - source: a.bpf.c', ...keys.map((key) => `    ${key}`), ''];
	const cwd = await makeRepository({ 'core-matrix.yml': lines.join('\n'), 'a.bpf.c': '' });
	const { objects } = await loadConfig({ cwd });
	return objects[0] ?? expect.fail();
}

const program = (written: string) => `programs: { p: ${written} }`;
const errors = (...keys: readonly string[]): Promise<string[]> =>
	load(...keys).then(
		() => [],
		(error: Error) => error.message.split('\n'),
	);

describe('maps and constants', () => {
	test('are read as they are written', async () => {
		const { maps, rodata } = await load(
			'maps: { events: { max_entries: 4096 }, a: { pin: true }, b: { pin: false }, c: { pin: other } }',
			'rodata: { pid: 0, big: 0xffffffffffffffff, on: true, config.name: eth0, list: [1, 0x10] }',
		);
		expect({ ...maps }).toEqual({
			events: { maxEntries: 4096 },
			a: { pin: 'a' },
			b: { pin: '' },
			c: { pin: 'other' },
		});
		expect({ ...rodata }).toEqual({
			pid: 0,
			big: '0xffffffffffffffff',
			on: true,
			'config.name': 'eth0',
			list: [1, '0x10'],
		});
	});

	test('may have the names of members of every object', async () => {
		const { maps, programs } = await load('maps: { __proto__: { max_entries: 1 } }', program('{}'));
		expect(Object.keys(maps ?? {})).toEqual(['__proto__']);
		expect(maps?.toString).toBeUndefined();
		expect(programs.p?.maps).toBeUndefined();
	});

	test.each([
		['maps: { a: { max_entries: 0 } }', '4:31: objects[0].maps.a.max_entries: expected 1 or more, found 0'],
		[
			'maps: { a: { max_entry: 1 } }',
			'4:18: objects[0].maps.a.max_entry: unknown key; did you mean max_entries?',
		],
		['maps: { a b: {} }', '4:13: objects[0].maps.a b: not the name of a map'],
		[
			'maps: { a: { pin: ../x } }',
			'4:23: objects[0].maps.a.pin: expected a text such as "connections" or false, found "../x"',
		],
		[
			'rodata: { a-b: 1 }',
			'4:15: objects[0].rodata.a-b: not the name of a constant, or of a member of one (config.level)',
		],
		[
			'rodata: { a: { b: 1 } }',
			'4:18: objects[0].rodata.a: expected a number, text, true or false or a list such as 42, "eth0", true or [1,2], found keys and values',
		],
	])('that are wrong are told at their place: %s', async (keys, message) => {
		expect(await errors(keys)).toEqual([`core-matrix.yml:${message}`]);
	});
});

describe('what programs are loaded with', () => {
	test('are names', async () => {
		expect((await load(program('{ with: [on_entry] }'))).programs.p).toMatchObject({ with: ['on_entry'] });
		expect(await errors(program('{ with: on_entry }'))).toEqual([
			'core-matrix.yml:4:28: objects[0].programs.p.with: expected a list such as ["on_entry"], found "on_entry"',
		]);
	});
});

describe('what a program prints', () => {
	test('is one text or several', async () => {
		expect((await load(program('{ prints: one }'))).programs.p?.prints).toEqual(['one']);
		expect((await load(program('{ prints: [one, two] }'))).programs.p?.prints).toEqual(['one', 'two']);
	});
});

describe('what a map contains', () => {
	test('is one entry or several, with numbers, bounds, texts, lists and members', async () => {
		const { programs } = await load(
			program(
				'{ maps: { m: { contains: { key: 1, value: { a: ">= 3", b: [true, x] } } }, n: { contains: [{ value: "-0x10" }] } } }',
			),
		);
		const integer = (operator: string, value: bigint, written: string) => ({
			kind: 'integer',
			operator,
			value,
			written,
		});
		expect({ ...programs.p?.maps }).toEqual({
			m: [
				{
					key: integer('==', 1n, '1'),
					value: {
						kind: 'members',
						members: new Map<string, unknown>([
							['a', integer('>=', 3n, '>= 3')],
							[
								'b',
								{
									kind: 'list',
									items: [
										{ kind: 'boolean', value: true },
										{ kind: 'text', value: 'x' },
									],
								},
							],
						]),
					},
				},
			],
			n: [{ value: integer('==', -16n, '-0x10') }],
		});
	});

	test.each([
		['{}', '4:33: objects[0].programs.p.maps.m: the key contains is missing'],
		['{ contains: {} }', '4:45: objects[0].programs.p.maps.m.contains: empty'],
		['{ contains: [] }', '4:45: objects[0].programs.p.maps.m.contains: empty'],
		[
			'{ contains: { keys: 1 } }',
			'4:47: objects[0].programs.p.maps.m.contains.keys: unknown key; did you mean key?',
		],
		[
			'{ contains: { key: ~ } }',
			'4:52: objects[0].programs.p.maps.m.contains.key: expected a number, a text, true or false, a list or members, found nothing',
		],
		[
			'{ contains: { key: 1.5 } }',
			'4:52: objects[0].programs.p.maps.m.contains.key: expected a whole number, found 1.5',
		],
		[
			'{ contains: { key: ">=often" } }',
			'4:52: objects[0].programs.p.maps.m.contains.key: expected a whole number behind the comparison, found ">=often"',
		],
		[
			'{ contains: [{ value: { a: [~] } }] }',
			'4:61: objects[0].programs.p.maps.m.contains[0].value.a[0]: expected a number, a text, true or false, a list or members, found nothing',
		],
	])('that is wrong is told at its place: %s', async (written, message) => {
		expect(await errors(program(`{ maps: { m: ${written} } }`))).toEqual([`core-matrix.yml:${message}`]);
	});

	test('is nested no deeper than any struct', async () => {
		const deep = `${'{ a: '.repeat(40)}1${' }'.repeat(40)}`;
		const [message] = await errors(program(`{ maps: { m: { contains: { value: ${deep} } } } }`));
		expect(message).toContain('nested too deeply');
	});
});
