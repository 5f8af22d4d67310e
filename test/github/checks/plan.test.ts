import { describe, expect, it } from 'vitest';
import { cutBytes, withinBasicPlane } from '../../../src/github/checks/limits.ts';
import { type CheckPlanOptions, planChecks } from '../../../src/github/checks/plan.ts';
import type { Report } from '../../../src/report/report.ts';
import { withTextsOf } from '../../report/hostile.ts';
import { expected, failing, finding, mixed } from '../../report/sample.ts';

const options: CheckPlanOptions = { pathOf: (file) => file, cancelled: false };
const plan = (report: Report, over: Partial<CheckPlanOptions> = {}) =>
	planChecks(report, { ...options, ...over });
const many = (count: number): Report => ({
	...failing,
	findings: Array.from({ length: count }, (_, index) =>
		finding(`f${index}`, 'error', 'load', 'load-error', {
			file: 'a.c',
			line: index + 1,
			kernels: ['debian:6.1'],
		}),
	),
});

describe('planChecks', () => {
	it('makes one run for each kernel, with how it ended', () => {
		expect(plan(failing).map(({ kernel, conclusion }) => [kernel, conclusion])).toEqual([
			['debian:5.10', 'failure'],
			['debian:6.1', 'failure'],
			['debian:6.12', 'failure'],
			['debian:7', 'failure'],
		]);
		expect(new Set(plan(expected).map(({ conclusion }) => conclusion))).toEqual(new Set(['success']));
	});

	it('never lets a kernel pass that could not be judged', () => {
		const [last] = plan(mixed).slice(-1);
		expect(last).toMatchObject({ kernel: 'debian:7', conclusion: 'failure' });
		expect(last?.outputs[0]?.title).toMatch(/^infra: 1 kernel, 1 of them could not be judged/);
		expect(plan(mixed, { cancelled: true }).at(-1)?.conclusion).toBe('cancelled');
		// What was judged before the interruption stays what it is.
		expect(plan(failing, { cancelled: true })[0]?.conclusion).toBe('failure');
	});

	it('fails the first kernel’s for what is wrong with the configuration', () => {
		const report = { ...expected, findings: [finding('f', 'error', 'expect', 'expectation')] };
		expect(plan(report).map(({ conclusion }) => conclusion)).toEqual([
			'failure',
			...Array(3).fill('success'),
		]);
		expect(plan(report)[0]?.outputs[0]?.title).toMatch(/^fail: 1 error/);
	});

	it('annotates each finding once, in the first of its kernels, and tells it in all of them', () => {
		const plans = plan(failing);
		expect(plans.map(({ annotated }) => annotated)).toEqual([
			['f-4be1'],
			[],
			['f-naive', 'f-two_underscores'],
			[],
		]);
		expect(plans[2]?.outputs[0]?.annotations[0]).toEqual({
			path: 'examples/iov_iter/naive.bpf.c',
			start_line: 21,
			end_line: 21,
			start_column: 9,
			end_column: 9,
			annotation_level: 'failure',
			title: '`struct iov_iter` has no member `iov` on this kernel',
			message: expect.stringContaining('Fix: Ask before reading'),
		});
		expect(plans[3]?.outputs[0]?.text).toContain('bpf_core_field_exists(iter->iov)');
		expect(plans[0]?.outputs[0]?.text).not.toContain('bpf_core_field_exists');
	});

	it('has no annotation for what is in no file of the repository', () => {
		const plans = plan(failing, { pathOf: () => undefined });
		expect(plans.flatMap(({ annotated }) => annotated)).toEqual([]);
		expect(plans[2]?.outputs[0]?.text).toContain('has no member');
	});

	it.each([
		[0, [0]],
		[50, [50]],
		[51, [50, 1]],
		[120, [50, 50, 20]],
		[5000, Array(10).fill(50)],
	])('sends %d annotations in batches of 50', (count, sizes) => {
		const own = plan(many(count)).find(({ kernel }) => kernel === 'debian:6.1');
		expect(own?.outputs.map(({ annotations }) => annotations.length)).toEqual(sizes);
		expect(own?.annotated).toHaveLength(Math.min(count, 500));
	});

	it('keeps every text within its limit, in bytes, with characters of four bytes at the cut', () => {
		const long = '🐝ä'.repeat(70_000);
		const report = {
			...failing,
			findings: [
				finding('f', 'error', 'load', 'load-error', {
					title: long,
					message: long,
					excerpt: long,
					file: 'a.c',
					line: 1,
					kernels: ['debian:6.1'],
				}),
				...many(300).findings,
			],
		};
		for (const { outputs } of plan(report)) {
			for (const { title, summary, text, annotations } of outputs) {
				expect(title.length).toBeLessThanOrEqual(255);
				expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(65_535);
				expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_535);
				for (const annotation of annotations) {
					expect(annotation.title.length).toBeLessThanOrEqual(255);
					expect(Buffer.byteLength(annotation.message)).toBeLessThanOrEqual(65_536);
					expect(annotation.message.isWellFormed()).toBe(true);
					expect(annotation.message).not.toMatch(/[\u{10000}-\u{10ffff}]/u);
				}
			}
		}
	});

	it('lets no control character of a guest into a text', () => {
		for (const { outputs } of plan(withTextsOf(mixed, 'x\x1b[31m\u202e\0y'))) {
			for (const { title, summary, text } of outputs)
				expect(title + summary + text).not.toMatch(/[\x1b\u202e\0]/);
		}
	});
});

describe('cutBytes', () => {
	it.each([
		['abc', 3, 'abc'],
		['abcd', 3, '…'],
		['abcdefg', 6, 'abc…'],
		['äöü', 5, 'ä…'],
		['äöü', 6, 'äöü'],
		['🐝🐝', 7, '🐝…'],
		['🐝🐝', 6, '…'],
	])('%s in %d bytes is %s', (text, most, cut) => {
		expect(cutBytes(text, most)).toBe(cut);
		expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(most);
	});
});

describe('withinBasicPlane', () => {
	it('writes what is beyond by its number', () => {
		expect(withinBasicPlane('a🐝€')).toBe('aU+1F41D€');
	});
});
