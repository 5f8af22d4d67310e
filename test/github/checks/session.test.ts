import { describe, expect, it } from 'vitest';
import { createChecksClient } from '../../../src/github/checks/client.ts';
import { checkTarget } from '../../../src/github/checks/context.ts';
import { planChecks } from '../../../src/github/checks/plan.ts';
import { type CheckOutcome, createCheckSession } from '../../../src/github/checks/session.ts';
import type { Report } from '../../../src/report/report.ts';
import { type FakeGitHub, headSha, startGitHub, type Trouble } from '../../fakes/github.ts';
import { expected, failing, finding } from '../../report/sample.ts';

const target = {
	owner: 'octo',
	repo: 'tracer',
	headSha,
	detailsUrl: 'https://github.example/octo/tracer/actions/runs/7',
	externalId: 'CI / kernels / 7',
};

/** A whole run: its plan, its guests, its end. `waits`: milliseconds. */
async function follow(github: FakeGitHub, report: Report, token = 'ghs_secret') {
	const waits: number[] = [];
	const wait = async (milliseconds: number) => void waits.push(milliseconds);
	const session = createCheckSession(createChecksClient({ target, token, baseUrl: github.url, wait }));
	const kernels = report.kernels.map(({ spec }) => spec);
	session.listen({ type: 'plan', kernels, objects: [] });
	for (const kernel of [...kernels, 'debian:builder']) {
		session.listen({ type: 'stage', kernel, stage: 'resolve' });
		session.listen({ type: 'stage', kernel, stage: 'boot' });
		session.listen({ type: 'stage', kernel, stage: 'boot', detail: 'again' });
	}
	const plans = planChecks(report, { pathOf: (file) => file, cancelled: false });
	const outcome: CheckOutcome = await session.finish(plans);
	return { outcome, waits };
}

