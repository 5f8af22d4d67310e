import { describe, expect, test } from 'vitest';
import { btfKind, typeCount } from '../../src/bpf/btf.ts';
import { decodeMap, type MapContent, mapsText } from '../../src/bpf/map-content.ts';
import { openObject } from '../../src/bpf/object.ts';
import { dataSections } from '../../src/bpf/variables.ts';
import { objectBytes } from './fixtures.ts';

const object = openObject(objectBytes('belongings.o'));
const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const content = (over: Partial<MapContent>): MapContent => ({
	name: 'counts',
	type: 'hash',
	keyType: 0,
	valueType: 0,
	lookedAt: 1,
	entries: [{ key: bytes('01000000'), value: bytes('0200000000000000') }],
	state: 'whole',
	...over,
});
const sectionId = (name: string): number => dataSections(object).get(name)?.id ?? 0;
const json = (over: Partial<MapContent>): unknown => JSON.parse(mapsText([decodeMap(object, content(over))]));

describe('maps as JSON', () => {
	test('name each map, its type and its entries', () => {
		expect(json({})).toEqual({ counts: { type: 'hash', entries: [{ key: 1, value: 2 }] } });
		expect(mapsText([])).toBe('{\n\n}\n');
	});

	test('have an entry once that was asked for and listed', () => {
		const entry = { key: bytes('01000000'), value: bytes('0200000000000000') };
		const other = { key: bytes('02000000'), value: bytes('0200000000000000') };
		expect(json({ entries: [entry, other, entry] })).toEqual({
			counts: {
				type: 'hash',
				entries: [
					{ key: 1, value: 2 },
					{ key: 2, value: 2 },
				],
			},
		});
	});

	test('have global data by its variables, wherever the linker put them', () => {
		const { section } = { section: sectionId('.bss') };
		const entries = [{ key: bytes('00000000'), value: bytes('0500000000000000') }];
		expect(json({ name: '.bss', type: 'array', valueType: section, entries })).toEqual({
			'.bss': { type: 'array', entries: [{ key: 0, value: { total: 5 } }] },
		});
		const linked = openObject(objectBytes('linked.o'));
		const bss = dataSections(linked).get('.bss')?.id ?? 0;
		const value = bytes('0500000000000000 780000');
		const map = decodeMap(linked, content({ valueType: bss, entries: [{ key: bytes('00000000'), value }] }));
		expect(mapsText([map])).toContain('"value": { "total": 5, "padding": "x" }');
	});

	test('have the value of each processor', () => {
		const entries = [{ key: bytes('00000000'), value: bytes('0100000000000000 0200000000000000') }];
		expect(json({ type: 'percpu_hash', cpus: 2, entries })).toEqual({
			counts: { type: 'percpu_hash', entries: [{ key: 0, values: [1, 2] }] },
		});
		expect(
			json({ type: 'percpu_hash', cpus: 1, entries: [{ key: bytes('00000000'), value: bytes('01') }] }),
		).toEqual({
			counts: { type: 'percpu_hash', entries: [{ key: 0, value: 1 }] },
		});
	});

	test('say what is not among the entries', () => {
		expect(json({ type: 'array', lookedAt: 9 })).toMatchObject({
			counts: { note: 'entries that are all zeros are left out' },
		});
		expect(json({ state: 'cut', lookedAt: 1024 })).toMatchObject({
			counts: { note: 'there is more than the 1024 entries that were looked at' },
		});
		expect(json({ state: 'unreadable', type: 'ringbuf', entries: [] })).toMatchObject({
			counts: { note: 'maps of this type are not read', entries: [] },
		});
	});

	test('take types that make no sense for none', () => {
		const last = typeCount(object.btf ?? expect.fail()) - 1;
		expect(btfKind(object.btf ?? expect.fail(), last)).toBe('datasec');
		expect(json({ keyType: 1 << 30, valueType: 1 << 30 })).toEqual(json({}));
		expect(json({ name: '"\u0000\n', entries: [] })).toHaveProperty(['"\u0000\n', 'entries'], []);
	});
});
