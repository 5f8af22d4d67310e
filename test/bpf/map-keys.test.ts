import { expect, test } from 'vitest';
import { keyBytes } from '../../src/bpf/map-keys.ts';
import { openObject } from '../../src/bpf/object.ts';
import type { Operator, WantedValue } from '../../src/bpf/value-match.ts';
import { objectBytes } from './fixtures.ts';

const object = openObject(objectBytes('belongings.o'));
const number = (written: string, operator: Operator = '=='): WantedValue => ({
	kind: 'integer',
	operator,
	value: BigInt(written),
	written,
});
const hex = (map: string, key: WantedValue | undefined) => {
	const bytes = keyBytes(object, map, key);
	return bytes && Buffer.from(bytes).toString('hex');
};

test('a key that is given as a whole has the bytes of the type of the map', () => {
	expect(hex('common', number('258'))).toBe('02010000');
	expect(hex('room', number('0'))).toBe('00000000');
	expect(hex('common', number('0xffffffff'))).toBe('ffffffff');
});

test('a key that is not, or is none of that map, has none', () => {
	expect(hex('common', undefined)).toBeUndefined();
	expect(hex('common', number('1', '>='))).toBeUndefined();
	expect(hex('common', number('0x100000000'))).toBeUndefined();
	expect(hex('common', { kind: 'text', value: 'x' })).toBeUndefined();
	expect(hex('common', { kind: 'members', members: new Map() })).toBeUndefined();
	// Of a size, not of a type.
	expect(hex('to_second', number('1'))).toBeUndefined();
	expect(hex('no_such_map', number('1'))).toBeUndefined();
	expect(hex('.bss', number('0'))).toBeUndefined();
});
