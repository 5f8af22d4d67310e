import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFile } from '../../src/package-root.ts';
import type { Report } from '../../src/report/report.ts';
import { coreMatrix } from '../cli/command.ts';
import { makeRepository } from '../config/repository.ts';
import { temporaryFolder } from '../vm/support.ts';

const sources = async (...names: readonly string[]) =>
	Object.fromEntries(
		await Promise.all(
			names.map(async (name) => [name, await readFile(packageFile(`examples/iov_iter/${name}`), 'utf8')]),
		),
	);

/** `build`: where. */
export async function runMatrix(build: string, ...words: readonly string[]) {
	const repository = await makeRepository({
		...(await sources('common.h', 'naive.bpf.c', 'kvec.bpf.c')),
		'core-matrix.yml':
			'kernels: [debian:6.1, debian:6.12]\nobjects: [{ source: naive.bpf.c }, { source: kvec.bpf.c }]\n',
	});
	const out = temporaryFolder();
	const { exitCode, stdout } = await coreMatrix(
		['run', '--accel', 'tcg', '--build', build, '--out', out, ...words],
		{ cwd: repository },
	);
	const report: Report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8'));
	return { out, exitCode, stdout, report };
}

/** The consoles of a kernel, each with how often a kernel booted there. */
export async function boots(out: string, kernel: string): Promise<Record<string, number>> {
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

export const verdicts = (report: Report) =>
	report.kernels.flatMap(({ spec, cells }) =>
		cells.map(({ object, builtOn, verdict }) => `${object}: ${builtOn} on ${spec}: ${verdict}`),
	);

export const results = [
	'naive.bpf.c: debian:6.1 on debian:6.1: pass',
	'naive.bpf.c: debian:6.12 on debian:6.1: fail',
	'kvec.bpf.c: debian:6.1 on debian:6.1: pass',
	'kvec.bpf.c: debian:6.12 on debian:6.1: pass',
	'naive.bpf.c: debian:6.1 on debian:6.12: fail',
	'naive.bpf.c: debian:6.12 on debian:6.12: fail',
	'kvec.bpf.c: debian:6.1 on debian:6.12: pass',
	'kvec.bpf.c: debian:6.12 on debian:6.12: pass',
];
