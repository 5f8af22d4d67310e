import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { packageFile } from '../../src/package-root.ts';
import { codeIn, relocationIn, replaceLine, runSources } from './pasting.ts';

// The founding case: what is pasted must build on the old kernel and load on both sides of the rename.

const example = (name: string) => readFile(packageFile(`examples/iov_iter/${name}`), 'utf8');

test('the code in the findings, pasted, builds on 6.1 and loads on 6.1 and 6.12', async () => {
	const sources = {
		'naive.bpf.c': await example('naive.bpf.c'),
		'two-underscores.bpf.c': await example('two-underscores.bpf.c'),
	};
	const matrix = { kernels: ['debian:6.1', 'debian:6.12'], build: 'debian:6.1' };
	const header = { 'common.h': await example('common.h') };
	const before = await runSources({ ...matrix, sources: { ...header, ...sources } });
	expect(before.exitCode, before.stderr).toBe(1);
	const naive = relocationIn(before.report, 'naive.bpf.c');
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
	const slip = relocationIn(before.report, 'two-underscores.bpf.c');
	const name = /Name the type `(\w+)`/.exec(slip.hint)?.[1] ?? '';

	const guarded = replaceLine(sources['naive.bpf.c'], naive.line, guard);
	const pasted = {
		...header,
		'guarded.bpf.c': guarded.replace('SEC("kprobe', `${flavor}\n\nSEC("kprobe`),
		'kvec.bpf.c': replaceLine(sources['naive.bpf.c'], naive.line, kvec),
		'three-underscores.bpf.c': sources['two-underscores.bpf.c'].replaceAll('iov_iter__new', name),
	};
	const after = await runSources({ ...matrix, sources: pasted });
	expect(after.report.findings).toEqual([]);
	expect(after.exitCode, after.stderr).toBe(0);
	for (const { cells } of after.report.kernels) {
		expect(cells.flatMap(({ programs }) => programs.map(({ verdict }) => verdict))).toEqual(
			Array(3).fill('pass'),
		);
	}
});
