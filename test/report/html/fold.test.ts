import { describe, expect, it } from 'vitest';
import { foldLog } from '../../../src/report/html/fold.ts';

const trace = (number: number, start = 0) =>
	Array.from({ length: number }, (_, index) => `${start + index}: (b7) r1 = ${index}`);
const shown = (lines: readonly string[]) => {
	const { from, to, at } = foldLog(lines);
	return { first: lines[from], last: lines[to - 1], at: at === undefined ? undefined : lines[at] };
};

describe('foldLog', () => {
	it('shows what was refused, some lines before and the rest after', () => {
		const lines = [
			"libbpf: prog 'p': -- BEGIN PROG LOAD LOG --",
			...trace(400),
			"R1 invalid mem access 'scalar'",
			'processed 400 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0',
			'-- END PROG LOAD LOG --',
		];
		expect(shown(lines)).toEqual({
			first: '385: (b7) r1 = 385',
			last: '-- END PROG LOAD LOG --',
			at: '399: (b7) r1 = 399',
		});
	});

	it('takes the last of several attempts, and an instruction that its sentence names', () => {
		const lines = [
			"libbpf: prog 'p': -- BEGIN PROG LOAD LOG --",
			...trace(100),
			'-- END PROG LOAD LOG --',
			"libbpf: prog 'p': -- BEGIN PROG LOAD LOG --",
			...trace(100),
			'back-edge from insn 40 to 3',
			'-- END PROG LOAD LOG --',
		];
		const { at = 0, to } = foldLog(lines);
		expect(lines[at]).toBe('40: (b7) r1 = 40');
		expect(at).toBeGreaterThan(102);
		expect(to).toBe(at + 12);
	});

	it('finds where the verifier had no instruction to blame', () => {
		const lines = [
			...trace(100),
			'BPF program is too large. Processed 1000001 insn',
			'processed 1000001 insns',
		];
		expect(shown(lines).at).toBe('BPF program is too large. Processed 1000001 insn');
	});

	it("finds a compiler's first error", () => {
		const notes = Array.from({ length: 60 }, (_, index) => `note ${index}`);
		const lines = ['a.c:1:1: warning: w', ...notes, 'a.c:3:4: error: e', ...notes];
		expect(shown(lines)).toMatchObject({ at: 'a.c:3:4: error: e', last: 'note 10' });
	});

	it('shows a short log whole, and the end of a long one in which nothing failed', () => {
		expect(foldLog(['one', 'two'])).toEqual({ from: 0, to: 2 });
		expect(foldLog(Array.from({ length: 100 }, (_, index) => `line ${index}`))).toEqual({
			from: 74,
			to: 100,
		});
		expect(foldLog([''])).toEqual({ from: 0, to: 1 });
	});
});
