import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageFile } from '../../src/package-root.ts';
import type { Report } from '../../src/report/report.ts';
import { coreMatrix } from '../cli/command.ts';
import { makeRepository } from '../config/repository.ts';

/* Another guest takes what is left when one is lost. All that a trigger may do to its guest is in hostile.all.test.ts. */

const configuration = `kernels: [debian:6.1]
objects:
  - source: hostile.bpf.c
    programs:
      endless: { skip: '*' }
      bomb: { skip: '*' }
      killer: { skip: '*' }
      garbage: { skip: '*' }
      panics: { trigger: 'echo c > /proc/sysrq-trigger' }
      reboots: { skip: '*' }
      fills: { skip: '*' }
  - source: locked.bpf.c
    trigger: 'echo 1 > /proc/sys/kernel/watchdog_thresh; /bin/true'
`;

test('a panic and a lockup fail the program that was under way, and no other', async () => {
	const cwd = await makeRepository({});
	await cp(packageFile('test/e2e/hostile'), cwd, { recursive: true });
	await writeFile(join(cwd, 'core-matrix.yml'), configuration);
	const { exitCode, stdout } = await coreMatrix(['run', '--json', '--accel', 'tcg'], { cwd });
	const report: Report = JSON.parse(stdout);
	expect(exitCode).toBe(1);
	const programs = report.kernels[0]?.cells.flatMap((cell) => cell.programs) ?? [];
	const tried = programs.filter(({ verdict }) => verdict !== 'skip');
	expect(tried.map(({ name, verdict, code }) => [name, code ?? verdict])).toEqual([
		['panics', 'kernel-panic'],
		['innocent', 'pass'],
		['locks', 'kernel-splat'],
	]);
	// Each guest's console is kept: the first one's has the panic.
	const panic = report.findings.find(({ code }) => code === 'kernel-panic');
	expect(await readFile(join(cwd, 'out', panic?.logs[0] ?? ''), 'utf8')).toContain('sysrq triggered crash');
	expect(report.kernels[0]?.console).not.toBe(panic?.logs[0]);
	expect(report.findings.find(({ code }) => code === 'kernel-splat')).toMatchObject({
		title: 'the kernel reported a soft lockup while it ran `locks`',
	});
});
