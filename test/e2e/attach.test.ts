import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageFile } from '../../src/package-root.ts';
import type { Report } from '../../src/report/report.ts';
import { coreMatrix } from '../cli/command.ts';
import { makeRepository } from '../config/repository.ts';
import { kernel } from '../vm/support.ts';
import { exampleFolders } from './examples.ts';

/*
 * The examples' programs as one object, which is built and booted once, on the oldest and the newest kernel to be had.
 * What is expected of each is what its own configuration says. An extension looks for its program from the first on.
 */
const folders = [
	'freplace',
	...exampleFolders.filter((name) => name !== 'freplace' && name !== 'struct_ops'),
];

interface Example {
	readonly objects: readonly [
		{ readonly source: string; readonly programs?: object; readonly expect?: readonly object[] },
	];
}

async function mergedExamples(): Promise<Record<string, string>> {
	const files: Record<string, string> = {};
	const includes: string[] = [];
	const object = { source: 'all.bpf.c', programs: {}, expect: [] as object[] };
	for (const folder of folders) {
		const read = (name: string) => readFile(packageFile(join('examples', folder, name)), 'utf8');
		const { objects }: Example = parse(await read('core-matrix.yml'));
		const [{ source, programs = {}, expect: expectations = [] }] = objects;
		files[basename(source)] = await read(source);
		includes.push(`#define LICENSE ${folder}_license`, `#include "${source}"`, '#undef LICENSE', '');
		Object.assign(object.programs, programs);
		object.expect.push(...expectations);
	}
	files['all.bpf.c'] = includes.join('\n');
	files['core-matrix.yml'] = JSON.stringify({
		kernels: ['debian:5.10', 'debian:7'],
		build: { on: 'debian:7' },
		objects: [object],
	});
	return files;
}

test('programs of every kind are attached to something, fired, and counted', async () => {
	const cwd = await makeRepository(await mergedExamples());
	const { stdout } = await coreMatrix(['run', '--json', '--accel', 'tcg'], { cwd });
	const report: Report = JSON.parse(stdout);
	const verdicts = (wanted: string) =>
		report.kernels.map(({ cells }) =>
			cells
				.flatMap(({ programs }) => programs)
				.filter(({ verdict }) => verdict === wanted)
				.map(({ name }) => name)
				.sort(),
		);
	expect(verdicts('fail')).toEqual([[], []]);
	expect(verdicts('xpass')).toEqual([[], []]);
	// What no guest can show, and what is loaded on request only.
	expect(verdicts('skip')).toEqual([
		['left_out', 'on_exec', 'on_stream_parser', 'on_stream_verdict'],
		['left_out'],
	]);
	expect(verdicts('xfail')[1]).toEqual(['on_pulse']);
	const passed = report.kernels.flatMap(({ cells }) => cells).flatMap(({ programs }) => programs);
	for (const { name, verdict, runs } of passed) {
		expect([name, (runs ?? 0) > 0]).toEqual([name, verdict === 'pass']);
	}
	const onRequest = report.findings.filter(({ title }) => title.endsWith('ran on request, not at a hook'));
	expect(onRequest.map(({ program, kernels }) => [program, kernels])).toEqual([['on_call', ['debian:7']]]);
});

test('a tc program on a kernel without tcx and without the modules for it is run on request, and that is said', async () => {
	const { image } = await kernel('debian:5.10');
	const cwd = await makeRepository({
		'core-matrix.yml': `kernels: [${JSON.stringify(image)}]\nobjects: [{ source: tc.bpf.c }]\n`,
		'tc.bpf.c': [
			'#include "vmlinux.h"',
			'#include <bpf/bpf_helpers.h>',
			'char LICENSE[] SEC("license") = "GPL";',
			'SEC("tc") int on_tc(struct __sk_buff *skb) { return 0; }',
			'',
		].join('\n'),
	});
	const { stdout } = await coreMatrix(['run', '--json', '--accel', 'tcg'], { cwd });
	const report: Report = JSON.parse(stdout);
	expect(report.kernels[0]?.cells[0]?.programs).toMatchObject([{ name: 'on_tc', verdict: 'pass', runs: 1 }]);
	expect(report.findings).toMatchObject([
		{ program: 'on_tc', severity: 'notice', title: '`on_tc` ran on request, not at a hook' },
	]);
});
