import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { packageFile } from '../../src/package-root.ts';
import type { KernelReport, Report } from '../../src/report/report.ts';
import { coreMatrix } from '../cli/command.ts';
import { temporaryFolder } from '../vm/support.ts';

/*
 * The founding case as its configurations state it, on kernels of four series. What they expect is checked here by the
 * report and the logs themselves, not by the tool's own word that all is as expected.
 */

async function runExample(configuration: string, ...words: readonly string[]) {
	const out = temporaryFolder();
	const config = packageFile(`examples/iov_iter/${configuration}`);
	const { exitCode, stdout } = await coreMatrix(['run', '--config', config, '--out', out, ...words]);
	const report: Report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8'));
	return { out, exitCode, stdout, report };
}

const name = (source: string) => `examples/iov_iter/${source}.bpf.c`;
const cellOf = (kernel: KernelReport, source: string) =>
	kernel.cells.find(({ object }) => object === name(source));
const programOf = (kernel: KernelReport, source: string) => cellOf(kernel, source)?.programs[0];

describe('built on 6.1, loaded on four kernels', () => {
	test('fails where it must, at the true lines, and nowhere else', async () => {
		const { out, exitCode, stdout, report } = await runExample('core-matrix.yml');
		expect(stdout).toContain('pass: everything as expected on 4 kernels');
		expect(exitCode).toBe(0);

		const schema = JSON.parse(await readFile(packageFile('schema/report.schema.json'), 'utf8'));
		const validate = new Ajv({ strictRequired: false }).compile(schema);
		expect(validate(report), JSON.stringify(validate.errors)).toBe(true);

		const [first, second, third, newest] = report.kernels.map(({ release }) => release);
		expect([first, second, third]).toEqual([
			expect.stringMatching(/^5\.10\./),
			expect.stringMatching(/^6\.1\./),
			expect.stringMatching(/^6\.12\./),
		]);
		expect(newest).toMatch(/^7\.\d+\./);

		for (const kernel of report.kernels) {
			expect(kernel).toMatchObject({
				verdict: 'pass',
				source: { kind: 'debian', digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
			});
			const renamed = /^(?:6\.12|7)\./.test(kernel.release);
			for (const source of ['naive', 'two-underscores']) {
				expect(programOf(kernel, source)).toMatchObject(
					renamed ? { verdict: 'xfail', stage: 'load', code: 'core-relocation' } : { verdict: 'pass' },
				);
			}
			for (const source of ['guard', 'flavor', 'kvec', 'task']) {
				expect(programOf(kernel, source)).toMatchObject({ verdict: 'pass', insns: expect.any(Number) });
				expect(programOf(kernel, source)?.runs).toBeGreaterThan(0);
			}
			expect(cellOf(kernel, 'direct')).toMatchObject({
				verdict: 'xfail',
				builtOn: 'debian:6.1',
				programs: [],
			});
		}

		const relocations = report.findings.filter(({ code }) => code === 'core-relocation');
		expect(relocations.map(({ file, line, kernels }) => [file, line, kernels])).toEqual([
			[name('naive'), 13, ['debian:6.12', 'debian:7']],
			[name('two-underscores'), 10, ['debian:6.12', 'debian:7']],
		]);

		// What was printed, in the kernel's own trace: the pointer through the flavor is the one through the union's other member.
		for (const spec of ['debian-5.10', 'debian-6.1', 'debian-6.12', 'debian-7']) {
			const trace = (source: string) =>
				readFile(join(out, 'logs', spec, name(source), 'built-on-debian-6.1', `${source}.trace.log`), 'utf8');
			expect(await trace('flavor')).toContain('iov_iter: iov set, equal to kvec, len 23');
			expect(await trace('kvec')).toContain('iov_iter: kvec set, len 23');
			expect(await trace('task')).toMatch(/^task_flags == \d+$/m);
			expect(await readFile(join(out, 'logs', spec, 'console.log'), 'utf8')).toContain('Linux version');
		}
		expect(await readFile(join(out, 'summary.md'), 'utf8')).toContain('xfail core-relocation');
	});
});

describe('built on each kernel', () => {
	test('shows the two errors of the compiler, each at its line', async () => {
		const { exitCode, report } = await runExample('each.yml', '--kernels', 'debian:6.1 debian:6.12');
		expect(exitCode).toBe(0);
		const errors = report.findings.filter(({ code }) => code === 'build-error');
		expect(errors.map(({ title, file, line, builtOn }) => ({ title, file, line, builtOn }))).toEqual([
			{
				title: expect.stringContaining("no member named '__iov' in 'struct iov_iter'"),
				file: name('direct'),
				line: 16,
				builtOn: ['debian:6.1'],
			},
			{
				title: expect.stringContaining("no member named 'iov' in 'struct iov_iter'"),
				file: name('direct'),
				line: 13,
				builtOn: ['debian:6.12'],
			},
		]);
		for (const kernel of report.kernels) {
			expect(programOf(kernel, 'kvec')).toMatchObject({ verdict: 'pass' });
			expect(programOf(kernel, 'task')).toMatchObject({ verdict: 'pass' });
		}
	});
});
