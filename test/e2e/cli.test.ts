import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { packageFile } from '../../src/package-root.ts';
import type { Report } from '../../src/report/report.ts';
import { coreMatrix } from '../cli/command.ts';
import { makeRepository } from '../config/repository.ts';

/** A repository with one program that loads and runs on every kernel. */
async function repository(configuration: string): Promise<string> {
	return await makeRepository({
		'core-matrix.yml': configuration,
		'task.bpf.c': await readFile(packageFile('examples/iov_iter/task.bpf.c'), 'utf8'),
		'common.h': await readFile(packageFile('examples/iov_iter/common.h'), 'utf8'),
		'not-a-kernel': 'MZ',
	});
}

async function reportIn(folder: string): Promise<Report> {
	return JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
}

/** Command lines of processes that name this folder. */
async function processesOf(folder: string): Promise<string[]> {
	const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
	const lines = await Promise.all(
		pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
	);
	return lines.filter((line) => line.includes(folder));
}

describe('run', () => {
	test('with what was expected to fail and passed: exit code 1, which a kernel that never booted does not mask', async () => {
		const cwd = await repository(`
kernels: [debian:6.1, ./not-a-kernel]
build: { on: debian:6.1 }
objects: [{ source: task.bpf.c, expect: [{ verdict: fail }] }]
`);
		const { exitCode, stdout, stderr } = await coreMatrix(['run', '--json', '--out', 'results'], { cwd });
		const report: Report = JSON.parse(stdout);
		expect(exitCode).toBe(1);
		expect(report).toEqual(await reportIn(join(cwd, 'results')));
		expect(report.verdict).toBe('fail');
		expect(report.kernels.map(({ spec, verdict }) => [spec, verdict])).toEqual(
			expect.arrayContaining([
				['debian:6.1', 'fail'],
				['./not-a-kernel', 'infra'],
			]),
		);
		const programs = report.kernels.find(({ spec }) => spec === 'debian:6.1')?.cells[0]?.programs;
		expect(programs).toMatchObject([{ verdict: 'xpass', runs: expect.any(Number) }]);
		expect(stderr).toContain('debian:6.1: load');
	});

	test('with an archive that is away and nothing cached: exit code 3, and a report that says why', async () => {
		const cwd = await repository('kernels: debian:6.1\nobjects: [{ source: task.bpf.c }]\n');
		const { exitCode, stdout } = await coreMatrix(['run', '--debian-mirror', 'http://127.0.0.1:9/debian'], {
			cwd,
			env: { XDG_CACHE_HOME: join(cwd, 'cache') },
		});
		expect(exitCode).toBe(3);
		expect(await reportIn(join(cwd, 'out'))).toMatchObject({
			verdict: 'infra',
			kernels: [{ spec: 'debian:6.1', verdict: 'infra' }],
			findings: [{ code: 'kernel-unavailable', message: expect.stringContaining('127.0.0.1') }],
		});
		expect(stdout).toContain('kernel-unavailable');
	});

	test.each(['SIGINT', 'SIGTERM'] as const)(
		'%s ends the guests, and the report is written',
		async (signal) => {
			const cwd = await repository('kernels: debian:6.1\nobjects: [{ source: task.bpf.c }]\n');
			const command = execa(process.execPath, [packageFile('src/bin.ts'), 'run'], { cwd, reject: false });
			for await (const line of command.iterable())
				if (line.endsWith('debian:6.1: build')) command.kill(signal);
			const { exitCode, stdout } = await command;
			expect(exitCode).toBe(3);
			expect(stdout).toContain('interrupted: ending the guests, then reporting what there is');
			expect(await reportIn(join(cwd, 'out'))).toMatchObject({
				verdict: 'infra',
				kernels: [{ spec: 'debian:6.1', release: expect.stringMatching(/^6\.1\./), verdict: 'infra' }],
			});
			expect(await processesOf(cwd)).toEqual([]);
		},
	);
});
