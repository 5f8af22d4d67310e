import type { Baseline } from '../baseline/baseline.ts';
import { compareWith } from '../baseline/compare.ts';
import type { Config } from '../config/config.ts';
import type { KernelReport, Report } from '../report/report.ts';
import { contextOf, type KernelBtf } from './context.ts';
import { type Incident, isInfrastructure } from './failure.ts';
import { figuresOf } from './figures.ts';
import { growthFindings, nearLimitFindings } from './growth.ts';
import { judgeKernel } from './kernel.ts';
import { mergeIncidents } from './merge.ts';
import { withoutRefused } from './misnamed.ts';
import type { KernelObservation } from './observation.ts';
import { nothingTried, unknownPrograms } from './oversight.ts';

export interface JudgeInput {
	readonly config: Config;
	readonly kernels: readonly KernelObservation[];
	readonly started: Date;
	readonly durationMs: number;
	readonly toolVersion: string;
	/** With it, failed CO-RE relocations are explained by what the kernels have. */
	readonly btf?: KernelBtf;
	/** With it, what came to take more to verify is warned of. */
	readonly baseline?: Baseline;
}

/**
 * What was observed, beside what was expected, as a report. A pass is only what was seen to pass: whatever was planned
 * and is missing makes its kernel `infra`, and a run in which nothing was tried fails.
 */
export function judge(input: JudgeInput): Report {
	const context = {
		...contextOf(input.config, input.kernels),
		...(input.btf !== undefined && { btf: input.btf }),
	};
	const judged = [...context.kernels.values()].map((kernel) => judgeKernel(context, kernel));
	const kernels = judged.map(({ report }) => report);
	const incidents: Incident[] = [
		...withoutRefused(judged.flatMap((kernel) => kernel.incidents)),
		...unknownPrograms(context),
	];
	incidents.push(...nothingTried(kernels, incidents));
	const comparison = input.baseline && compareWith(input.baseline, kernels, input.config.baselineGrowth);
	return {
		version: 1,
		tool: { name: 'core-matrix', version: input.toolVersion },
		started: input.started.toISOString(),
		durationMs: input.durationMs,
		verdict: runVerdict(kernels, incidents),
		kernels,
		figures: figuresOf(input.config, input.kernels),
		...(comparison !== undefined && { comparison }),
		findings: [
			...mergeIncidents(
				context,
				incidents,
				judged.flatMap(({ attempts }) => attempts),
			),
			...(comparison === undefined ? [] : growthFindings(input.config, comparison)),
			...nearLimitFindings(input.config, kernels, comparison),
		],
	};
}

/** What a user must fix comes before what the infrastructure withheld: exit code 3 never masks 1. */
function runVerdict(kernels: readonly KernelReport[], incidents: readonly Incident[]): Report['verdict'] {
	const verdicts = kernels.map(({ verdict }) => verdict);
	const isBad = incidents.some(({ failure, expected }) => !expected && !isInfrastructure(failure));
	if (isBad || verdicts.includes('fail')) return 'fail';
	return verdicts.includes('infra') ? 'infra' : 'pass';
}
