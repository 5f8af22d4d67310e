import { cp } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { packageFile } from '../../src/package-root.ts';
import type { ProgramReport, Report } from '../../src/report/report.ts';
import { coreMatrix } from '../cli/command.ts';
import { makeRepository } from '../config/repository.ts';
import { kernel } from '../vm/support.ts';

/* Programs of the kinds that libbpf does not attach by their section, on the oldest and the newest kernel to be had. */

const configuration = `
kernels: [debian:5.10, debian:7]
build: { on: debian:5.10 }
objects:
  - source: attach-more.bpf.c
    # Early 5.10 hangs in them for ever: it takes a lock of the sockmap twice.
    programs: { on_stream_parser: { skip: "<5.15" }, on_stream_verdict: { skip: "<5.15" } }
`;

/** How they come out that do not simply run at a hook of their kind. */
const exceptions = {
	on_action: 'pass by test run',
	on_lwt_in: 'pass by test run',
	on_call: 'pass by test run',
	// A map of devices, or a function of a program, is what these would be attached to.
	on_xdp_devmap: 'skip',
	on_nowhere: 'skip',
};

const onRequest = ({ findings }: Report, spec: string) =>
	findings
		.filter(({ title, kernels }) => title.endsWith('ran on request, not at a hook') && kernels.includes(spec))
		.map(({ program }) => program);

function outcome(report: Report, spec: string, { name, verdict, code }: ProgramReport): string {
	if (verdict === 'fail') return `fail ${code}`;
	return onRequest(report, spec).includes(name) ? `${verdict} by test run` : verdict;
}

test('programs of every kind are attached to something, fired, and counted', async () => {
	const cwd = await makeRepository({ 'core-matrix.yml': configuration });
	await cp(packageFile('test/e2e/programs'), cwd, { recursive: true });
	const { stdout } = await coreMatrix(['run', '--json', '--accel', 'tcg'], { cwd });
	const report: Report = JSON.parse(stdout);
	const [old, recent] = report.kernels.map(({ cells }) => cells.flatMap(({ programs }) => programs));
	const names = old?.map(({ name }) => name) ?? [];
	expect(names).toHaveLength(36);
	const expected = { ...Object.fromEntries(names.map((name) => [name, 'pass'])), ...exceptions };
	const outcomes = (spec: string, programs: readonly ProgramReport[] | undefined) =>
		Object.fromEntries((programs ?? []).map((program) => [program.name, outcome(report, spec, program)]));
	expect(outcomes('debian:7', recent)).toEqual(expected);
	// Programs of the type `syscall` came with 5.14.
	expect(outcomes('debian:5.10', old)).toEqual({
		...expected,
		on_call: 'fail program-type-unsupported',
		on_stream_parser: 'skip',
		on_stream_verdict: 'skip',
	});
	for (const { name, verdict, runs } of [...(old ?? []), ...(recent ?? [])]) {
		expect([name, (runs ?? 0) > 0]).toEqual([name, verdict === 'pass']);
	}
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
	expect(onRequest(report, image)).toEqual(['on_tc']);
});
