import { resolve } from 'node:path';
import { loadConfig } from '../config/load.ts';
import { repositoryPaths } from '../github/repository.ts';
import { merge } from '../merge.ts';
import { publicReport } from '../report/json.ts';
import { createTerminal } from '../report/terminal.ts';
import { exitCode } from '../report/verdict.ts';
import { writeOutputs } from '../report/write.ts';
import type { ConfigArguments } from './args.ts';
import { type Output, writeJson } from './output.ts';

export interface MergeArguments extends ConfigArguments {
	/** As the user wrote them. */
	readonly parts: readonly string[];
	readonly out: string;
	readonly json: boolean;
}

/** `core-matrix merge`. Returns the exit code that the report amounts to. */
export async function mergeCommand(
	{ config: file, overrides, parts, out: outAsGiven, json }: MergeArguments,
	output: Output,
): Promise<number> {
	const cwd = process.cwd();
	const config = await loadConfig({ ...(file !== undefined && { file }), cwd, overrides });
	const out = resolve(cwd, outAsGiven);
	const terminal = createTerminal(output.messages, { out: outAsGiven, live: false });
	const folders = parts.map((part) => resolve(cwd, part));
	const report = await merge({ config, parts: folders, out }, terminal.listen);
	const pathOf = repositoryPaths(config.root, process.env);
	await writeOutputs(report, { out, root: config.root, ...(pathOf !== undefined && { pathOf }) });
	terminal.finish(report);
	if (json) writeJson(output, publicReport(report));
	return exitCode(report);
}
