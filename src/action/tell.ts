import type { Config } from '../config/config.ts';
import { legalName } from '../github/artifact/plan.ts';
import { uploadArtifact } from '../github/artifact/upload.ts';
import { createChecksClient } from '../github/checks/client.ts';
import { checkTarget } from '../github/checks/context.ts';
import { planChecks } from '../github/checks/plan.ts';
import { type CheckSession, createCheckSession } from '../github/checks/session.ts';
import { emitLine, emitOutputs, emitText, emitWarning, inGroup } from '../github/emit.ts';
import { readEvent } from '../github/event.ts';
import type { Inputs } from '../github/inputs.ts';
import { reportToGitHub } from '../github/report.ts';
import { repositoryPaths } from '../github/repository.ts';
import { plain } from '../report/paint.ts';
import type { Report } from '../report/report.ts';
import { renderText } from '../report/text.ts';
import { exitCode } from '../report/verdict.ts';
import { writeOutputs } from '../report/write.ts';

/** Wide enough for codes in the matrix; the log scrolls sideways. */
const logWidth = 160;
/** Lines of the report that a green run shows: with those of the kernels, its log stays below 200. */
const greenLines = 100;

/** Where check runs follow the run; `problem`: why they do not, though they were asked for. */
export type Checks = CheckSession | { readonly problem: string } | undefined;

/** `several`: whether more than one kernel is tried, so that this job's own status does not tell them apart. */
export function openChecks({ checks, token, mode }: Inputs, several: boolean): Checks {
	// Of a matrix, its jobs are the status checks.
	if (checks === 'false' || (checks === 'auto' && (!several || mode === 'merge'))) return undefined;
	if (token === undefined) return { problem: 'there is no token' };
	const target = checkTarget(process.env, readEvent(process.env));
	if (target === undefined) return { problem: 'the job names no repository and commit' };
	return createCheckSession(createChecksClient({ target, token }));
}

/** Writes the report and tells it wherever it was asked for. Returns the step's exit code. */
export async function tellReport(
	report: Report,
	inputs: Inputs,
	{
		config,
		out,
		checks,
		cancelled,
	}: {
		readonly config: Config;
		readonly out: string;
		readonly checks: Checks;
		readonly cancelled: boolean;
	},
): Promise<number> {
	const pathOf = repositoryPaths(config.root, process.env);
	await writeOutputs(report, { out, root: config.root, ...(pathOf !== undefined && { pathOf }) });
	emitText(shortened(renderText(report, { paint: plain, width: logWidth, out }), report));
	const { shown, notice } = await endChecks(report, inputs, checks, {
		pathOf: (file) => pathOf?.(file),
		cancelled,
	});
	await reportToGitHub(report, {
		root: config.root,
		out,
		level: inputs.annotations,
		shown,
		...(notice !== undefined && { notice }),
	});
	await keepArtifact(inputs, config, out);
	return exitCode(report, inputs.failOn);
}

/** Uploads the output folder, unless nobody wants it. */
async function keepArtifact({ mode, artifactName }: Inputs, { kernels }: Config, out: string): Promise<void> {
	if (artifactName === 'none') return;
	const [kernel, ...others] = kernels;
	const isOfOne = mode === 'run' && kernel !== undefined && others.length === 0;
	const name = legalName(artifactName ?? (isOfOne ? `core-matrix ${kernel.text}` : 'core-matrix'));
	// Who named it wants it; otherwise a line of the log will do.
	const notice = artifactName === undefined ? (text: string) => emitLine(`Notice: ${text}`) : emitWarning;
	const artifact = await inGroup(`artifact ${name}`, () => uploadArtifact({ out, name, notice }));
	emitOutputs({ 'artifact-id': String(artifact?.id ?? ''), 'artifact-url': artifact?.url ?? '' });
}

async function endChecks(
	report: Report,
	{ checks: mode }: Inputs,
	checks: Checks,
	options: Parameters<typeof planChecks>[1],
): Promise<{ readonly shown: ReadonlySet<string>; readonly notice?: string }> {
	if (checks === undefined) return { shown: new Set() };
	const { annotated, problem } =
		'problem' in checks
			? { annotated: new Set<string>(), problem: checks.problem }
			: await checks.finish(planChecks(report, options));
	if (problem === undefined) return { shown: annotated };
	const notice = `No check run for each kernel: ${problem}. Findings are annotated in this job instead.`;
	// Who asked for check runs should see it; where they were only tried, the log and the summary will do.
	if (mode === 'true') emitWarning(notice);
	else emitLine(`Notice: ${notice}`);
	return { shown: annotated, notice };
}

/** Nobody reads hundreds of lines that say that all is well; the summary has them. */
function shortened(text: string, { verdict }: Report): string {
	const lines = text.trimEnd().split('\n');
	if (verdict !== 'pass' || lines.length <= greenLines) return text;
	const tail = lines.slice(-5);
	const head = lines.slice(0, greenLines - tail.length - 1);
	const left = lines.length - head.length - tail.length;
	return [...head, `… ${left} more lines in the job's summary …`, ...tail].join('\n');
}
