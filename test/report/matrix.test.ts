import { describe, expect, it } from 'vitest';
import { cellText, legend, matrix, shortRelease } from '../../src/report/matrix.ts';
import type { Report } from '../../src/report/report.ts';
import { expected, failing, finding, mixed } from './sample.ts';

function texts(report: Report, program: string | undefined, object?: string): readonly string[] | undefined {
	return matrix(report)
		.rows.find((row) => row.program === program && (object === undefined || row.object === object))
		?.cells.map(cellText);
}

describe('matrix', () => {
	it('has a row for each program, objects in the order of the report', () => {
		expect(matrix(expected).rows.map(({ program }) => program)).toEqual([
			...[undefined, 'naive', 'guard', 'flavor', 'kvec', 'two_underscores', 'task'],
		]);
	});

	it('shows where a program fails, and its code', () => {
		expect(texts(failing, 'naive')).toEqual(['✓', '✓', '✗ core-relocation', '✗ core-relocation']);
		expect(texts(expected, 'naive')).toEqual(['✓', '✓', 'xfail core-relocation', 'xfail core-relocation']);
		expect(texts(expected, 'flavor')).toEqual(['✓', '✓', '✓', '✓']);
	});

	it('takes the code of an object that was not built from its finding', () => {
		expect(texts(failing, undefined)).toEqual(Array(4).fill('✗ build-error'));
		expect(texts({ ...failing, findings: [] }, undefined)).toEqual(Array(4).fill('✗'));
	});

	it('does not take the code of another object, program, kernel or of an expectation', () => {
		const object = 'examples/iov_iter/direct.bpf.c';
		const others = [
			finding('a', 'error', 'build', 'load-error', { object: 'other.c', kernels: ['debian:6.1'] }),
			finding('b', 'error', 'load', 'load-error', { object, program: 'p', kernels: ['debian:6.1'] }),
			finding('c', 'error', 'build', 'load-error', { object, kernels: ['debian:9'], builtOn: ['debian:9'] }),
			finding('d', 'error', 'expect', 'expectation', { object, kernels: ['debian:6.1'] }),
		];
		expect(texts({ ...failing, findings: others }, undefined)).toEqual(Array(4).fill('✗'));
	});

	it('tells a kernel that could not be judged from one on which a program was not tried', () => {
		expect(texts(mixed, 'task')).toEqual(['✓', '✓', '✓', '!']);
		const [first, ...rest] = expected.kernels;
		if (first === undefined) throw new Error('the sample has kernels');
		expect(texts({ ...expected, kernels: [{ ...first, cells: [] }, ...rest] }, 'task')).toEqual([
			'–',
			'✓',
			'✓',
			'✓',
		]);
	});

	it('has a row for each command, after the objects', () => {
		const loader = { name: 'loader', exitCode: 3, verdict: 'fail', log: 'logs/loader.log' } as const;
		const [first, second, ...rest] = mixed.kernels;
		if (first === undefined || second === undefined) throw new Error('the sample has kernels');
		const kernels = [{ ...first, commands: [loader] }, { ...second, commands: [] }, ...rest];
		const row = matrix({ ...mixed, kernels }).rows.at(-1);
		expect(row).toMatchObject({ object: 'commands', program: 'loader', isCommand: true });
		expect(row?.cells.map(cellText)).toEqual(['✗', '–', '–', '!']);
	});

	it('shows skip and xpass', () => {
		expect(texts(mixed, 'on_enter')).toEqual(['xpass', 'xpass', 'xpass', '!']);
		expect(texts(mixed, 'on_exit')).toEqual(['skip', 'skip', 'skip', '!']);
	});

	it('shows the failed build in the rows of programs that other kernels have', () => {
		const [first, second, ...rest] = failing.kernels;
		const broken = first?.cells.map((cell) =>
			cell.object.endsWith('/task.bpf.c') ? { ...cell, verdict: 'fail' as const, programs: [] } : cell,
		);
		if (!first || !second || !broken) throw new Error('the sample has kernels');
		const report = { ...failing, kernels: [{ ...first, cells: broken }, second, ...rest] };
		expect(texts(report, 'task')).toEqual(['✗', '✓', '✓', '✓']);
	});

	it('has a row for each build kernel where kernels load what several built', () => {
		const kernels = failing.kernels.map((kernel) => ({
			...kernel,
			cells: kernel.cells.flatMap((cell) => [
				{
					...cell,
					builtOn: 'debian:5.10',
					programs: cell.programs.map((program) => ({ ...program, verdict: 'pass' as const })),
				},
				cell,
			]),
		}));
		const { rows } = matrix({ ...failing, kernels });
		const naive = rows.filter(({ program }) => program === 'naive');
		expect(naive.map(({ builtOn, cells }) => [builtOn, ...cells.map(cellText)])).toEqual([
			['debian:5.10', '✓', '✓', '✓', '✓'],
			['debian:6.1', '✓', '✓', '✗ core-relocation', '✗ core-relocation'],
		]);
		const direct = rows.filter(({ program }) => program === undefined);
		// The finding is about the object that 6.1 built.
		expect(direct.map(({ builtOn, cells }) => [builtOn, ...cells.map(cellText)])).toEqual([
			['debian:5.10', '✗', '✗', '✗', '✗'],
			['debian:6.1', ...Array(4).fill('✗ build-error')],
		]);
	});
});

describe('legend', () => {
	it('explains what is in the table and does not speak for itself', () => {
		expect(legend(matrix(failing))).toBe('');
		expect(legend(matrix(expected))).toBe('xfail failed as expected');
		expect(legend(matrix(mixed))).toContain('! kernel could not be judged');
	});
});

describe('shortRelease', () => {
	it.each([
		['6.12.95+deb13-cloud-amd64', '6.12.95'],
		['6.1.0-50-cloud-amd64', '6.1.0-50'],
		['5.15.0-173-generic', '5.15.0-173'],
		['6.14.0-rc4', '6.14.0-rc4'],
		['6.14.0-rc4-cloud', '6.14.0-rc4'],
		['6.14.3', '6.14.3'],
		['', ''],
	])('%s → %s', (release, short) => {
		expect(shortRelease(release)).toBe(short);
	});
});
