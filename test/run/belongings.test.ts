import { describe, expect, test } from 'vitest';
import { openObject } from '../../src/bpf/object.ts';
import type { ObjectConfig } from '../../src/config/config.ts';
import { type Belongings, belongingsOf } from '../../src/run/belongings.ts';
import { objectBytes } from '../bpf/fixtures.ts';
import { objectConfig } from '../findings/observed.ts';

const opened = openObject(objectBytes('belongings.o'));

function belongings(over: Partial<ObjectConfig>, program: string): Belongings {
	const of = belongingsOf(objectConfig(over), opened);
	return 'code' in of ? expect.fail(of.message) : of(program);
}

function trouble(over: Partial<ObjectConfig>): string {
	const of = belongingsOf(objectConfig(over), opened);
	return 'code' in of ? of.message : expect.fail('no trouble');
}

const leftOut = ({ maps }: Belongings) =>
	maps.flatMap(({ name, leaveOut }) => (leaveOut ? [name] : [])).toSorted();

describe('a program is loaded', () => {
	test('with what the object ties to it, without the maps of others', () => {
		const { loadWith, attachWith, maps } = belongings({}, 'second');
		expect({ loadWith, attachWith }).toEqual({ loadWith: ['third'], attachWith: [] });
		expect(leftOut({ loadWith, attachWith, maps })).toEqual([
			'in_subprogram',
			'nobodys_calls',
			'room',
			'rooms',
			'to_second',
		]);
	});

	test('with what the configuration puts together with it, and what that needs', () => {
		const programs = { third: { prints: [], with: ['first', 'calling'] } };
		const together = belongings({ programs }, 'third');
		expect(together.loadWith.toSorted()).toEqual(['calling', 'first', 'second', 'third']);
		expect(together.attachWith).toEqual(['first', 'calling']);
		expect(leftOut(together)).toEqual(['nobodys_calls', 'room', 'rooms']);
	});

	test('with the keys that its maps are asked for, where those are given as a whole', () => {
		const key = (value: number, operator: '==' | '>=') =>
			({ key: { kind: 'integer', operator, value: BigInt(value), written: String(value) } }) as const;
		const maps = { common: [key(258, '=='), key(1, '>='), {}], '.bss': [key(0, '==')] };
		const { maps: settings } = belongings({ programs: { third: { prints: [], maps } } }, 'third');
		expect(settings.filter(({ keys }) => keys !== undefined)).toEqual([
			{ name: 'common', keys: [new Uint8Array([2, 1, 0, 0])] },
		]);
	});

	test('with its maps and constants set', () => {
		const maps = { common: { maxEntries: 7, pin: 'shared' }, nobodys: { pin: '' } };
		const settings = belongings({ maps, rodata: { byte: 2, apart: 3 } }, 'third').maps;
		expect(settings).toEqual(
			expect.arrayContaining([
				{ name: 'common', maxEntries: 7, pin: 'shared' },
				{ name: 'nobodys', pin: '' },
				{ name: '.rodata', bytes: [{ offset: 0, bytes: Buffer.from([2]) }] },
				{ name: '.rodata.apart', bytes: [{ offset: 0, bytes: Buffer.from([3, 0, 0, 0]) }] },
			]),
		);
	});
});

describe('what the object does not have', () => {
	test('is told with what it has instead, all at once', () => {
		expect(
			trouble({
				maps: { comon: {}, x: {} },
				rodata: { byte: 256, bite: 1 },
				programs: {
					third: {
						prints: [],
						with: ['frst'],
						maps: { '.bs': [], '.bss': [], '.rodata.apart': [], room: [] },
					},
				},
			}).split('; '),
		).toEqual([
			'maps: the object has no map `comon`',
			'did you mean `common`?',
			expect.stringMatching(/^maps: the object has no map `x`$/),
			expect.stringMatching(/^there are `.*`, `.*`/),
			'programs.third.maps: the object has no map `.bs`',
			'did you mean `.bss`?',
			'programs.third.with: the object has no program `frst`',
			'did you mean `first`?',
			'rodata.byte: expected a whole number from 0 to 255 (unsigned char)',
			'and 1 more',
		]);
	});
});
