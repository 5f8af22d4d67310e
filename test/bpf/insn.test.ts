import { describe, expect, test } from 'vitest';
import { bytesOf } from '../../src/bpf/bytes.ts';
import { accessesMemory, follow, insnAt } from '../../src/bpf/insn.ts';

/** One instruction from its bytes in hexadecimal: code, registers (source, then destination), offset, immediate. */
const insn = (hex: string) => insnAt(bytesOf('code', Buffer.from(hex.replaceAll(' ', ''), 'hex')), 0);

test('an instruction is read with its signs', () => {
	expect(insn('7b a1 f8ff 00000000')).toEqual({ code: 0x7b, dst: 1, src: 10, off: -8, imm: 0 });
	expect(insn('07 01 0000 f8ffffff')).toMatchObject({ code: 0x07, dst: 1, imm: -8 });
});

describe('a value in r3', () => {
	const flowOf = (hex: string) => {
		const flow = follow(insn(hex), new Set([3]));
		return flow.uses ? 'used' : { next: flow.next, registers: [...flow.registers].sort() };
	};

	test.each([
		['r1 = *(u64 *)(r3 + 8)', '79 31 0800 00000000'],
		['*(u64 *)(r3 + 8) = r1', '7b 13 0800 00000000'],
		['*(u64 *)(r10 - 8) = r3', '7b 3a f8ff 00000000'],
		['*(u64 *)(r3 + 0) = 5', '7a 03 0000 05000000'],
		['call 113', '85 00 0000 71000000'],
		['if r3 == 0 goto +2', '15 03 0200 00000000'],
		['if w1 > w3 goto +2', '2e 31 0200 00000000'],
	])('%s uses it', (_, hex) => {
		expect(flowOf(hex)).toBe('used');
	});

	test.each([
		['r1 = r3', 'bf 31 0000 00000000', [1, 3]],
		['r1 += r3', '0f 31 0000 00000000', [1, 3]],
		['r3 += r1', '0f 13 0000 00000000', [3]],
		['r3 += 8', '07 03 0000 08000000', [3]],
		['r1 += r2', '0f 21 0000 00000000', [3]],
		['r3 = r1', 'bf 13 0000 00000000', []],
		['r3 = 8', 'b7 03 0000 08000000', []],
		['r3 = *(u64 *)(r10 - 8)', '79 a3 f8ff 00000000', []],
		['*(u64 *)(r10 - 8) = 5', '7a 0a f8ff 05000000', [3]],
		['if r1 == r2 goto +2', '1d 21 0200 00000000', [3]],
	])('%s leaves it in %s', (_, hex, registers) => {
		expect(flowOf(hex)).toEqual({ next: 1, registers });
	});

	test('goes where a jump goes', () => {
		expect(flowOf('05 00 0400 00000000')).toEqual({ next: 5, registers: [3] });
	});

	test('a load of 64 bits takes two places', () => {
		expect(flowOf('18 03 0000 00000000')).toEqual({ next: 2, registers: [] });
		expect(flowOf('18 01 0000 00000000')).toEqual({ next: 2, registers: [3] });
	});

	test('ends with the function', () => {
		expect(flowOf('95 00 0000 00000000')).toEqual({ next: 1, registers: [] });
	});
});

test('a call overwrites r0 to r5, and only those', () => {
	expect(follow(insn('85 00 0000 05000000'), new Set([0, 6]))).toEqual({
		uses: false,
		next: 1,
		registers: new Set([6]),
	});
});

test('what a function returns is used', () => {
	expect(follow(insn('95 00 0000 00000000'), new Set([0]))).toEqual({ uses: true });
});

test('loads and stores access memory, sums and calls do not', () => {
	const all = [
		'79 31 0800 00000000',
		'7b 13 0800 00000000',
		'7a 03 0000 05000000',
		'0f 31 0000 00000000',
		'85 00 0000 01000000',
	];
	expect(all.map((hex) => accessesMemory(insn(hex)))).toEqual([true, true, true, false, false]);
});