describe('check runs', () => {
	it('are queued, in progress while the guest runs, and end with what was found', async () => {
		const github = await startGitHub();
		const { outcome } = await follow(github, failing);
		expect(github.runs.map(({ name, history, conclusion }) => [name, history.join(' '), conclusion])).toEqual(
			['5.10', '6.1', '6.12', '7'].map((version) => [
				`core-matrix / debian:${version}`,
				'queued in_progress completed',
				'failure',
			]),
		);
		expect(github.runs[2]).toMatchObject({
			head_sha: headSha,
			external_id: 'CI / kernels / 7 / debian:6.12',
			details_url: target.detailsUrl,
			title: 'fail: 3 errors on 1 kernel, in 24.0 s',
			annotations: [
				{ path: 'examples/iov_iter/naive.bpf.c' },
				{ path: 'examples/iov_iter/two-underscores.bpf.c' },
			],
		});
		expect(outcome).toEqual({ annotated: new Set(['f-4be1', 'f-naive', 'f-two_underscores']) });
	});

	it('of a run that is started again take the place of those before', async () => {
		const github = await startGitHub();
		await follow(github, failing);
		await follow(github, expected);
		expect(github.runs).toHaveLength(8);
		expect(github.shown()).toHaveLength(4);
		expect(new Set(github.shown().map(({ conclusion }) => conclusion))).toEqual(new Set(['success']));
		expect(new Set(github.runs.map(({ external_id }) => external_id)).size).toBe(4);
	});

	it('take all annotations there is room for, by further updates', async () => {
		const findings = Array.from({ length: 120 }, (_, index) =>
			finding(`f${index}`, 'error', 'load', 'load-error', { file: 'a.c', line: 1, kernels: ['debian:7'] }),
		);
		const github = await startGitHub();
		const { outcome } = await follow(github, { ...failing, findings });
		expect(github.runs[3]?.annotations).toHaveLength(120);
		expect(outcome.annotated.size).toBe(120);
		expect(github.runs[3]?.history).toEqual(['queued', 'in_progress', 'completed']);
	});

	it('are given up at the first 403 of a token that may only read, as a fork’s, and it is said why', async () => {
		const github = await startGitHub({ checks: 'read' });
		const { outcome } = await follow(github, failing);
		expect(outcome).toEqual({
			annotated: new Set(),
			problem: 'the token may not write check runs (HTTP 403: Resource not accessible by integration)',
		});
		expect(github.requests).toEqual(['POST check-runs 403']);
	});

	it('are given up for a token that GitHub does not know', async () => {
		const github = await startGitHub();
		const { outcome } = await follow(github, failing, 'ghs_other');
		expect(outcome.problem).toBe('GitHub does not accept the token');
	});

	it.each<[string, Trouble, number]>([
		['a broken server', { status: 502 }, 1000],
		['a broken connection', { status: 0, broken: true }, 1000],
		['a secondary limit', { status: 403, headers: { 'retry-after': '9' } }, 9000],
		['a full token', { status: 429, headers: { 'retry-after': '2' } }, 2000],
	])('come about in spite of %s', async (_name, trouble, waited) => {
		const github = await startGitHub({ troubles: [trouble, undefined, undefined, trouble] });
		const { outcome, waits } = await follow(github, expected);
		expect(waits).toEqual([waited, waited]);
		expect(outcome.problem).toBeUndefined();
		expect(github.shown().map(({ conclusion }) => conclusion)).toEqual(Array(4).fill('success'));
	});

	it('that were made are ended though making the next one failed', async () => {
		const down = Array<Trouble>(4).fill({ status: 503 });
		const github = await startGitHub({ troubles: [undefined, ...down] });
		const { outcome } = await follow(github, failing);
		expect(github.runs.map(({ status }) => status)).toEqual(['completed']);
		expect(outcome.problem).toBe("GitHub's API is not to be had: HTTP 503");
		// What the one run annotates is not said again elsewhere, and all else is.
		expect(outcome.annotated).toEqual(new Set(['f-4be1']));
	});

	it('end without annotations that GitHub refuses, which are then shown elsewhere', async () => {
		const github = await startGitHub();
		const [first] = failing.findings;
		if (first === undefined) throw new Error('the sample has findings');
		const broken = { ...failing, findings: [{ ...first, file: '/etc/passwd' }] };
		const { outcome } = await follow(github, broken);
		expect(github.runs.map(({ status, annotations }) => [status, annotations.length])).toEqual(
			Array(4).fill(['completed', 0]),
		);
		expect(outcome.annotated).toEqual(new Set());
		expect(outcome.problem).toContain('HTTP 422');
	});

	it('are made at their end where no run was followed, as when records are merged', async () => {
		const github = await startGitHub();
		const client = createChecksClient({ target, token: 'ghs_secret', baseUrl: github.url });
		await createCheckSession(client).finish(
			planChecks(failing, { pathOf: (file) => file, cancelled: false }),
		);
		expect(github.runs.map(({ status }) => status)).toEqual(Array(4).fill('completed'));
	});
});

describe('checkTarget', () => {
	const env = {
		GITHUB_REPOSITORY: 'octo/tracer',
		GITHUB_SHA: 'f'.repeat(40),
		GITHUB_SERVER_URL: 'https://github.com',
		GITHUB_RUN_ID: '7',
		GITHUB_WORKFLOW: 'CI',
		GITHUB_JOB: 'kernels',
	};
	const sha = 'a'.repeat(40);

	it.each([
		['a pull request: its head, not the merge commit', { pull_request: { head: { sha } } }, sha],
		['workflow_run: the commit that the other workflow ran for', { workflow_run: { head_sha: sha } }, sha],
		['push', { after: sha }, 'f'.repeat(40)],
		['schedule', {}, 'f'.repeat(40)],
		['an event without a payload', undefined, 'f'.repeat(40)],
	])('of %s', (_name, payload, expectedSha) => {
		expect(checkTarget(env, payload)).toEqual({
			owner: 'octo',
			repo: 'tracer',
			headSha: expectedSha,
			detailsUrl: 'https://github.com/octo/tracer/actions/runs/7',
			externalId: 'CI / kernels / 7',
		});
	});

	it.each([
		['no repository', { ...env, GITHUB_REPOSITORY: '' }, {}],
		['a repository that is a path', { ...env, GITHUB_REPOSITORY: 'a/b/c' }, {}],
		['a commit that is none', env, { pull_request: { head: { sha: '../../evil' } } }],
	])('is not there with %s', (_name, variables, payload) => {
		expect(checkTarget(variables, payload)).toBeUndefined();
	});
});
