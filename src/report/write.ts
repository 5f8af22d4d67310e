import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CoreMatrixError } from '../error.ts';
import { isNoSpace } from '../no-space.ts';
import { packageFile } from '../package-root.ts';
import { joinModules, type PageAssets, scriptFiles, styleFiles } from './html/assets.ts';
import { collectEvidence } from './html/collect.ts';
import { htmlReport } from './html/page.ts';
import { publicReport, verifierReport } from './json.ts';
import { junit } from './junit/junit.ts';
import type { Report } from './report.ts';
import { type PathOf, sarif } from './sarif/sarif.ts';
import { summary } from './summary.ts';

export interface OutputOptions {
	/** Absolute: the folder for the files, which is made if need be. The report's logs lie in it. */
	readonly out: string;
	/** Absolute: the folder that the files of findings are relative to. */
	readonly root: string;
	/** How the repository names a file of the report, where its top is not `root`. */
	readonly pathOf?: PathOf;
}

/** What {@link writeOutputs} writes, in this order. */
export const reportFiles = [
	'report.json',
	'summary.md',
	'verifier.json',
	'junit.xml',
	'report.sarif',
	'report.html',
] as const;

/**
 * Writes the report in all its forms, Each file is there whole or as it was before; one that cannot
 * be written takes nothing from those before it.
 */
export async function writeOutputs(report: Report, { out, root, pathOf }: OutputOptions): Promise<void> {
	const render: Readonly<Record<(typeof reportFiles)[number], () => string | Promise<string>>> = {
		'report.json': () => `${JSON.stringify(publicReport(report), undefined, '\t')}\n`,
		'summary.md': () => summary(report),
		'verifier.json': () => `${JSON.stringify(verifierReport(report), undefined, '\t')}\n`,
		'junit.xml': () => junit(report),
		'report.sarif': () => sarif(report, { ...(pathOf !== undefined && { pathOf }) }),
		'report.html': async () =>
			htmlReport(report, await collectEvidence(report, root, out), await pageAssets()),
	};
	for (const name of reportFiles) await writeWhole(join(out, name), await render[name]());
}

/** They lie in the package as they are, so that sources and bundles take the same ones. */
async function pageAssets(): Promise<PageAssets> {
	const readAll = (names: readonly string[]) =>
		Promise.all(names.map((name) => readFile(packageFile(`assets/report/${name}`), 'utf8')));
	return { style: (await readAll(styleFiles)).join('\n'), script: joinModules(await readAll(scriptFiles)) };
}

/** A reader sees the old file or the new one, never a part: rename(2) is atomic within a file system. */
async function writeWhole(path: string, content: string): Promise<void> {
	const temporary = `${path}.${process.pid}.tmp`;
	try {
		await mkdir(join(path, '..'), { recursive: true });
		await writeFile(temporary, content);
		await rename(temporary, path);
	} catch (cause) {
		await rm(temporary, { force: true }).catch(() => {});
		const why = cause instanceof Error ? cause.message : String(cause);
		throw new CoreMatrixError('infrastructure', `cannot write ${path}: ${why}`, {
			remedy: isNoSpace(cause)
				? 'Free space on that disk, or name a folder on another with --out or the input `out`.'
				: 'Name a folder that can be written, with --out or the input `out`.',
			cause,
		});
	}
}
