import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageFile } from '../../src/package-root.ts';
import type { Report } from '../../src/report/report.ts';
import { coreMatrix } from '../cli/command.ts';
import { makeRepository } from '../config/repository.ts';

/*
 * What a finding says to write is pasted into the sources as a machine would, with no thought of its own, and must
 * then build on the old kernel and load on both sides of the rename.
 */

const example = (name: string) => readFile(packageFile(`examples/iov_iter/${name}`), 'utf8');

async function runOn(sources: Readonly<Record<string, string>>) {
	const objects = Object.keys(sources).map((source) => `{ source: ${source} }`);
	const cwd = await makeRepository({
		'core-matrix.yml': `kernels: [debian:6.1, debian:6.12]\nbuild: { on: debian:6.1 }\nobjects: [${objects.join(', ')}]\n`,
		'common.h': await example('common.h'),
		...sources,
	});
	const { exitCode, stderr } = await coreMatrix(['run', '--accel', 'tcg'], { cwd });
	const report: Report = JSON.parse(await readFile(join(cwd, 'out/report.json'), 'utf8'));
	return { exitCode, stderr, report };
}

function findingOf(report: Report, file: string) {
	const found = report.findings.find(
		(finding) => finding.file === file && finding.code === 'core-relocation',
	);
	if (found?.hint === undefined || found.line === undefined)
		throw new Error(`no finding with a hint for ${file}`);
	return { ...found, hint: found.hint, line: found.line };
}

/** The pieces of code in a hint: its paragraphs that are indented by four spaces. */
function codeIn(hint: string): string[] {
	return hint.split('\n\n').filter((paragraph) => paragraph.startsWith('    '));
}

function replaceLine(source: string, line: number, code: string): string {
	return source
		.split('\n')
		.toSpliced(line - 1, 1, code)
		.join('\n');
}

test('the code in the findings, pasted, builds on 6.1 and loads on 6.1 and 6.12', async () => {
	const sources = {
		'naive.bpf.c': await example('naive.bpf.c'),
		'two-underscores.bpf.c': await example('two-underscores.bpf.c'),
	};
	const before = await runOn(sources);
	expect(before.exitCode, before.stderr).toBe(1);
	const naive = findingOf(before.report, 'naive.bpf.c');
	expect(naive).toMatchObject({
		line: 13,
		kernels: ['debian:6.12'],
		title: '`struct iov_iter` has no member `iov` on this kernel: it is `__iov`',
		message: expect.stringContaining(
			'`struct iov_iter` has the member `iov` (const struct iovec *) on debian:6.1; on debian:6.12 it is `__iov`, of the same type.',
		),
	});
	const [flavor = '', guard = '', kvec = ''] = codeIn(naive.hint);
	expect(flavor).toContain('struct iov_iter___new {');
	expect(guard).toContain('bpf_core_field_exists(iter->iov)');
	const slip = findingOf(before.report, 'two-underscores.bpf.c');
	const name = /Name the type `(\w+)`/.exec(slip.hint)?.[1] ?? '';

	const guarded = replaceLine(sources['naive.bpf.c'], naive.line, guard);
	const after = await runOn({
		'guarded.bpf.c': guarded.replace('SEC("kprobe', `${flavor}\n\nSEC("kprobe`),
		'kvec.bpf.c': replaceLine(sources['naive.bpf.c'], naive.line, kvec),
		'three-underscores.bpf.c': sources['two-underscores.bpf.c'].replaceAll('iov_iter__new', name),
	});
	expect(after.report.findings).toEqual([]);
	expect(after.exitCode, after.stderr).toBe(0);
	for (const { cells } of after.report.kernels) {
		expect(cells.flatMap(({ programs }) => programs.map(({ verdict }) => verdict))).toEqual(
			Array(3).fill('pass'),
		);
	}
});
