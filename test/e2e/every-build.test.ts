import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { VerifierReport } from '../../src/report/json.ts';
import { boots, results, runMatrix, verdicts } from './every-build.ts';

const both = ['debian:6.1', 'debian:6.12'].map((spec) => ['kvec', spec, true]);

test('each kernel is booted once, builds, and loads what each built', async () => {
	// One slot: with slots held while waiting, this would wait for ever.
	const { out, exitCode, stdout, report } = await runMatrix('all', '--memory', '1024', '--parallel', '1');
	expect(verdicts(report)).toEqual(results);
	expect(exitCode).toBe(1);
	for (const kernel of ['debian-6.1', 'debian-6.12']) {
		expect(await boots(out, kernel)).toEqual({ 'console.log': 1 });
	}
	const [building, loading] = report.findings;
	expect(building).toMatchObject({ code: 'build-error', builtOn: ['debian:6.12'] });
	expect(loading).toMatchObject({
		code: 'core-relocation',
		builtOn: ['debian:6.1'],
		kernels: ['debian:6.12'],
	});
	expect(loading?.message).toMatch(
		/\nBuilt on debian:6\.1 \S+: fails on debian:6\.12 \S+; loads on debian:6\.1 /,
	);
	expect(stdout).toMatch(/naive\.bpf\.c +naive +built on debian:6\.1 +✓ +✗ core-relocation\n/);
	expect(stdout).toMatch(/\n +built on debian:6\.12 +✗ build-error +✗ build-error\n/);

	const verifier: VerifierReport = JSON.parse(await readFile(join(out, 'verifier.json'), 'utf8'));
	const figures = verifier.kernels.flatMap(({ programs }) => programs);
	// What 6.12 builds of naive.bpf.c is nothing.
	expect(figures.map(({ name, builtOn, loaded }) => [name, builtOn, loaded])).toEqual([
		...[['naive', 'debian:6.1', true], ...both],
		...[['naive', 'debian:6.1', false], ...both],
	]);
	for (const program of figures.filter(({ loaded }) => loaded)) {
		const some = expect.toSatisfy((value) => Number.isSafeInteger(value) && value > 0);
		const { insns, peakStates, states, verifyUs, stackDepth, ...sizes } = program;
		expect([insns, verifyUs, stackDepth?.[0]]).toEqual([some, some, some]);
		expect([typeof states, typeof peakStates]).toEqual(['number', 'number']);
		expect(sizes).toMatchObject({ xlatedBytes: some, jitedBytes: some });
		// In whole pages, and at least one.
		expect([(sizes.memlockBytes ?? 1) % 4096, (sizes.memlockBytes ?? 0) > 0]).toEqual([0, true]);
	}
});
