import type { Baseline } from './baseline/baseline.ts';
import type { TargetTypes } from './bpf/core/resolve.ts';
import type { Config } from './config/config.ts';
import { CoreMatrixError } from './error.ts';
import type { Listener } from './events.ts';
import type { KernelBtf } from './findings/context.ts';
import { judge } from './findings/judge.ts';
import { joinRecords } from './merge/join.ts';
import { copyLogs, roomForLogs } from './merge/logs.ts';
import { findParts, type Part } from './merge/parts.ts';
import { kernelTypesIn } from './merge/types.ts';
import { toolVersion } from './package-root.ts';
import type { Report } from './report/report.ts';
import { clearOutput } from './run/output.ts';

export interface MergeOptions {
	/** The whole configuration: a kernel that it names and no record has is not a pass. */
	readonly config: Config;
	/** Absolute: output folders of runs, or folders that have them. */
	readonly parts: readonly string[];
	/** Absolute. */
	readonly out: string;
	/** Warned of are programs that take more to verify than there. */
	readonly baseline?: Baseline;
}

/** Judges what several runs have seen as if one run had seen it all, and gathers their logs. */
export async function merge(
	{ config, parts: folders, out, baseline }: MergeOptions,
	listen: Listener,
): Promise<Report> {
	const parts = await findParts(folders);
	if (parts.some(({ folder }) => folder === out)) {
		throw new CoreMatrixError('usage', `${out} is the output folder of a run that is to be merged`, {
			remedy: 'Name another folder for what is merged, with --out or the input `out`.',
		});
	}
	tellStrangers(config, parts, listen);
	await clearOutput(out);
	const kernels = joinRecords(
		config,
		parts.map(({ record }) => record),
	);
	const { started, durationMs } = spanOf(parts);
	const judged = {
		config,
		kernels,
		started,
		durationMs,
		toolVersion: toolVersion(),
		...(baseline !== undefined && { baseline }),
	};
	const first = judge(judged);
	const isExplained = first.findings.some(({ code }) => code === 'core-relocation');
	const report = isExplained ? judge({ ...judged, btf: await typesOf(parts, listen) }) : first;
	await gatherLogs(parts, out, listen);
	return report;
}

/** A record of a kernel that the configuration does not name has no place in the report. */
function tellStrangers(config: Config, parts: readonly Part[], listen: Listener): void {
	const named = new Set(config.kernels.map(({ text }) => text));
	const asked = new Set(parts.flatMap(({ record }) => record.asked));
	const strangers = [...asked].filter((spec) => !named.has(spec));
	if (strangers.length === 0) return;
	const message = `left out, since the configuration does not name them: ${strangers.join(', ')}`;
	listen({ type: 'notice', message });
}

/** From the first beginning to the last end. */
function spanOf(parts: readonly Part[]): { readonly started: Date; readonly durationMs: number } {
	const begins = parts.map(({ record }) => Date.parse(record.started));
	const ends = parts.map(({ record }) => Date.parse(record.started) + record.durationMs);
	const started = Math.min(...begins);
	return { started: new Date(started), durationMs: Math.max(...ends) - started };
}

async function typesOf(parts: readonly Part[], listen: Listener): Promise<KernelBtf> {
	const types = new Map<string, TargetTypes>();
	for (const part of parts) {
		for (const { spec } of part.record.kernels) {
			if (types.has(spec)) continue;
			const found = await kernelTypesIn(part, spec);
			if (found !== undefined) types.set(spec, found);
			else listen({ type: 'notice', message: `${spec}: its types did not come with its record` });
		}
	}
	return (spec) => types.get(spec);
}

async function gatherLogs(parts: readonly Part[], out: string, listen: Listener): Promise<void> {
	const room = roomForLogs();
	for (const { folder } of parts) {
		const left = await copyLogs(folder, out, room);
		if (left > 0)
			listen({ type: 'notice', message: `${left} files of logs in ${folder} were not taken over` });
	}
}
