import { resolve } from 'node:path';
import { readBaseline } from '../baseline/read.ts';
import { loadConfig } from '../config/load.ts';
import { reportToGitHub } from '../github/report.ts';
import { repositoryPaths } from '../github/repository.ts';
import { ensureRequirements, isCi } from '../host/install.ts';
import { purposesOf } from '../host/requirements.ts';
import { publicReport } from '../report/json.ts';
import { createTerminal } from '../report/terminal.ts';
import { exitCode } from '../report/verdict.ts';
import { writeOutputs } from '../report/write.ts';
import { run } from '../run.ts';
import type { RunArguments } from './args.ts';
import { withInterruption } from './interruption.ts';
import { type Output, writeJson } from './output.ts';

/** `core-matrix run`. Returns the exit code that the report amounts to. */
export async function runCommand(
	{ command: _, config: file, overrides, baseline: earlier, installMissing, json, ...given }: RunArguments,
	output: Output,
): Promise<number> {
	const cwd = process.cwd();
	const config = await loadConfig({ ...(file !== undefined && { file }), cwd, overrides });
	const baseline = earlier === undefined ? undefined : await readBaseline(earlier, cwd, config.kernels);
	const out = resolve(cwd, given.out);
	const terminal = createTerminal(output.messages, { out: given.out });
	try {
		await ensureRequirements(purposesOf(config), {
			consent: installMissing || isCi(process.env),
			tell: (message) => terminal.listen({ type: 'host', message }),
		});
		const report = await withInterruption(
			(signal) =>
				run({ ...given, config, out, signal, ...(baseline !== undefined && { baseline }) }, terminal.listen),
			(message) => terminal.listen({ type: 'notice', message }),
		);
		const pathOf = repositoryPaths(config.root, process.env);
		await writeOutputs(report, { out, root: config.root, ...(pathOf !== undefined && { pathOf }) });
		terminal.finish(report);
		if (process.env.GITHUB_ACTIONS === 'true') await reportToGitHub(report, { root: config.root, out });
		if (json) writeJson(output, publicReport(report));
		return exitCode(report);
	} finally {
		terminal.close();
	}
}
