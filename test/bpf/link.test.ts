import { describe, expect, test } from 'vitest';
import { firstReference, linkProgram, placeOf } from '../../src/bpf/link.ts';
import { opened, text } from './fixtures.ts';

/** `func#<n> @<instruction>`, as the verifier printed them for each program. */
const verifierSays = text('logs/functions.log')
	.split('##### calls.o ')
	.slice(1)
	.map((part) => {
		const [name = '', ...functions] = part.trim().split('\n');
		return { name, starts: functions.map((line) => Number(line.split('@')[1])) };
	});

describe('linkProgram', () => {
	test('there is a list of the verifier’s for each program', () => {
		expect(verifierSays.map(({ name }) => name)).toEqual([
			'first',
			'second',
			'fails_in_call',
			'with_callback',
		]);
	});

	test.each(verifierSays)('$name: functions begin where the verifier says', ({ name, starts }) => {
		const { object, program } = opened('calls.o', name);
		expect(linkProgram(object, program).map(({ start }) => start)).toEqual(starts);
	});

	test('subprograms are appended depth first, in the order of calls, once each', () => {
		const order = (name: string) => {
			const { object, program } = opened('calls.o', name);
			return linkProgram(object, program).map(({ function: { name } }) => name);
		};
		expect(order('first')).toEqual(['first', 'middle', 'last', 'global']);
		expect(order('second')).toEqual(['second', 'unused_by_first', 'last', 'middle', 'global']);
		expect(order('with_callback')).toEqual(['with_callback', 'unused_by_first', 'count', 'global']);
	});

	test('a callback for exceptions comes last, with what it needs, though nothing calls it', () => {
		const order = (name: string) => {
			const { object, program } = opened('exceptions.clang14.o', name);
			return linkProgram(object, program).map(({ function: { name } }) => name);
		};
		expect(order('throws')).toEqual(['throws', 'called', 'callback', 'needed_by_callback']);
		expect(order('does_not')).toEqual(['does_not', 'called']);
	});
});

test('an instruction is placed in its function; beyond the end there is none', () => {
	const { object, program } = opened('calls.o', 'first');
	const end = (linkProgram(object, program).at(-1)?.start ?? 0) + 4;
	expect(placeOf(object, program, 9)?.function.name).toBe('first');
	expect(placeOf(object, program, 10)).toMatchObject({ function: { name: 'middle' } });
	expect(placeOf(object, program, end - 1)?.function.name).toBe('global');
	expect(placeOf(object, program, end)).toBeUndefined();
});

test('finds the first use of a map or extern by name', () => {
	const kfunc = opened('kfunc.o', 'kernel_function');
	expect(firstReference(kfunc.object, kfunc.program, 'no_such_kfunc')).toBe(2);
	const calls = opened('calls.o', 'fails_in_call');
	expect(firstReference(calls.object, calls.program, 'counts')).toBe(35);
	expect(firstReference(calls.object, calls.program, 'other')).toBeUndefined();
});
