import { describe, expect, test } from 'vitest';
import { accessLine } from '../../src/bpf/core-line.ts';
import { lineAt } from '../../src/bpf/source-line.ts';
import { opened, sources } from './fixtures.ts';

describe('lineAt', () => {
	test('is the record at or before the instruction, within its function', () => {
		const { object, program } = opened('calls.o', 'fails_in_call');
		const lines = [0, 1, 9, 10, 14, 22, 23, 31, 38].map((insn) => lineAt(object, program, insn)?.line);
		expect(lines).toEqual([60, 62, 64, 23, 27, 27, 10, 30, 34]);
	});

	test('tells file, column and text', () => {
		const { object, program } = opened('calls.o', 'fails_in_call');
		expect(lineAt(object, program, 38)).toEqual({
			file: '/src/calls.bpf.c',
			line: 34,
			column: 9,
			text: '	return *value;',
		});
	});

	test('inlined code keeps the line it was written on', () => {
		const { object, program } = opened('calls.o', 'second');
		const lines = Array.from({ length: 28 }, (_, insn) => lineAt(object, program, insn)?.line);
		expect(lines).toContain(39);
		expect(lines).toContain(41);
	});

	test('code of no line has the line before it', () => {
		const { object, program } = opened('twounderscores.clang14.o', 'on_send');
		expect([9, 10, 11, 13].map((insn) => lineAt(object, program, insn)?.line)).toEqual([9, 9, 9, 9]);
	});

	test('there is none beyond the end', () => {
		const { object, program } = opened('naive.o', 'on_send');
		expect(lineAt(object, program, 16)).toBeUndefined();
	});
});

describe('accessLine', () => {
	const { object, program } = opened('twounderscores.o', 'on_send');

	test('follows the value to where it is used', () => {
		const naive = opened('naive.o', 'on_send');
		expect(lineAt(naive.object, naive.program, 3)?.line).toBe(7);
		expect(accessLine(naive.object, naive.program, 3, 'iov')?.line).toBe(8);
	});

	test('looks into the source where no line of the table names the member', () => {
		expect(accessLine(object, program, 7, '__iov')?.line).toBe(9);
		expect(accessLine(object, program, 7, '__iov', sources)).toMatchObject({ line: 10, column: 73 });
	});

	test('of two lines as near as each other takes the one that follows, as code does its condition', () => {
		const lines = ['', '', '', '', '', '', '', 'a = b->__iov;', '', 'c = d->__iov;', ''];
		expect(accessLine(object, program, 7, '__iov', () => lines.join('\n'))).toMatchObject({
			line: 10,
			column: 8,
		});
	});

	test('takes whole words, within the function, and texts that are not there, in its stride', () => {
		expect(accessLine(object, program, 7, 'no_such_member', sources)?.line).toBe(9);
		expect(accessLine(object, program, 7, '_iov', sources)?.line).toBe(9);
		expect(accessLine(object, program, 7, 'preserve_access_index', sources)?.line).toBe(9);
		expect(accessLine(object, program, 7, '(.*)+$', sources)?.line).toBe(9);
		expect(accessLine(object, program, 7, '__iov', () => '')?.line).toBe(9);
	});
});
