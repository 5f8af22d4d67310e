import { readFile } from 'node:fs/promises';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageFile } from '../../src/package-root.ts';
import type { Report } from '../../src/report/report.ts';
import { coreMatrix } from '../cli/command.ts';
import { temporaryFolder } from '../vm/support.ts';
import { boots, results, runMatrix, verdicts } from './every-build.ts';

// Guests larger than half of the memory: QEMU gives them what they touch only.
test('each kernel is booted twice where memory holds one guest at a time, with the same results', async () => {
	const memory = Math.floor((freemem() / 1024 / 1024) * 0.6);
	const { out, stdout, report } = await runMatrix('all', '--memory', String(memory));
	expect(stdout).toContain('memory holds 1 at a time: each kernel is booted twice');
	expect(verdicts(report)).toEqual(results);
	for (const kernel of ['debian-6.1', 'debian-6.12']) {
		expect(await boots(out, kernel)).toEqual({ 'console-build.log': 1, 'console.log': 1 });
	}
});

test('four kernels are four boots and sixteen cells for each object', async () => {
	const out = temporaryFolder();
	const config = packageFile('examples/iov_iter/all.yml');
	const { exitCode, stdout } = await coreMatrix(['run', '--accel', 'tcg', '--config', config, '--out', out]);
	expect(stdout).toContain('pass: everything as expected on 4 kernels');
	expect(exitCode).toBe(0);
	const report: Report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8'));
	const cells = report.kernels.flatMap((kernel) => kernel.cells);
	const perObject = Map.groupBy(cells, ({ object }) => object);
	expect([...perObject.values()].map(({ length }) => length)).toEqual([16, 16, 16, 16]);
	for (const kernel of ['debian-5.10', 'debian-6.1', 'debian-6.12', 'debian-7']) {
		expect(await boots(out, kernel)).toEqual({ 'console.log': 1 });
	}
	// What is built portably works whoever built it.
	for (const source of ['kvec', 'task']) {
		const own = perObject.get(`examples/iov_iter/${source}.bpf.c`) ?? [];
		expect(own.map(({ verdict, programs }) => [verdict, (programs[0]?.runs ?? 0) > 0])).toEqual(
			Array(16).fill(['pass', true]),
		);
	}
});
