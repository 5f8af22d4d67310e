import type { Finding } from '../../findings/finding.ts';
import { oneLine } from '../../report/neutralise.ts';
import { inOrder } from '../../report/order.ts';
import type { KernelReport, Report } from '../../report/report.ts';
import { summary } from '../../report/summary.ts';
import { verdictText } from '../../report/verdict.ts';
import type { PathOf } from '../annotations.ts';
import { type CheckAnnotation, checkAnnotation } from './annotation.ts';
import { annotationsPerRequest, annotationsPerRun, cutBytes, textBytesMax, titleMax } from './limits.ts';

export interface CheckOutput {
	readonly title: string;
	readonly summary: string;
	readonly text: string;
	readonly annotations: readonly CheckAnnotation[];
}

/** How the check run of one kernel ends. */
export interface CheckPlan {
	readonly kernel: string;
	readonly conclusion: 'success' | 'failure' | 'cancelled';
	/** One for each request, all but the last one of them full; at least one. GitHub appends their annotations. */
	readonly outputs: readonly CheckOutput[];
	/** Findings that are annotated, by their ids. */
	readonly annotated: readonly string[];
}

export interface CheckPlanOptions {
	readonly pathOf: PathOf;
	/** Whether the run was interrupted: what could not be judged is then nobody's failure. */
	readonly cancelled: boolean;
}

/** The name of the check run of a kernel: what branch protection requires. */
export function checkName(kernel: string): string {
	return oneLine(`core-matrix / ${kernel}`, titleMax);
}

/**
 * One check run for each kernel. A finding stands in the text of each kernel on which it happened, and is annotated
 * once, in the run of the first of them: annotations of all runs show side by side in the pull request.
 */
export function planChecks(report: Report, options: CheckPlanOptions): CheckPlan[] {
	const [first] = report.kernels;
	const home = (finding: Finding) =>
		report.kernels.find(({ spec }) => finding.kernels.includes(spec))?.spec ?? first?.spec;
	return report.kernels.map((kernel) => {
		const happened = report.findings.filter(
			(finding) => finding.kernels.includes(kernel.spec) || home(finding) === kernel.spec,
		);
		const own = happened.filter((finding) => home(finding) === kernel.spec);
		return checkPlan(report, kernel, happened, own, options);
	});
}

function checkPlan(
	report: Report,
	kernel: KernelReport,
	happened: readonly Finding[],
	own: readonly Finding[],
	{ pathOf, cancelled }: CheckPlanOptions,
): CheckPlan {
	const { spec, timings } = kernel;
	// What is wrong with the configuration is so on every kernel; one of them has to say it.
	const isWrong = own.some(({ severity, kernels }) => severity === 'error' && kernels.length === 0);
	const verdict = isWrong ? 'fail' : kernel.verdict;
	const part = { ...report, verdict, durationMs: timings.totalMs, kernels: [kernel], findings: happened };
	const annotated = inOrder(own)
		.flatMap((finding) => {
			const annotation = checkAnnotation(finding, pathOf);
			return annotation === undefined ? [] : [{ id: finding.id, annotation }];
		})
		.slice(0, annotationsPerRun);
	const said = {
		title: oneLine(verdictText(part), titleMax),
		summary: cutBytes(introduction(kernel), textBytesMax),
		text: summary(part, { limit: textBytesMax }),
	};
	const batches = inBatches(annotated.map(({ annotation }) => annotation));
	return {
		kernel: spec,
		// A missing result is never a pass, and of the conclusions only success, neutral and skipped pass.
		conclusion: verdict === 'pass' ? 'success' : verdict === 'infra' && cancelled ? 'cancelled' : 'failure',
		outputs: batches.map((annotations) => ({ ...said, annotations })),
		annotated: annotated.map(({ id }) => id),
	};
}

function introduction({ release, arch, accel, source }: KernelReport): string {
	const what =
		release === ''
			? 'It never booted.'
			: `Linux \`${oneLine(release, 200)}\` on ${oneLine(arch, 50)}, ${accel}.`;
	const from =
		source.url === '' ? '' : ` From ${oneLine(source.kind, 50)}: \`${oneLine(source.digest, 100)}\`.`;
	return `${what}${from}`;
}

function inBatches(annotations: readonly CheckAnnotation[]): (readonly CheckAnnotation[])[] {
	const count = Math.max(1, Math.ceil(annotations.length / annotationsPerRequest));
	return Array.from({ length: count }, (_, index) =>
		annotations.slice(index * annotationsPerRequest, (index + 1) * annotationsPerRequest),
	);
}
