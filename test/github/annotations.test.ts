import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/findings/finding.ts';
import { type Annotation, planAnnotations } from '../../src/github/annotations.ts';
import { expected, failing, finding } from '../report/sample.ts';

const same = (file: string) => file;

function plan(findings: readonly Finding[], pathOf: (file: string) => string | undefined = same) {
	return planAnnotations({ ...failing, findings }, { pathOf });
}

function one(more: Partial<Finding>, pathOf?: (file: string) => string | undefined): Annotation {
	const [annotation] = plan([finding('f', 'error', 'load', 'core-relocation', more)], pathOf).annotations;
	if (annotation === undefined) throw new Error('no annotation');
	return annotation;
}

describe('planAnnotations', () => {
	it('makes one annotation for each finding, whatever the number of its kernels', () => {
		const { annotations, left } = planAnnotations(failing, { pathOf: same });
		expect(
			annotations.map(({ level, file, startLine, startColumn }) => [level, file, startLine, startColumn]),
		).toEqual([
			['error', 'examples/iov_iter/direct.bpf.c', 17, 34],
			['error', 'examples/iov_iter/naive.bpf.c', 21, 9],
			['error', 'examples/iov_iter/two-underscores.bpf.c', 10, 9],
		]);
		expect(annotations[1]?.message).toContain(
			'Fails on debian:6.12 (6.12.95), debian:7 (7.3.4); loads on debian:5.10',
		);
		expect(left).toEqual({ error: 0, warning: 0, notice: 0 });
	});

	it('annotates expected failures as notices', () => {
		expect(
			new Set(planAnnotations(expected, { pathOf: same }).annotations.map(({ level }) => level)),
		).toEqual(new Set(['notice']));
	});

	it('takes ten of each level and counts the others', () => {
		const many = (level: Finding['severity'], number: number) =>
			Array.from({ length: number }, (_, index) => finding(`${level}${index}`, level, 'load', 'load-error'));
		const { annotations, left } = plan([...many('notice', 11), ...many('error', 13), ...many('warning', 10)]);
		expect(annotations.map(({ level }) => level)).toEqual([
			...Array(10).fill('error'),
			...Array(10).fill('warning'),
			...Array(10).fill('notice'),
		]);
		expect(left).toEqual({ error: 3, warning: 0, notice: 1 });
	});

	it.each([
		['error', ['error']],
		['warning', ['error', 'warning']],
		['notice', ['error', 'warning', 'notice']],
		['none', []],
	] as const)('annotates down to the level %s', (level, levels) => {
		const findings = (['notice', 'warning', 'error'] as const).map((severity) =>
			finding(severity, severity, 'load', 'load-error'),
		);
		const { annotations, left } = planAnnotations({ ...failing, findings }, { pathOf: same, level });
		expect(annotations.map((annotation) => annotation.level)).toEqual(levels);
		expect(left).toEqual({ error: 0, warning: 0, notice: 0 });
	});

	it('leaves out what is shown elsewhere', () => {
		const [first] = failing.findings;
		const shown = new Set([first?.id ?? '']);
		const { annotations } = planAnnotations(failing, { pathOf: same, shown });
		expect(annotations).toHaveLength(failing.findings.length - 1);
	});

	it('gives the same for the same findings in any order', () => {
		expect(plan([...failing.findings].reverse())).toEqual(plan(failing.findings));
	});

	it.each([
		['one line', { line: 3, column: 7 }, { startLine: 3, startColumn: 7 }],
		['one line, said twice', { line: 3, endLine: 3, column: 7 }, { startLine: 3, startColumn: 7 }],
		['several lines: no column', { line: 3, endLine: 5, column: 7 }, { startLine: 3, endLine: 5 }],
		['an end before the beginning', { line: 3, endLine: 2, column: 7 }, { startLine: 3 }],
		['line 0', { line: 0, column: 7 }, {}],
		['column 0', { line: 3, column: 0 }, { startLine: 3 }],
		['no line', { column: 7 }, {}],
	])('places %s', (_name, place, annotated) => {
		const { level: _l, title: _t, message: _m, ...rest } = one({ file: 'a.c', ...place });
		expect(rest).toEqual({ file: 'a.c', ...annotated });
	});

	it('has no place for what is not in the repository', () => {
		expect(one({ file: '/usr/include/x.h', line: 3 }, () => undefined)).not.toHaveProperty('file');
		expect(one({ file: '/usr/include/x.h', line: 3 }, () => undefined)).not.toHaveProperty('startLine');
		expect(one({ file: 'b.c', line: 3 }, (file) => `sub/${file}`).file).toBe('sub/b.c');
	});

	it('keeps within the limits of a message and a title, and cuts the advice first', () => {
		const { message, title } = one({
			title: 't'.repeat(300),
			message: 'Fails on debian:7.',
			hint: '🐝'.repeat(4000),
		});
		expect(title).toHaveLength(255);
		expect(message.length).toBeLessThanOrEqual(4096);
		expect(message).toMatch(/^Fails on debian:7\.\n\[core-relocation\]\n\nFix: /);
		expect(message.isWellFormed()).toBe(true);
	});

	it('lets nothing hostile into title or message', () => {
		const { title, message } = one({
			title: '\x1b[31m::error::x\r',
			message: 'a\r\n##[error]b',
			hint: '\u202e::debug::x',
		});
		expect(title).toBe(': :error::x');
		expect(message).toBe('a\n# #[error]b\n[core-relocation]\n\nFix: : :debug::x');
	});
});
