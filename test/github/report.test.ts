import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CoreMatrixError } from '../../src/error.ts';
import { emitError } from '../../src/github/emit.ts';
import { createJobLog } from '../../src/github/job-log.ts';
import { reportToGitHub } from '../../src/github/report.ts';
import type { Report } from '../../src/report/report.ts';
import { readOutput } from '../fakes/runner.ts';
import { withTextsOf } from '../report/hostile.ts';
import { expected, failing, finding, mixed } from '../report/sample.ts';

afterEach(() => {
	vi.restoreAllMocks();
	vi.unstubAllEnvs();
});

/** What a runner makes of what is written meanwhile. */
async function outputOf(work: () => unknown): Promise<ReturnType<typeof readOutput>> {
	let output = '';
	const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
		output += String(chunk);
		return true;
	});
	await work();
	write.mockRestore();
	return readOutput(output);
}

// One for all tests: the toolkit looks for the summary's file only once in a process.
const workspace = mkdtempSync(join(tmpdir(), 'job-'));
mkdirSync(join(workspace, 'sub/.git'), { recursive: true });
for (const { file } of failing.findings) {
	const path = join(workspace, 'sub', file ?? '');
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, '');
}

/** A workspace whose repository is in the folder `sub`, and the files that a step writes, empty. */
function job() {
	for (const [variable, name] of [
		['GITHUB_OUTPUT', 'output'],
		['GITHUB_STEP_SUMMARY', 'summary'],
	] as const) {
		writeFileSync(join(workspace, name), '');
		vi.stubEnv(variable, join(workspace, name));
	}
	vi.stubEnv('GITHUB_WORKSPACE', workspace);
	const read = (name: string) => readFileSync(join(workspace, name), 'utf8');
	return { root: join(workspace, 'sub'), out: join(workspace, 'out'), read };
}

describe('reportToGitHub', () => {
	it('annotates at paths of the repository, with a checkout into a sub-folder too', async () => {
		const { root, out } = job();
		const { issues, commands } = await outputOf(() => reportToGitHub(failing, { root, out }));
		expect(issues.map(({ level, file, line, col, title }) => [level, file, line, col, title])).toEqual([
			['error', 'examples/iov_iter/direct.bpf.c', 17, 34, 'no member named `__iov` in `struct iov_iter`'],
			[
				'error',
				'examples/iov_iter/naive.bpf.c',
				21,
				9,
				'`struct iov_iter` has no member `iov` on this kernel',
			],
			[
				'error',
				'examples/iov_iter/two-underscores.bpf.c',
				10,
				9,
				'`struct iov_iter` has no member `__iov` on this kernel',
			],
		]);
		expect(commands).toEqual([]);
	});

	it('writes the summary and the outputs', async () => {
		const { root, out, read } = job();
		await outputOf(() => reportToGitHub(failing, { root, out }));
		expect(read('summary')).toContain('## ❌ core-matrix: fail: 3 errors on 4 kernels');
		expect(read('output')).toMatch(/^verdict<<(\S+)\nfail\n\1\n/);
		expect(read('output')).toContain(`\n${join(out, 'report.json')}\n`);
		expect(read('output')).toContain('\n["debian:5.10","debian:6.1","debian:6.12","debian:7"]\n');
	});

	it('counts in the summary what the runner would drop', async () => {
		const { root, out, read } = job();
		const findings = Array.from({ length: 12 }, (_, index) =>
			finding(`f${index}`, 'error', 'load', 'load-error'),
		);
		const { issues } = await outputOf(() => reportToGitHub({ ...failing, findings }, { root, out }));
		expect(issues).toHaveLength(10);
		expect(read('summary')).toContain('ten of each level from a step: 2 errors.');
	});

	it('keeps 5000 findings within what GitHub takes', async () => {
		const { root, out, read } = job();
		const levels = ['error', 'warning', 'notice'] as const;
		const findings = Array.from({ length: 5000 }, (_, index) =>
			finding(`f${index}`, levels[index % 3] ?? 'error', 'load', 'load-error', {
				message: `${'🐝'.repeat(3000)}%0A::error::x`,
				file: 'gone.bpf.c',
				line: 1,
			}),
		);
		const { issues, commands } = await outputOf(() =>
			reportToGitHub({ ...failing, findings }, { root, out }),
		);
		expect(issues.map(({ level }) => level)).toEqual(levels.flatMap((level) => Array(10).fill(level)));
		// A file that is not there is no place.
		expect(issues.every(({ file, message }) => file === undefined && message.isWellFormed())).toBe(true);
		expect(commands).toEqual([]);
		expect(Buffer.byteLength(read('summary'))).toBeLessThanOrEqual(1 << 20);
		expect(read('summary')).toContain('1657 errors, 1657 warnings, 1656 notices');
	});

	it('sets outputs that no value can end', async () => {
		const { root, read } = job();
		await outputOf(() => reportToGitHub(failing, { root, out: '/a\nEOF\nverdict=pass\nx<<EOF' }));
		const [, delimiter] = /^report<<(\S+)$/m.exec(read('output')) ?? [];
		expect(delimiter).toMatch(/^ghadelimiter_[0-9a-f-]{36}$/);
		expect(read('output').split(`\n${delimiter}\n`)).toHaveLength(2);
	});

	it('says in the summary why check runs are missing', async () => {
		const { root, out, read } = job();
		await outputOf(() => reportToGitHub(failing, { root, out, notice: 'No check run: <b>no</b> token.' }));
		expect(read('summary')).toContain('No check run: &lt;b&gt;no&lt;/b&gt; token.');
	});

	it('annotates nothing as an error when all failed as expected', async () => {
		const { root, out, read } = job();
		const { issues } = await outputOf(() => reportToGitHub(expected, { root, out }));
		expect(new Set(issues.map(({ level }) => level))).toEqual(new Set(['notice']));
		expect(read('output')).toContain('\npass\n');
		expect(read('output')).toContain('\n[]\n');
	});

	it('works where the runner has no summaries', async () => {
		const { root, out } = job();
		vi.stubEnv('GITHUB_STEP_SUMMARY', undefined);
		await expect(outputOf(() => reportToGitHub(failing, { root, out }))).resolves.toMatchObject({
			issues: { length: 3 },
		});
	});

	it.each(['::error::x', '##[set-output name=a]b', '\r::add-mask::x', '%0A::error::x', 'x,line=1::y'])(
		'obeys no command in %j',
		async (text) => {
			const { root, out } = job();
			const hostile: Report = withTextsOf(mixed, text);
			const { issues, commands, log } = await outputOf(() => reportToGitHub(hostile, { root, out }));
			expect(commands).toEqual([]);
			expect(issues).toHaveLength(
				Math.min(10, mixed.findings.filter(({ severity }) => severity === 'error').length) + 3,
			);
			expect(log).toEqual([]);
		},
	);
});

