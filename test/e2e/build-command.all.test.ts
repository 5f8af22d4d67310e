import { expect, test } from 'vitest';
import { runProject, source } from './build-command.ts';

test('what the compiler says in a build command stands at its line', async () => {
	const { exitCode, report } = await runProject({ 'bpf/late.bpf.c': source('bpf_printk(exec);') });
	expect(exitCode).toBe(1);
	expect(report.findings).toEqual(
		expect.arrayContaining([
			expect.objectContaining({ code: 'build-error', file: 'bpf/late.bpf.c', line: 9 }),
		]),
	);
});
