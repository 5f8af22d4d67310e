import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { coreMatrix } from '../cli/command.ts';
import { makeRepository } from '../config/repository.ts';

/** A program with a loop that the verifier walks `turns` times. */
const source = (turns: number) => `
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tracepoint/syscalls/sys_enter_execve")
int walk(void *context)
{
	__u32 sum = 0;

	for (int i = 0; i < ${turns}; i++)
		sum += bpf_get_prandom_u32() & 7;
	return sum == 1;
}

char LICENSE[] SEC("license") = "GPL";
`;

const config = 'kernels: [debian:6.1, debian:6.12]\nobjects: [{ source: walk.bpf.c }]\n';

test('a program that grows is warned of beside the run before, read from the folder that is written to', async () => {
	const cwd = await makeRepository({ 'core-matrix.yml': config, 'walk.bpf.c': source(200) });
	const run = async (...words: readonly string[]) => {
		const { exitCode, stdout } = await coreMatrix(['run', '--accel', 'tcg', ...words], { cwd });
		const report: Report = JSON.parse(await readFile(join(cwd, 'out/report.json'), 'utf8'));
		return { exitCode, stdout, report };
	};
	expect((await run()).report.findings).toEqual([]);

	const same = await run('--baseline', 'out');
	expect(same.report.findings).toEqual([]);
	expect(same.stdout).toContain('2 programs as before.');

	await writeFile(join(cwd, 'walk.bpf.c'), source(400));
	const grown = await run('--baseline', 'out');
	expect(grown.exitCode).toBe(0);
	expect(grown.report.findings).toMatchObject([
		{
			severity: 'warning',
			code: 'verifier-complexity',
			program: 'walk',
			kernels: ['debian:6.1', 'debian:6.12'],
		},
	]);
	expect(grown.report.findings[0]?.message).toMatch(/ \d{4} → \d{4} instructions \(\+\d+ %\), /);
	expect(await readFile(join(cwd, 'out/summary.md'), 'utf8')).toContain(
		'### Compared with the baseline out of ',
	);
});
