import { dirname, resolve } from 'node:path';
import * as core from '@actions/core';
import { readBaseline } from './baseline/read.ts';
import { loadConfig } from './config/load.ts';
import { CoreMatrixError } from './error.ts';
import { emitError, emitText } from './github/emit.ts';
import { type Inputs, readInputs } from './github/inputs.ts';
import { createJobLog } from './github/job-log.ts';
import { reportToGitHub } from './github/report.ts';
import { repositoryPath, repositoryPaths, repositoryRoot } from './github/repository.ts';
import { ensureRequirements } from './host/install.ts';
import { purposesOf } from './host/requirements.ts';
import { plain } from './report/paint.ts';
import { renderText } from './report/text.ts';
import { exitCode } from './report/verdict.ts';
import { writeOutputs } from './report/write.ts';
import { run } from './run.ts';

/** Wide enough for codes in the matrix; the log scrolls sideways. */
const logWidth = 160;

// The runner starts an action in the workspace.
const cwd = process.cwd();

async function runAction(
	{ config: file, overrides, out: outAsGiven, baseline: earlier, ...given }: Inputs,
	signal: AbortSignal,
): Promise<number> {
	const config = await loadConfig({ ...(file !== undefined && { file }), cwd, overrides });
	const baseline = earlier === undefined ? undefined : await readBaseline(earlier, cwd, config.kernels);
	const listen = createJobLog();
	const tell = (message: string) => listen({ type: 'host', message });
	await ensureRequirements(purposesOf(config), { consent: true, tell });
	const out = resolve(cwd, outAsGiven);
	const report = await run(
		{ ...given, config, out, signal, ...(baseline !== undefined && { baseline }) },
		listen,
	);
	const pathOf = repositoryPaths(config.root, process.env.GITHUB_WORKSPACE);
	await writeOutputs(report, { out, root: config.root, ...(pathOf !== undefined && { pathOf }) });
	emitText(renderText(report, { paint: plain, width: logWidth, out }));
	await reportToGitHub(report, { root: config.root, out });
	return exitCode(report);
}

/** A cancelled job gets SIGINT, then SIGTERM: what was obtained so far is still reported. */
function interruption(): AbortSignal {
	const controller = new AbortController();
	for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => controller.abort());
	return controller.signal;
}

function failed(error: unknown): number {
	emitError(error, (file) =>
		repositoryPath(repositoryRoot(dirname(file), process.env.GITHUB_WORKSPACE), file),
	);
	return error instanceof CoreMatrixError && error.kind === 'usage' ? 2 : 3;
}

try {
	process.exitCode = await runAction(readInputs(core.getInput), interruption());
} catch (error) {
	process.exitCode = failed(error);
}
