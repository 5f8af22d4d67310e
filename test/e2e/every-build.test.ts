import { readdir, readFile } from 'node:fs/promises';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageFile } from '../../src/package-root.ts';
import type { Report } from '../../src/report/report.ts';
import { coreMatrix } from '../cli/command.ts';
import { makeRepository } from '../config/repository.ts';
import { temporaryFolder } from '../vm/support.ts';

/*
 * Two kernels, each building for both. That memory does not hold two guests is said by asking for guests that are larger
 * than half of it: QEMU gives a guest its memory only as it is touched.
 */

const sources = async (...names: readonly string[]) =>
	Object.fromEntries(
		await Promise.all(
			names.map(async (name) => [name, await readFile(packageFile(`examples/iov_iter/${name}`), 'utf8')]),
		),
	);

async function runMatrix(...words: readonly string[]) {
	const repository = await makeRepository({
		...(await sources('common.h', 'naive.bpf.c', 'kvec.bpf.c')),
		'core-matrix.yml':
			'kernels: [debian:6.1, debian:6.12]\nobjects: [{ source: naive.bpf.c }, { source: kvec.bpf.c }]\n',
	});
	const out = temporaryFolder();
	const { exitCode, stdout } = await coreMatrix(
		['run', '--accel', 'tcg', '--build', 'all', '--out', out, ...words],
		{ cwd: repository },
	);
	const report: Report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8'));
	return { out, exitCode, stdout, report };
}

/** The consoles of a kernel, each with how often a kernel booted there. */
async function boots(out: string, kernel: string): Promise<Record<string, number>> {
	const folder = join(out, 'logs', kernel);
	const consoles = (await readdir(folder)).filter((name) => name.startsWith('console'));
	return Object.fromEntries(
		await Promise.all(
			consoles.map(async (name) => {
				const text = await readFile(join(folder, name), 'utf8');
				return [name, text.split('Linux version ').length - 1];
			}),
		),
	);
}

const verdicts = (report: Report) =>
	report.kernels.flatMap(({ spec, cells }) =>
		cells.map(({ object, builtOn, verdict }) => `${object}: ${builtOn} on ${spec}: ${verdict}`),
	);

const results = [
	'naive.bpf.c: debian:6.1 on debian:6.1: pass',
	'naive.bpf.c: debian:6.12 on debian:6.1: fail',
	'kvec.bpf.c: debian:6.1 on debian:6.1: pass',
	'kvec.bpf.c: debian:6.12 on debian:6.1: pass',
	'naive.bpf.c: debian:6.1 on debian:6.12: fail',
	'naive.bpf.c: debian:6.12 on debian:6.12: fail',
	'kvec.bpf.c: debian:6.1 on debian:6.12: pass',
	'kvec.bpf.c: debian:6.12 on debian:6.12: pass',
];

test('each kernel is booted once, builds, and loads what each built', async () => {
	// One slot: with slots held while waiting, this would wait for ever.
	const { out, exitCode, stdout, report } = await runMatrix('--memory', '1024', '--parallel', '1');
	expect(verdicts(report)).toEqual(results);
	expect(exitCode).toBe(1);
	for (const kernel of ['debian-6.1', 'debian-6.12']) {
		expect(await boots(out, kernel)).toEqual({ 'console.log': 1 });
	}
	const [building, loading] = report.findings;
	expect(building).toMatchObject({ code: 'build-error', builtOn: ['debian:6.12'] });
	expect(loading).toMatchObject({
		code: 'core-relocation',
		builtOn: ['debian:6.1'],
		kernels: ['debian:6.12'],
	});
	expect(loading?.message).toMatch(
		/\nBuilt on debian:6\.1 \S+: fails on debian:6\.12 \S+; loads on debian:6\.1 /,
	);
	expect(stdout).toMatch(/naive\.bpf\.c +naive +built on debian:6\.1 +✓ +✗ core-relocation\n/);
	expect(stdout).toMatch(/\n +built on debian:6\.12 +✗ build-error +✗ build-error\n/);
});

test('each kernel is booted twice where memory holds one guest at a time, with the same results', async () => {
	const memory = Math.floor((freemem() / 1024 / 1024) * 0.6);
	const { out, stdout, report } = await runMatrix('--memory', String(memory));
	expect(stdout).toContain('memory holds 1 at a time: each kernel is booted twice');
	expect(verdicts(report)).toEqual(results);
	for (const kernel of ['debian-6.1', 'debian-6.12']) {
		expect(await boots(out, kernel)).toEqual({ 'console-build.log': 1, 'console.log': 1 });
	}
});
