import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageFile } from '../../src/package-root.ts';
import type { Report } from '../../src/report/report.ts';
import { coreMatrix } from '../cli/command.ts';
import { makeRepository } from '../config/repository.ts';

/* Triggers that do the worst they can to their guest: each has a verdict, and takes nothing from those after it. */

test('a trigger that hangs, forks, kills, panics, reboots or fills its guest fails alone', async () => {
	const cwd = await makeRepository({});
	await cp(packageFile('test/e2e/hostile'), cwd, { recursive: true });
	const words = ['run', '--json', '--accel', 'tcg', '--trigger-timeout', '6'];
	const { exitCode, stdout } = await coreMatrix(words, { cwd });
	const report: Report = JSON.parse(stdout);
	expect(exitCode).toBe(1);

	const [hostile, locked] = report.kernels[0]?.cells ?? [];
	const codes = Object.fromEntries(
		hostile?.programs.map(({ name, verdict, code }) => [name, code ?? verdict]) ?? [],
	);
	expect(codes).toEqual({
		endless: 'stage-timeout',
		bomb: expect.stringMatching(/^(stage-timeout|command-failed|load-error)$/),
		killer: 'load-error',
		garbage: expect.stringMatching(/^(stage-timeout|command-failed|pass)$/),
		panics: 'kernel-panic',
		fills: expect.stringMatching(/^(stage-timeout|command-failed|load-error)$/),
		innocent: 'pass',
	});
	expect(locked?.programs).toMatchObject([{ name: 'locks', stage: 'trigger', code: 'kernel-splat' }]);

	// What a rebooting guest had to say is nobody's verdict: missing, and said to be.
	const finding = (code: string) => report.findings.find((candidate) => candidate.code === code);
	expect(finding('guest-lost')).toMatchObject({
		program: 'reboots',
		stage: 'trigger',
		message: expect.stringContaining('the guest rebooted or powered off'),
	});
	expect(report.kernels[0]?.reason).toBe('not observed: reboots');
	expect(finding('kernel-splat')).toMatchObject({
		title: 'the kernel reported a soft lockup while it ran `locks`',
		message: expect.stringContaining('watchdog: BUG: soft lockup - CPU#0 stuck for'),
	});

	// Each guest's console is kept: the first one's has the panic.
	const [panicked = ''] = finding('kernel-panic')?.logs ?? [];
	expect(await readFile(join(cwd, 'out', panicked), 'utf8')).toContain('sysrq triggered crash');
	expect(report.kernels[0]?.console).not.toBe(panicked);
});
