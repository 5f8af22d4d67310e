import { execa } from 'execa';
import { expect, test } from 'vitest';
import { packageFile } from '../../src/package-root.ts';

test('veristat comes to the same verdicts and figures', async () => {
	const { exitCode, stdout } = await execa(
		process.execPath,
		[packageFile('scripts/referee.ts'), '--kernels', 'debian:6.1 debian:6.12', '--accel', 'tcg'],
		{ reject: false },
	);
	expect(exitCode, stdout).toBe(0);
	const [, tried, agree] = /^\d+ programs on 2 kernels, (\d+) tried by both: (\d+) agree/m.exec(stdout) ?? [];
	expect(Number(tried)).toBeGreaterThan(200);
	// A difference that no rule explains has failed above; what rules explain must stay the exception.
	expect(Number(agree) / Number(tried)).toBeGreaterThan(0.95);
}, 1_800_000);
