import { createHash } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageFile } from '../../src/package-root.ts';
import type { Report } from '../../src/report/report.ts';
import { coreMatrix } from '../cli/command.ts';
import { makeRepository } from '../config/repository.ts';
import { kernel } from '../vm/support.ts';

/* Programs of several kinds and failures of several kinds, on the oldest and the newest kernel that are to be had. */

async function runPrograms(configuration: string, ...words: readonly string[]) {
	const cwd = await makeRepository({ 'core-matrix.yml': configuration });
	await cp(packageFile('test/e2e/programs'), cwd, { recursive: true });
	await cp(packageFile('test/fixtures/bpf/failures.bpf.c'), join(cwd, 'failures.bpf.c'));
	const { exitCode, stdout, stderr } = await coreMatrix(['run', '--json', '--accel', 'tcg', ...words], {
		cwd,
	});
	const report: Report = JSON.parse(stdout);
	return { cwd, exitCode, stderr, report };
}

/** Verdict, or stage and code, of each program: one object per kernel, in order. */
const outcomes = (report: Report) =>
	report.kernels.map(({ cells }) =>
		Object.fromEntries(
			cells
				.flatMap(({ programs }) => programs)
				.map(({ name, verdict, stage, code }) => [name, code === undefined ? verdict : `${stage} ${code}`]),
		),
	);

const oldAndNew = 'kernels: [debian:5.10, debian:7]\nbuild: { on: debian:5.10 }\n';

describe('programs that attach to what the workload does', () => {
	test('run, by the kernel’s own counter; one that nothing fires is not triggered', async () => {
		const { exitCode, report } = await runPrograms(`${oldAndNew}objects: [{ source: attach.bpf.c }]\n`);
		expect(exitCode).toBe(1);
		const expected = {
			on_tracepoint: 'pass',
			on_raw_tracepoint: 'pass',
			on_btf_tracepoint: 'pass',
			on_kprobe: 'pass',
			on_kretprobe: 'pass',
			on_fentry: 'pass',
			on_fexit: 'pass',
			never_fired: 'trigger not-triggered',
		};
		expect(outcomes(report)).toEqual([expected, expected]);
		for (const { name, runs } of report.kernels
			.flatMap(({ cells }) => cells)
			.flatMap(({ programs }) => programs)) {
			expect([name, (runs ?? 0) > 0]).toEqual([name, name !== 'never_fired']);
		}
	});
});

describe('programs that kernels refuse', () => {
	test('do not hide each other, and each has its code and its line', async () => {
		const { exitCode, report } = await runPrograms(`${oldAndNew}objects: [{ source: failures.bpf.c }]\n`);
		expect(exitCode).toBe(1);
		const everywhere = {
			null_deref: 'load verifier-rejected',
			out_of_bounds: 'load verifier-rejected',
			endless: 'load verifier-complexity',
			packet_unchecked: 'load verifier-rejected',
			no_target: 'load attach-target-missing',
		};
		const [old, recent] = outcomes(report);
		expect(old).toEqual({
			...everywhere,
			new_helper: 'load helper-unavailable',
			helper_not_allowed: 'load helper-unavailable',
		});
		expect(recent).toMatchObject({ ...everywhere, new_helper: 'pass' });
		const lines = report.findings.map(({ program, line, kernels }) => [program, line, kernels.length]);
		expect(lines).toEqual(
			expect.arrayContaining([
				['null_deref', 15, 2],
				['out_of_bounds', 27, 2],
				['packet_unchecked', 44, 2],
				['helper_not_allowed', 50, 1],
				['new_helper', 57, 1],
			]),
		);
	});
});

