import { join } from 'node:path';
import type { Report } from '../report/report.ts';
import { summary } from '../report/summary.ts';
import { type AnnotationLevel, planAnnotations } from './annotations.ts';
import { emitAnnotation, emitOutputs, emitSummary } from './emit.ts';
import { repositoryPaths } from './repository.ts';

export interface GitHubReportOptions {
	/** Absolute: the folder that the findings' files are relative to. */
	readonly root: string;
	/** Absolute: the folder of report.json. */
	readonly out: string;
	/** The least severe findings that are annotated; all when missing. */
	readonly level?: AnnotationLevel;
	/** Findings that check runs annotate already, by their ids. */
	readonly shown?: ReadonlySet<string>;
	/** Why the findings are not shown where they were asked for: a sentence for the summary. */
	readonly notice?: string;
}

/**
 * Tells GitHub what a run found: annotations, the step's summary, the step's outputs. For the action, and for the
 * command when it runs in a workflow (GITHUB_ACTIONS is set). Writes workflow commands to standard output.
 */
export async function reportToGitHub(
	report: Report,
	{ root, out, notice, ...options }: GitHubReportOptions,
): Promise<void> {
	const pathOf = repositoryPaths(root, process.env);
	const plan = planAnnotations(report, { pathOf: (file) => pathOf?.(file), ...options });
	for (const annotation of plan.annotations) emitAnnotation(annotation);
	await emitSummary(summary(report, { notAnnotated: plan.left, ...(notice !== undefined && { notice }) }));
	emitOutputs(outputsOf(report, out));
}

/** The step's outputs that a report has, by the names that action.yml gives them. */
export function outputsOf(
	report: Report,
	out: string,
): Record<'verdict' | 'report' | 'failed-kernels', string> {
	const failed = report.kernels.filter(({ verdict }) => verdict === 'fail').map(({ spec }) => spec);
	return {
		verdict: report.verdict,
		report: join(out, 'report.json'),
		// JSON, so that a later job can take it as a matrix with fromJSON.
		'failed-kernels': JSON.stringify(failed),
	};
}
