import { describe, expect, it } from 'vitest';
import { matches } from '../../src/findings/health.ts';
import { cell, expectation, report as judged, kernelsOf, objectConfig, program } from './observed.ts';

const warning =
	'WARNING: CPU: 1 PID: 312 at kernel/bpf/verifier.c:14123 do_check+0x2c1/0x2b40\nCall Trace:\n';
const complained = {
	kernelLog: [{ stage: 'trigger' as const, object: 'bpf/naive.bpf.c', program: 'on_send', text: warning }],
};

describe('a kernel that complains', () => {
	it('fails the program that was under way, at its stage', () => {
		const report = judged(kernelsOf({ 'debian:6.12': complained }));
		expect(report.verdict).toBe('fail');
		expect(report.kernels[2]?.cells[0]?.programs).toMatchObject([
			{ verdict: 'fail', stage: 'trigger', code: 'kernel-splat', runs: 3 },
		]);
		expect(report.findings).toMatchObject([
			{
				severity: 'error',
				code: 'kernel-splat',
				title: 'the kernel reported a warning while it ran `on_send`',
				hint: expect.stringContaining('"WARNING: CPU: * PID: * at kernel/bpf/verifier.c:* do_check+*/*"'),
				kernels: ['debian:6.12'],
				excerpt: warning.trim(),
			},
		]);
	});

	it('is one finding for all kernels that say the same but for numbers', () => {
		const other = {
			...complained,
			kernelLog: [{ ...complained.kernelLog[0], text: warning.replace('312', '7') }],
		};
		const report = judged(kernelsOf({ 'debian:6.12': complained, 'debian:7': other as typeof complained }));
		expect(report.findings.map(({ kernels }) => kernels)).toEqual([['debian:6.12', 'debian:7']]);
	});

	it('keeps what the program failed of first, and what is expected', () => {
		const both = judged(
			kernelsOf({
				'debian:6.12': {
					...complained,
					cells: [cell([program('on_send', { trigger: { runs: 0, prints: '' } })])],
				},
			}),
		);
		expect(both.findings.map(({ code }) => code).toSorted()).toEqual(['kernel-splat', 'not-triggered']);
		const expected = judged(kernelsOf({ 'debian:6.12': complained }), {
			objects: [objectConfig({ expect: [expectation('>=6.12 <7', { code: 'kernel-splat' })] })],
		});
		expect(expected.verdict).toBe('pass');
	});

	it('fails as a whole where no program was under way, and is left alone where that is allowed', () => {
		const building = { kernelLog: [{ stage: 'build' as const, text: warning }] };
		expect(judged(kernelsOf({ 'debian:6.12': building }))).toMatchObject({
			verdict: 'fail',
			findings: [{ code: 'kernel-splat', stage: 'build' }],
		});
		const allowed = { allowedSplats: ['WARNING: CPU: * at kernel/bpf/verifier.c:'] };
		expect(judged(kernelsOf({ 'debian:6.12': complained, 'debian:7': building }), allowed)).toMatchObject({
			verdict: 'pass',
			findings: [],
		});
	});

	it('is the infrastructure’s where it complains before anything of the user’s is tried', () => {
		const booting = { kernelLog: [{ stage: 'boot' as const, text: warning }] };
		expect(judged(kernelsOf({ 'debian:6.12': booting })).verdict).toBe('infra');
	});
});

it.each([
	['WARNING: at a.c:1 f', 'at a.c', true],
	['WARNING: at a.c:1 f', 'WARNING*f', true],
	['WARNING: at a.c:1 f', 'f*WARNING', false],
	['WARNING: at a.c:1 f', 'a.c:1*1', false],
	['(a+)+$', '(a+)+$', true],
])('%j holds %j: %s', (line, pattern, expected) => {
	expect(matches(line, pattern)).toBe(expected);
});