describe('a kernel from a path', () => {
	test('is used as it is; without its modules everything goes over the serial line', async () => {
		const { image } = await kernel('debian:6.1');
		const task = await readFile(packageFile('examples/iov_iter/task.bpf.c'), 'utf8');
		const common = await readFile(packageFile('examples/iov_iter/common.h'), 'utf8');
		const cwd = await makeRepository({
			'core-matrix.yml': `kernels: [${JSON.stringify(image)}]\nobjects: [{ source: task.bpf.c }]\n`,
			'task.bpf.c': task,
			'common.h': common,
		});
		const { exitCode, stdout } = await coreMatrix(['run', '--json', '--accel', 'tcg'], { cwd });
		const report: Report = JSON.parse(stdout);
		expect(exitCode).toBe(0);
		const digest = createHash('sha256')
			.update(await readFile(image))
			.digest('hex');
		expect(report.kernels).toMatchObject([
			{
				spec: image,
				release: expect.stringMatching(/^6\.1\./),
				source: { kind: 'path', digest: `sha256:${digest}` },
			},
		]);
		expect(report.kernels[0]?.cells[0]?.programs).toMatchObject([{ name: 'task', verdict: 'pass' }]);
	});
});

describe('what is not as it should be', () => {
	test('is told by name, and keeps nothing else from its result', async () => {
		const configuration = [
			'kernels: [debian:6.1, debian:4.4, ./no-kernel]',
			'objects:',
			'  - object: no-object.o',
			'  - source: broken.bpf.c',
			'  - source: attach.bpf.c',
			'    programs: { never_fired: { runs: ">=0" } }',
			'',
		].join('\n');
		const cwd = await makeRepository({
			'core-matrix.yml': configuration,
			'no-object.o': 'text',
			'no-kernel': 'MZ',
		});
		await cp(packageFile('test/e2e/programs'), cwd, { recursive: true });
		await writeFile(join(cwd, 'broken.bpf.c'), '#include "vmlinux.h"\n#include "sub/missing.h"\n');
		const { exitCode, stdout, stderr } = await coreMatrix(['run', '--json'], { cwd });
		const report: Report = JSON.parse(stdout);
		// A failure is a failure, also where kernels could not be had.
		expect(exitCode).toBe(1);
		const [real, missing, noKernel] = report.kernels;
		expect(missing).toMatchObject({ verdict: 'infra', release: '', reason: expect.stringContaining('4.4') });
		expect(noKernel).toMatchObject({ verdict: 'infra', reason: expect.stringContaining('no-kernel') });
		expect(real?.cells.map(({ object, verdict }) => [object, verdict])).toEqual([
			['no-object.o', 'fail'],
			['broken.bpf.c', 'fail'],
			['attach.bpf.c', 'pass'],
		]);
		const finding = (object: string) => report.findings.find((candidate) => candidate.object === object);
		expect(finding('no-object.o')).toMatchObject({
			code: 'load-error',
			message: expect.stringContaining('ELF'),
		});
		expect(finding('broken.bpf.c')).toMatchObject({
			code: 'build-error',
			file: 'broken.bpf.c',
			line: 2,
			column: 10,
		});
		expect(stderr).toContain("broken.bpf.c:2:10: error: does not compile: 'sub/missing.h' file not found");
		const log = await readFile(join(cwd, 'out', finding('broken.bpf.c')?.logs[0] ?? ''), 'utf8');
		expect(log).toContain("broken.bpf.c:2:10: fatal error: 'sub/missing.h' file not found");
	});

	test('a guest with too little memory, or no time to boot, is infrastructure: exit code 3', async () => {
		const { exitCode, report } = await runPrograms(
			'kernels: debian:6.1\nobjects: [{ source: attach.bpf.c }]\n',
			'--boot-timeout',
			'1',
		);
		expect(exitCode).toBe(3);
		expect(report).toMatchObject({ verdict: 'infra', kernels: [{ verdict: 'infra', cells: [] }] });
		expect(report.findings).toMatchObject([
			{ code: 'boot-timeout', stage: 'boot', logs: ['logs/debian-6.1/console.log'] },
		]);

		const small = await runPrograms(
			'kernels: debian:6.1\nobjects: [{ source: attach.bpf.c }]\n',
			'--memory',
			'256',
		);
		expect(small.exitCode).toBe(3);
		expect(small.report.findings).toMatchObject([
			{ code: 'guest-lost', stage: 'boot', hint: expect.stringMatching(/--memory/) },
		]);
	});
});
