import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageFile } from '../../src/package-root.ts';
import type { Report } from '../../src/report/report.ts';
import { runAction } from '../fakes/action.ts';
import { type FakeGitHub, headSha, startGitHub } from '../fakes/github.ts';
import { type ResultsService, startResultsService } from '../fakes/results.ts';
import type { StepResult, WorkflowEvent } from '../fakes/runner.ts';
import { readZip } from '../fakes/zip.ts';
import { shown } from './shown.ts';

/*
 * The bundle, started as a runner starts it, with real guests, on the founding case: what people see, word for word. The
 * guests boot once; what other events show is judged again from what they have seen.
 */

const mergeSha = 'e'.repeat(40);
const repository = { full_name: 'octo/tracer' };
const events: Readonly<Record<'own' | 'fork' | 'push' | 'schedule' | 'workflowRun', WorkflowEvent>> = {
	own: {
		name: 'pull_request',
		sha: mergeSha,
		payload: { repository, pull_request: { number: 1, head: { sha: headSha, repo: repository } } },
	},
	fork: {
		name: 'pull_request',
		sha: mergeSha,
		payload: {
			repository,
			pull_request: { number: 2, head: { sha: headSha, repo: { full_name: 'stranger/tracer' } } },
		},
	},
	push: { name: 'push', sha: headSha, payload: { repository, after: headSha } },
	schedule: { name: 'schedule', sha: headSha, payload: { repository, schedule: '0 4 * * *' } },
	workflowRun: {
		name: 'workflow_run',
		sha: mergeSha,
		payload: { repository, workflow_run: { head_sha: headSha, event: 'pull_request' } },
	},
};

const token = 'ghs_secret';
const head = 'kernels: [debian:6.1, debian:6.12]\nbuild: { on: debian:6.1 }\nobjects:\n';
const config = `${head}  - source: bpf/*.bpf.c\n`;
const expecting = `${head}  - source: bpf/task.bpf.c
  - source: bpf/naive.bpf.c
    expect: [{ kernels: ">=6.4", verdict: fail, code: core-relocation }]
`;
const example = (name: string) => readFile(packageFile(`examples/iov_iter/${name}`), 'utf8');

let workspace = '';
let github: FakeGitHub;
let results: ResultsService;
let step: StepResult;
const closing: (() => void)[] = [];

beforeAll(async () => {
	// A repository whose path has to be quoted wherever somebody forgot to.
	workspace = join(await realpath(await mkdtemp(join(tmpdir(), 'job-'))), 'a repository ä');
	const files = {
		'.git/HEAD': 'ref: refs/heads/topic\n',
		'core-matrix.yml': config,
		'bpf/naive.bpf.c': await example('naive.bpf.c'),
		'bpf/task.bpf.c': await example('task.bpf.c'),
		'bpf/common.h': await example('common.h'),
	};
	for (const [path, text] of Object.entries(files)) {
		await mkdir(dirname(join(workspace, path)), { recursive: true });
		await writeFile(join(workspace, path), text);
	}
	github = await startGitHub({ until: (close) => closing.push(close) });
	results = await startResultsService();
	step = await runAction({
		workspace,
		github,
		token,
		event: events.own,
		inputs: { accel: 'tcg', cache: 'true', 'artifact-name': 'none' },
		env: { ...results.env, RUNNER_TOOL_CACHE: join(dirname(workspace), 'tools') },
	});
});

afterAll(async () => {
	for (const close of closing) close();
	await results.stop();
	await rm(dirname(workspace), { recursive: true });
});

/** Judged again, for another event. */
async function again(
	event: WorkflowEvent,
	inputs: Readonly<Record<string, string>>,
	checks: 'write' | 'read' = 'write',
) {
	const api = await startGitHub({ checks });
	const result = await runAction({
		workspace,
		github: api,
		token,
		event,
		inputs: { mode: 'merge', parts: 'out', out: 'again', 'artifact-name': 'none', ...inputs },
		env: results.env,
	});
	return { api, result };
}

const golden = (name: string) => packageFile(`test/golden/${name}.txt`);

