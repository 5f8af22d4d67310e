import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageFile } from '../../src/package-root.ts';
import type { Report } from '../../src/report/report.ts';
import { coreMatrix } from '../cli/command.ts';
import { makeRepository } from '../config/repository.ts';
import { exampleFolders } from './examples.ts';

/* Each example as a reader runs it, on its four kernels from 5.10 to 7. */

test.for(exampleFolders)('examples/%s does on every kernel what it says', async (folder) => {
	const cwd = await makeRepository({});
	await cp(packageFile(join('examples', folder)), cwd, { recursive: true });
	const { exitCode, stdout, stderr } = await coreMatrix(['run', '--json', '--accel', 'tcg'], { cwd });
	expect(exitCode, stderr).toBe(0);
	const report: Report = JSON.parse(stdout);
	expect(report.verdict).toBe('pass');
	expect(report.kernels).toHaveLength(4);
	for (const { cells } of report.kernels) {
		for (const { name, verdict, runs } of cells.flatMap(({ programs }) => programs)) {
			expect([name, (runs ?? 0) > 0]).toEqual([name, verdict === 'pass']);
		}
	}
});
