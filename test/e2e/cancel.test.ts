import { copyFile, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageFile } from '../../src/package-root.ts';
import type { Report } from '../../src/report/report.ts';
import { runAction } from '../fakes/action.ts';
import { headSha, startGitHub } from '../fakes/github.ts';
import { guestsLeft } from './left.ts';

/* A job that is cancelled: what was obtained is told within the seconds that a runner gives, and no guest is left. */

const kernels = ['debian:5.10', 'debian:6.1'];
let workspace = '';

beforeAll(async () => {
	workspace = await realpath(await mkdtemp(join(tmpdir(), 'cancelled-')));
	await writeFile(
		join(workspace, 'core-matrix.yml'),
		`kernels: [${kernels.join(', ')}]\nobjects: [{ object: naive.o }]\n`,
	);
	await copyFile(packageFile('test/fixtures/bpf/naive.o'), join(workspace, 'naive.o'));
});
afterAll(async () => await rm(workspace, { recursive: true }));

test.each([
	['while it prepares', '::group::core-matrix: prepare', ['infra', 'infra']],
	['while the first kernel is looked for', 'debian:5.10: started', ['infra', 'infra']],
	['when one kernel is done', '::group::debian:5.10: pass', ['pass', 'infra']],
])('%s', async (_when, line, verdicts) => {
	const github = await startGitHub();
	const step = await runAction({
		workspace,
		github,
		token: 'ghs_secret',
		event: { name: 'push', sha: headSha, payload: {} },
		inputs: { accel: 'tcg', parallel: '1' },
		cancelWhen: (printed) => printed.startsWith(line),
	});
	expect(step.exitCode).toBe(3);
	expect(step.outputs.verdict).toBe('infra');
	const report: Report = JSON.parse(await readFile(join(workspace, 'out/report.json'), 'utf8'));
	expect(report.kernels.map(({ verdict }) => verdict)).toEqual(verdicts);
	expect(github.shown().map(({ status, conclusion }) => [status, conclusion])).toEqual(
		verdicts.map((verdict) => ['completed', verdict === 'pass' ? 'success' : 'cancelled']),
	);
	expect(step.summary).toContain('could not be judged');
	expect(guestsLeft(workspace)).toEqual([]);
});
