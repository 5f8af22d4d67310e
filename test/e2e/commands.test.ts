import { readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { packageFile } from '../../src/package-root.ts';
import type { KernelReport, Report } from '../../src/report/report.ts';
import { coreMatrix } from '../cli/command.ts';
import { makeRepository } from '../config/repository.ts';

async function runIn(cwd: string, ...words: readonly string[]) {
	const { exitCode, stdout } = await coreMatrix(['run', '--json', '--accel', 'tcg', ...words], { cwd });
	const report: Report = JSON.parse(stdout);
	const kernel = (spec: string): KernelReport => {
		const found = report.kernels.find((each) => each.spec === spec);
		if (found === undefined) throw new Error(`no ${spec} in the report`);
		return found;
	};
	const log = (path: string) => readFileSync(join(cwd, 'out', path), 'utf8');
	return { exitCode, report, kernel, log };
}

const verdicts = ({ commands }: KernelReport) =>
	Object.fromEntries(commands.map(({ name, verdict }) => [name, verdict]));

describe('commands', () => {
	test('are loaders as projects have them; what they print becomes findings at the line of the source', async () => {
		const cwd = await makeRepository({});
		await cp(packageFile('examples/commands'), cwd, { recursive: true });
		await execa('make', { cwd, env: { PATH: `${process.env.PATH}:/usr/sbin` } });
		const { exitCode, report, kernel, log } = await runIn(cwd);
		expect(verdicts(kernel('debian:5.10'))).toEqual({
			skeleton: 'pass',
			'ebpf-go': 'pass',
			script: 'pass',
			'skeleton of send': 'pass',
			'script with send': 'pass',
			'ebpf-go with clock': 'xfail',
		});
		expect(verdicts(kernel('debian:7'))).toEqual({
			skeleton: 'pass',
			'ebpf-go': 'pass',
			script: 'pass',
			'skeleton of send': 'xfail',
			'script with send': 'xfail',
			'ebpf-go with clock': 'pass',
		});
		expect(exitCode).toBe(0);
		const places = report.findings.map(({ code, file, line, object, program }) => [
			code,
			file,
			line,
			object,
			program,
		]);
		const relocation = ['core-relocation', 'send.bpf.c', 20, 'build/send.bpf.o', 'on_send'];
		const helper = ['helper-unavailable', 'clock.bpf.c', 9, 'build/clock.bpf.o', 'on_clock'];
		expect(places.sort()).toEqual([relocation, relocation, helper]);
		for (const command of kernel('debian:7').commands.slice(0, 2))
			expect(log(command.log)).toMatch(/^getpgid was called [1-9]\d* times\n/);
	});
});
