import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { packageFile } from '../../src/package-root.ts';
import type { Report } from '../../src/report/report.ts';
import { makeRepository } from '../config/repository.ts';
import { runAction } from '../fakes/action.ts';
import { guestsLeft } from './left.ts';

/* A job that is cancelled while a guest is at work, told by the log that the work has begun. */

const logs = 'out/logs/debian-6.1/task.bpf.c';

/** Resolves when the file is there, with something in it where `filled`. */
async function written(path: string, filled: boolean): Promise<void> {
	while ((statSync(path, { throwIfNoEntry: false })?.size ?? -1) < (filled ? 1 : 0)) await delay(20);
}

test.each([
	['boots', 'out/logs/debian-6.1/console.log', true],
	['builds', `${logs}/build.log`, false],
	['loads', `${logs}/built-on-debian-6.1/task.load.log`, false],
	['triggers', `${logs}/built-on-debian-6.1/task.trigger.log`, true],
])('while it %s, it is reported as lost, and no guest is left', async (_what, log, filled) => {
	const example = (name: string) => readFile(packageFile(`examples/iov_iter/${name}`), 'utf8');
	const workspace = await makeRepository({
		'core-matrix.yml':
			"kernels: [debian:6.1]\nobjects: [{ source: task.bpf.c, trigger: 'echo begun; sleep 60' }]\n",
		'task.bpf.c': await example('task.bpf.c'),
		'common.h': await example('common.h'),
	});
	const step = await runAction({
		workspace,
		inputs: { accel: 'tcg', checks: 'false', 'artifact-name': 'none' },
		cancelAfter: written(join(workspace, log), filled),
	});
	expect(step.exitCode).toBe(3);
	const report: Report = JSON.parse(await readFile(join(workspace, 'out/report.json'), 'utf8'));
	expect(report.kernels).toMatchObject([{ verdict: 'infra', reason: 'the run was cancelled' }]);
	expect(report.findings).toMatchObject([{ code: 'guest-lost' }]);
	expect(guestsLeft(workspace)).toEqual([]);
});
