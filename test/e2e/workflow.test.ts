import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findClang } from '../../src/host/clang.ts';
import { packageFile } from '../../src/package-root.ts';
import type { Report } from '../../src/report/report.ts';
import { blocks, text } from '../docs/pages.ts';
import { runAction } from '../fakes/action.ts';
import { type JobResult, runWorkflow } from '../fakes/workflow.ts';

/*
 * The workflows of the README, as they are to be copied, by a runner that starts each job as processes of its own with
 * nothing but artifacts between. The object comes compiled, which spares most of the time of real guests.
 */

const [oneJob = '', aJobEach = ''] = blocks(text('README.md'), 'yaml').filter((block) =>
	/^jobs:/m.test(block),
);
const kernels = ['debian:5.10', 'debian:6.1', 'debian:6.12'];
const given = { accel: 'tcg' };
const root = await realpath(await mkdtemp(join(tmpdir(), 'workflow-')));
const repository = join(root, 'a repository ä');
const artifacts = join(root, 'artifacts');
let jobs: readonly JobResult[] = [];

beforeAll(async () => {
	const files = {
		'.git/HEAD': 'ref: refs/heads/topic\n',
		'core-matrix.yml': `kernels: [${kernels.join(', ')}]\nobjects:\n  - object: build/naive.bpf.o\n`,
		'bpf/naive.bpf.c': readFileSync(packageFile('test/fixtures/bpf/naive.bpf.c'), 'utf8'),
		'bpf/vmlinux.h': readFileSync(packageFile('test/fixtures/bpf/vmlinux.h'), 'utf8'),
	};
	for (const [path, content] of Object.entries(files)) {
		await mkdir(dirname(join(repository, path)), { recursive: true });
		await writeFile(join(repository, path), content);
	}
	await mkdir(join(repository, 'build'));
	await mkdir(artifacts);
	const clang = await findClang();
	// Paths in the object that hold in every checkout.
	const relative = ['-fdebug-compilation-dir=.', '-c', 'bpf/naive.bpf.c', '-o', 'build/naive.bpf.o'];
	const flags = ['-target', 'bpf', '-g', '-O2', '-D__TARGET_ARCH_x86', '-Ibpf', ...relative];
	await execa(clang?.path ?? 'clang', flags, { cwd: repository });
	jobs = await runWorkflow({ workflow: aJobEach, repository, given, artifacts });
});
afterAll(async () => await rm(root, { recursive: true }));

const job = (name: string) => jobs.find((each) => each.name === name);

/** Times are of each run, and so is how often something ran. */
const withoutTimes = (report: Report): unknown =>
	JSON.parse(JSON.stringify(report), (key, value) =>
		['started', 'durationMs', 'timings', 'verifyUs', 'runs'].includes(key) ? undefined : value,
	);

const reportAt = async (folder: string): Promise<Report> =>
	JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));

test('a job for each kernel, each with its own result, and one for all of them', () => {
	expect(jobs.map(({ name, result }) => [name, result])).toEqual([
		['plan', 'success'],
		['kernel (debian:5.10)', 'success'],
		['kernel (debian:6.1)', 'success'],
		['kernel (debian:6.12)', 'failure'],
		['gate', 'failure'],
	]);
	expect(job('plan')?.steps[0]?.outputs).toEqual({ matrix: JSON.stringify({ kernel: kernels }) });
});

test('the finding is annotated once, by the last job, with what the other kernels have', () => {
	expect(jobs.slice(0, -1).flatMap(({ steps }) => steps.flatMap(({ issues }) => issues))).toEqual([]);
	const issues = job('gate')?.steps[0]?.issues ?? [];
	expect(issues).toMatchObject([{ level: 'error', file: 'bpf/naive.bpf.c', title: expect.any(String) }]);
	expect(issues[0]?.message).toMatch(/loads on debian:5\.10 .*, debian:6\.1 /);
	expect(job('gate')?.steps[0]?.summary).toContain('bpf_core_field_exists');
});

test('the report is that of one run of all kernels', async () => {
	const [one] = await runWorkflow({ workflow: oneJob, repository, given, artifacts: join(root, 'none') });
	const alone = one?.steps[0];
	expect(alone?.exitCode).toBe(1);
	const [merged, whole] = await Promise.all([
		reportAt(join(artifacts, 'core-matrix')),
		reportAt(dirname(alone?.outputs.report ?? '')),
	]);
	expect(withoutTimes(merged)).toEqual(withoutTimes(whole));
	expect(merged.findings).toHaveLength(1);
	expect(await readFile(join(artifacts, 'core-matrix/logs/debian-6.12/console.log'), 'utf8')).toContain(
		'Linux version',
	);
});

test('a kernel whose job was lost is no pass, and the others are judged', async () => {
	await rm(join(artifacts, 'core-matrix-part-2'), { recursive: true });
	const merged = await runAction({
		workspace: repository,
		inputs: { mode: 'merge', parts: artifacts, out: join(root, 'lost') },
	});
	expect(merged.exitCode).toBe(3);
	expect(merged.outputs.verdict).toBe('infra');
	const { kernels: judged } = await reportAt(join(root, 'lost'));
	expect(judged.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'infra']);
	expect(merged.issues[0]?.message).toContain('there is no record of kernel debian:6.12');
});

test('`plan` as an action of its own names the same jobs', async () => {
	const step = await runAction({ manifest: 'plan/action.yml', workspace: repository });
	expect(step.outputs).toEqual({ matrix: JSON.stringify({ kernel: kernels }) });
});
