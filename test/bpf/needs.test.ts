import { describe, expect, test } from 'vitest';
import { mapNames, needsOf, usersOf } from '../../src/bpf/needs.ts';
import { openObject } from '../../src/bpf/object.ts';
import { objectBytes } from './fixtures.ts';

const object = openObject(objectBytes('belongings.o'));
const needs = needsOf(object);
const used = (program: string) =>
	mapNames(object)
		.filter((map) => needs.get(program)?.unused.includes(map) === false)
		.toSorted();

describe('what a program is loaded with', () => {
	test('are the programs that its tail calls lead to, and theirs', () => {
		expect(needs.get('first')?.programs.toSorted()).toEqual(['second', 'third']);
		expect(needs.get('second')?.programs).toEqual(['third']);
		expect(needs.get('third')?.programs).toEqual([]);
	});

	test('are the maps that it refers to, in subprograms and by way of other maps, and those that nobody does', () => {
		expect(used('first')).toEqual(['common', 'nobodys', 'to_second', 'to_third']);
		expect(used('with_rooms')).toEqual(['nobodys', 'room', 'rooms']);
		expect(used('calling')).toEqual(['in_subprogram', 'nobodys']);
	});

	test('is never a map of tail calls that nobody refers to: its slots want programs that are not loaded', () => {
		for (const { unused } of needs.values()) expect(unused).toContain('nobodys_calls');
	});
});

test('who uses a map', () => {
	expect(usersOf(object, 'in_subprogram')).toEqual(['calling']);
	expect(usersOf(object, 'nobodys')).toEqual([]);
});

test('an object without maps needs nothing', () => {
	const plain = openObject(objectBytes('naive.o'));
	expect(mapNames(plain)).toEqual([]);
	for (const each of needsOf(plain).values()) expect(each).toEqual({ programs: [], unused: [] });
});

test('programs of one implementation are loaded together, with the maps of all of them, and with no other’s', () => {
	const together = needsOf(openObject(objectBytes('together.clang14.o')));
	expect(together.get('one')).toEqual({ programs: ['two'], unused: [] });
	expect(together.get('two')).toEqual({ programs: ['one'], unused: [] });
	expect(together.get('three')).toEqual({ programs: [], unused: ['counts'] });
	expect(together.get('alone')).toEqual({ programs: [], unused: ['counts'] });
});
