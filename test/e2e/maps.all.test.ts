import { expect, test } from 'vitest';
import { packageFile } from '../../src/package-root.ts';
import type { Report } from '../../src/report/report.ts';
import { coreMatrix } from '../cli/command.ts';
import { makeRepository } from '../config/repository.ts';

test('the example of maps is as its configuration says, built on one kernel and loaded on four', async () => {
	const cwd = await makeRepository({});
	const { exitCode, stdout } = await coreMatrix(
		['run', '--json', '--accel', 'tcg', '--config', packageFile('examples/maps/core-matrix.yml')],
		{ cwd },
	);
	const report: Report = JSON.parse(stdout);
	expect(report.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
	expect(exitCode).toBe(0);
	expect(report.kernels.map(({ cells }) => cells.flatMap(({ programs }) => programs).length)).toEqual([
		10, 10, 10, 10,
	]);
});
