import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CoreMatrixError } from '../error.ts';
import { publicReport } from './json.ts';
import type { Report } from './report.ts';
import { summary } from './summary.ts';

/** Writes `report.json` and `summary.md` into a folder, which is made if need be. Either file is there whole or not at all. */
export async function writeOutputs(report: Report, outDir: string): Promise<void> {
	try {
		await mkdir(outDir, { recursive: true });
		await writeWhole(
			join(outDir, 'report.json'),
			`${JSON.stringify(publicReport(report), undefined, '\t')}\n`,
		);
		await writeWhole(join(outDir, 'summary.md'), summary(report));
	} catch (cause) {
		const why = cause instanceof Error ? cause.message : String(cause);
		throw new CoreMatrixError('infrastructure', `cannot write the report to ${outDir}: ${why}`, {
			remedy: 'Name a folder that can be written, with --out or the input `out`.',
			cause,
		});
	}
}

/** A reader sees the old file or the new one, never a part: rename(2) is atomic within a file system. */
async function writeWhole(path: string, content: string): Promise<void> {
	const temporary = `${path}.${process.pid}.tmp`;
	try {
		await writeFile(temporary, content);
		await rename(temporary, path);
	} catch (cause) {
		await rm(temporary, { force: true });
		throw cause;
	}
}
