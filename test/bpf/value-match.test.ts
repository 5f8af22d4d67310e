import { describe, expect, test } from 'vitest';
import type { BtfValue } from '../../src/bpf/btf-value.ts';
import type { MapValues } from '../../src/bpf/map-content.ts';
import { containsEntry, type Operator, type WantedValue, wantedText } from '../../src/bpf/value-match.ts';

const integer = (value: number | bigint, name?: string): BtfValue => ({
	kind: 'integer',
	value: BigInt(value),
	...(name !== undefined && { name }),
});
const members = (named: Readonly<Record<string, BtfValue>>): BtfValue => ({
	kind: 'members',
	members: new Map(Object.entries(named)),
});
const wanted = (value: number, operator: Operator = '=='): WantedValue => ({
	kind: 'integer',
	operator,
	value: BigInt(value),
	written: String(value),
});
const text = (value: string): WantedValue => ({ kind: 'text', value });

const hash = (...entries: readonly (readonly [BtfValue, ...BtfValue[]])[]): MapValues => ({
	name: 'm',
	type: 'hash',
	state: 'whole',
	lookedAt: entries.length,
	entries: entries.map(([key, ...values]) => ({ key, values })),
});
const has = (value: BtfValue, part: WantedValue): boolean =>
	containsEntry(hash([integer(1), value]), { key: wanted(1), value: part });

describe('a value', () => {
	test('is compared as a number, by what stands before it', () => {
		expect(has(integer(3), wanted(3))).toBe(true);
		expect(has(integer(3), wanted(4))).toBe(false);
		expect(has(integer(3), wanted(3, '>='))).toBe(true);
		expect(has(integer(3), wanted(3, '>'))).toBe(false);
		expect(has(integer(-1), wanted(0, '<'))).toBe(true);
		expect(has(integer(5), wanted(5, '<='))).toBe(true);
		expect(has({ kind: 'float', value: 1.5 }, wanted(1, '>'))).toBe(true);
	});

	test('is compared as text, or as the name of an enumerator', () => {
		expect(has({ kind: 'text', value: 'init' }, text('init'))).toBe(true);
		expect(has({ kind: 'text', value: 'init' }, text('ini'))).toBe(false);
		expect(has(integer(1, 'ON'), text('ON'))).toBe(true);
		expect(has(integer(1, 'ON'), wanted(1))).toBe(true);
		// Digits in a text are written without quotes in YAML.
		expect(has({ kind: 'text', value: '42' }, wanted(42))).toBe(true);
		expect(has({ kind: 'boolean', value: false }, { kind: 'boolean', value: false })).toBe(true);
		expect(has(integer(0), { kind: 'boolean', value: false })).toBe(false);
	});

	test('is compared in the parts that are given', () => {
		const value = members({
			a: integer(1),
			b: members({ c: integer(2) }),
			l: { kind: 'list', items: [integer(7), integer(8)] },
		});
		const part = (entries: Readonly<Record<string, WantedValue>>): WantedValue => ({
			kind: 'members',
			members: new Map(Object.entries(entries)),
		});
		expect(has(value, part({ b: part({ c: wanted(2) }) }))).toBe(true);
		expect(has(value, part({ a: wanted(1), b: part({ c: wanted(3) }) }))).toBe(false);
		expect(has(value, part({ d: wanted(1) }))).toBe(false);
		expect(has(value, part({ l: { kind: 'list', items: [wanted(7)] } }))).toBe(true);
		expect(has(value, part({ l: { kind: 'list', items: [wanted(7), wanted(8), wanted(9)] } }))).toBe(false);
		expect(has({ kind: 'cut' }, wanted(0))).toBe(false);
	});
});

describe('an entry', () => {
	const map = hash([integer(1), integer(10)], [integer(2), integer(20)]);

	test('needs its key and its value together', () => {
		expect(containsEntry(map, { key: wanted(1), value: wanted(10) })).toBe(true);
		expect(containsEntry(map, { key: wanted(1), value: wanted(20) })).toBe(false);
		expect(containsEntry(map, { value: wanted(20) })).toBe(true);
		expect(containsEntry(map, { key: wanted(3) })).toBe(false);
	});

	test('of a value for each processor needs one of them', () => {
		expect(containsEntry(hash([integer(1), integer(0), integer(5)]), { value: wanted(5) })).toBe(true);
	});

	test('of an array may be all zeros, which are not among the entries', () => {
		const array: MapValues = {
			...hash([integer(1), integer(10)]),
			type: 'array',
			lookedAt: 4,
			zero: integer(0),
		};
		expect(containsEntry(array, { key: wanted(3), value: wanted(0) })).toBe(true);
		expect(containsEntry(array, { key: wanted(1), value: wanted(0) })).toBe(false);
		expect(containsEntry(array, { key: wanted(4), value: wanted(0) })).toBe(false);
		expect(containsEntry(array, { key: wanted(3), value: wanted(1) })).toBe(false);
		expect(containsEntry(array, { value: wanted(0) })).toBe(true);
		expect(containsEntry({ ...array, lookedAt: 1 }, { value: wanted(0) })).toBe(false);
	});
});

test('what is wanted is shown as it is written', () => {
	const value: WantedValue = {
		kind: 'members',
		members: new Map<string, WantedValue>([
			['calls', wanted(3, '>=')],
			['comm', text('init')],
			['flags', { kind: 'list', items: [wanted(1), { kind: 'boolean', value: true }] }],
		]),
	};
	expect(wantedText({ key: wanted(1), value })).toBe(
		'{ key: 1, value: { calls: ">=3", comm: "init", flags: [1, true] } }',
	);
});
