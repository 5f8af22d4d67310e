import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageFile } from '../../src/package-root.ts';
import type { Report } from '../../src/report/report.ts';
import { makeRepository } from '../config/repository.ts';
import { runStep } from '../fakes/runner.ts';

/* The bundle, started as a runner starts it, with real guests: what a pull request with the founding mistake shows. */

const example = (name: string) => readFile(packageFile(`examples/iov_iter/${name}`), 'utf8');

test('a pull request with the founding mistake: one annotation, at its line, for all kernels', async () => {
	const workspace = await makeRepository({
		'core-matrix.yml': 'kernels: [debian:5.10]\nobjects: [{ source: bpf/*.bpf.c }]\n',
		'bpf/naive.bpf.c': await example('naive.bpf.c'),
		'bpf/task.bpf.c': await example('task.bpf.c'),
		'bpf/common.h': await example('common.h'),
	});
	const manifest: { inputs: Record<string, { default: string }>; runs: { main: string } } = parse(
		readFileSync(packageFile('action.yml'), 'utf8'),
	);
	const defaults = Object.entries(manifest.inputs).map(([name, input]) => [name, input.default]);
	const inputs = { kernels: 'debian:6.1, debian:6.12', build: 'debian:6.1', accel: 'tcg' };
	const step = await runStep({
		main: packageFile(manifest.runs.main),
		inputs: { ...Object.fromEntries(defaults), ...inputs },
		workspace,
	});

	expect(step.exitCode).toBe(1);
	expect(step.issues).toMatchObject([
		{
			level: 'error',
			file: 'bpf/naive.bpf.c',
			line: 13,
			title: expect.stringContaining('`struct iov_iter` has no member `iov`'),
		},
	]);
	const [{ message } = { message: '' }] = step.issues;
	expect(message).toMatch(/Fails on debian:6\.12 \(6\.12\.\d+\); loads on debian:6\.1 /);
	expect(message).toContain('const struct iovec *__iov;');

	expect(step.outputs).toMatchObject({ verdict: 'fail', 'failed-kernels': '["debian:6.12"]' });
	expect(isAbsolute(step.outputs.report ?? '')).toBe(true);
	const report: Report = JSON.parse(await readFile(step.outputs.report ?? '', 'utf8'));
	expect(report.kernels.map(({ verdict }) => verdict)).toEqual(['pass', 'fail']);

	expect(step.summary).toContain('| `bpf/naive.bpf.c` `naive` | ✓ | ✗ core-relocation |');
	expect(step.summary).toContain('bpf_core_field_exists(iter->iov)');
	const groups = step.log.filter((line) => line.includes('debian:6.12: fail in'));
	expect(groups).toHaveLength(1);
	expect(await readFile(join(workspace, 'out/logs/debian-6.12/console.log'), 'utf8')).toContain(
		'Linux version',
	);
});