describe('emitError', () => {
	it('points at each place', async () => {
		const error = new CoreMatrixError('usage', 'core-matrix.yml:3:5: one\ncore-matrix.yml:7:1: two', {
			problems: [
				{ file: '/w/core-matrix.yml', line: 3, column: 5, message: 'one' },
				{ file: '/elsewhere.yml', line: 7, column: 1, message: 'two' },
			],
		});
		const { issues } = await outputOf(() =>
			emitError(error, (file) => (file.startsWith('/w/') ? file.slice(3) : undefined)),
		);
		expect(issues).toEqual([
			{ level: 'error', title: 'core-matrix', message: 'one', file: 'core-matrix.yml', line: 3, col: 5 },
			{ level: 'error', title: 'core-matrix', message: 'two' },
		]);
	});

	it('says the remedy where there is no place', async () => {
		const error = new CoreMatrixError('infrastructure', 'no QEMU', { remedy: 'Install it.' });
		const { issues } = await outputOf(() => emitError(error, () => undefined));
		expect(issues).toEqual([{ level: 'error', title: 'core-matrix', message: 'no QEMU\nInstall it.' }]);
	});
});

describe('emitError of a bug', () => {
	it('shows where it is, and nothing hostile of what led to it', async () => {
		const { issues, commands } = await outputOf(() =>
			emitError(new TypeError('no\r::debug::x'), () => undefined),
		);
		expect(issues).toHaveLength(1);
		expect(issues[0]?.message).toMatch(
			/^A bug of core-matrix, please report it:\nTypeError: no\n: :debug::x\n +at .*report\.test\.ts/,
		);
		expect(commands).toEqual([]);
	});
});

describe('createJobLog', () => {
	const timed = (log: readonly string[]) => log.map((line) => line.replace(/\d+\.\d s/, 'T'));

	it('has a group for what comes first, a line when a kernel starts and its whole group when it is done', async () => {
		const { log, issues, commands } = await outputOf(() => {
			const listen = createJobLog();
			listen({ type: 'host', message: 'installing qemu' });
			listen({ type: 'plan', kernels: ['a', 'b'], objects: ['x.c'] });
			listen({ type: 'host', message: 'building the guest agent' });
			listen({ type: 'stage', kernel: 'a', stage: 'wait' });
			listen({ type: 'stage', kernel: 'a', stage: 'boot' });
			listen({ type: 'stage', kernel: 'b', stage: 'boot' });
			listen({ type: 'stage', kernel: 'a', stage: 'build', detail: 'x.c\n::error::y' });
			listen({ type: 'stage', kernel: 'a', stage: 'load', detail: 'x.c first' });
			listen({ type: 'stage', kernel: 'a', stage: 'load', detail: 'x.c second' });
			listen({ type: 'done', kernel: 'b', verdict: 'infra', durationMs: 400, reason: '##[error]lost' });
			listen({ type: 'notice', message: '::error::z' });
			listen({ type: 'done', kernel: 'a', verdict: 'pass', durationMs: 1500 });
		});
		expect(timed(log)).toEqual([
			'##[group]core-matrix: prepare',
			'installing qemu',
			'2 kernels, 1 object',
			'building the guest agent',
			'##[endgroup]',
			'a: started',
			'b: started',
			'##[group]b: infra in T: # #[error]lost',
			'boot T',
			'##[endgroup]',
			': :error::z',
			'##[group]a: pass in T',
			'boot T',
			'build T 1 object',
			'load T 2 programs',
			'##[endgroup]',
		]);
		expect(issues).toEqual([]);
		// What guests say stands between stop-commands and its token.
		expect(commands.map(({ name }) => name)).toEqual(['stop-commands', 'stop-commands']);
	});

	it('stays short whatever the number of programs', async () => {
		const kernels = ['5.15', '6.1', '6.6', '6.12', '6.14'];
		const { log } = await outputOf(() => {
			const listen = createJobLog();
			listen({ type: 'plan', kernels, objects: ['x.c'] });
			for (const kernel of kernels) {
				for (const stage of ['resolve', 'wait', 'boot', 'build', 'wait'] as const)
					listen({ type: 'stage', kernel, stage });
				for (let program = 0; program < 500; program++)
					listen({ type: 'stage', kernel, stage: 'load', detail: `x.c program${program}` });
				listen({ type: 'done', kernel, verdict: 'pass', durationMs: 1 });
			}
		});
		expect(log.length).toBeLessThanOrEqual(60);
	});
});