describe('a pull request with the founding mistake', () => {
	test('shows a check for each kernel, one annotation at its line, the log and the summary', async () => {
		await expect(shown(step, workspace, github.shown())).toMatchFileSnapshot(golden('pull-request'));
		expect(step.exitCode).toBe(1);
		expect(step.issues).toEqual([]);
		expect(github.shown().map(({ conclusion, head_sha }) => [conclusion, head_sha])).toEqual([
			['success', headSha],
			['failure', headSha],
		]);
		expect(github.shown()[1]?.annotations).toMatchObject([{ path: 'bpf/naive.bpf.c', start_line: 13 }]);
	});

	test('leaves the report and the logs', async () => {
		expect(isAbsolute(step.outputs.report ?? '')).toBe(true);
		const report: Report = JSON.parse(await readFile(step.outputs.report ?? '', 'utf8'));
		expect(report.kernels.map(({ verdict }) => verdict)).toEqual(['pass', 'fail']);
		const console = await readFile(join(workspace, 'out/logs/debian-6.12/console.log'), 'utf8');
		expect(console).toContain('Linux version');
	});

	test('leaves an artifact, and after the job its kernels for the next one', async () => {
		const { result } = await again(events.push, { 'artifact-name': 'pull request 1', checks: 'false' });
		const [artifact, ...others] = await results.artifacts();
		expect(others).toEqual([]);
		expect(artifact).toMatchObject({ name: 'pull request 1', id: Number(result.outputs['artifact-id']) });
		expect(result.outputs['artifact-url']).toMatch(
			/^https:\/\/github\.com\/octo\/tracer\/actions\/runs\/\d+\/artifacts\/\d+$/,
		);
		const files = [...(await readZip(artifact?.content ?? Buffer.alloc(0))).keys()];
		expect(files).toEqual(
			expect.arrayContaining(['report.json', 'report.html', 'logs/debian-6.12/console.log']),
		);

		await mkdir(join(workspace, 'out/.work'));
		const post = await runAction({
			workspace,
			post: true,
			state: step.state,
			env: { ...results.env, RUNNER_TOOL_CACHE: join(dirname(workspace), 'tools') },
		});
		expect(post.exitCode).toBe(0);
		expect(results.cacheKeys()).toEqual([step.state['cache-key']]);
		await expect(readFile(join(workspace, 'out/.work'))).rejects.toMatchObject({ code: 'ENOENT' });
	});

	test('has the token nowhere: not in the log, not in what is left', async () => {
		expect(step.masks).toEqual([token]);
		expect(JSON.stringify([step.log, step.summary, step.outputs, step.stderr, github.runs])).not.toContain(
			token,
		);
		for (const file of ['report.json', 'observations.json', 'report.html', 'report.sarif', 'junit.xml']) {
			expect(await readFile(join(workspace, 'out', file), 'utf8')).not.toContain(token);
		}
	});

	test('from a fork: annotations in the job, and why there are no check runs', async () => {
		const { api, result } = await again(events.fork, { checks: 'true' }, 'read');
		await expect(shown(result, workspace, api.shown())).toMatchFileSnapshot(golden('pull-request-fork'));
		expect(result.exitCode).toBe(1);
		expect(result.issues.map(({ level, file, line }) => [level, file, line])).toEqual([
			['error', 'bpf/naive.bpf.c', 13],
			['warning', undefined, undefined],
		]);
		expect(api.requests).toEqual(['POST check-runs 403']);
	});

	test('from a fork, told by a workflow with rights: check runs at the head of the pull request', async () => {
		const { api, result } = await again(events.workflowRun, { checks: 'true', 'fail-on': 'never' });
		expect(result).toMatchObject({ exitCode: 0, issues: [] });
		expect(api.shown().map(({ name, conclusion, head_sha }) => [name, conclusion, head_sha])).toEqual([
			['core-matrix / debian:6.1', 'success', headSha],
			['core-matrix / debian:6.12', 'failure', headSha],
		]);
	});
});

describe('the same', () => {
	test.each(['push', 'schedule'] as const)('on %s: one annotation in the job', async (name) => {
		const { api, result } = await again(events[name], {});
		expect(result.exitCode).toBe(1);
		expect(result.issues).toMatchObject([{ level: 'error', file: 'bpf/naive.bpf.c', line: 13 }]);
		expect(api.requests).toEqual([]);
	});

	test('without a job’s API is told in the job all the same', async () => {
		const result = await runAction({
			workspace,
			token,
			event: events.push,
			inputs: { mode: 'merge', parts: 'out', out: 'again', checks: 'true' },
		});
		expect(result.exitCode).toBe(1);
		expect(result.issues.map(({ level }) => level)).toEqual(['error', 'warning']);
		expect(result.issues[1]?.message).toContain("GitHub's API is not to be had");
	});

	test('where it is expected, is green: checks that pass, and nothing in the way', async () => {
		await writeFile(join(workspace, 'core-matrix.yml'), expecting);
		try {
			const { api, result } = await again(events.own, { checks: 'true' });
			await expect(shown(result, workspace, api.shown())).toMatchFileSnapshot(golden('pull-request-green'));
			expect(result.exitCode).toBe(0);
			expect(api.shown().map(({ conclusion }) => conclusion)).toEqual(['success', 'success']);
		} finally {
			await writeFile(join(workspace, 'core-matrix.yml'), config);
		}
	});
});
