import type { Finding, Severity } from '../findings/finding.ts';
import { cut, neutralise, oneLine } from '../report/neutralise.ts';
import { inOrder } from '../report/order.ts';
import type { Report } from '../report/report.ts';

// Limits of the runner and of what becomes of its annotations: actions/runner, ExecutionContext.AddIssue
// (_maxCountPerIssueType, _maxIssueMessageLength in UTF-16 units) and the title of a check run's annotation.
const perLevel = 10;
export const messageLimit = 4096;
const titleLimit = 255;

/** The least severe findings that are annotated. */
export const annotationLevels = ['error', 'warning', 'notice', 'none'] as const;
export type AnnotationLevel = (typeof annotationLevels)[number];

/** One annotation, as a workflow command can say it. Lines and columns from 1. */
export interface Annotation {
	readonly level: Severity;
	readonly title: string;
	readonly message: string;
	/** As the repository names the file; missing when the finding has no place in it. */
	readonly file?: string;
	readonly startLine?: number;
	readonly endLine?: number;
	/** Only where the annotation is within one line. */
	readonly startColumn?: number;
}

export type PathOf = (file: string) => string | undefined;

export interface AnnotationOptions {
	/** Turns a finding's file into its path in the repository, if it is there. */
	readonly pathOf: PathOf;
	readonly level?: AnnotationLevel;
	/** Findings that are shown elsewhere, by their ids. */
	readonly shown?: ReadonlySet<string>;
}

export interface AnnotationPlan {
	readonly annotations: readonly Annotation[];
	/** How many findings of each level that should have one have none, because the runner would drop them silently. */
	readonly left: Readonly<Record<Severity, number>>;
}

/** One annotation for each finding of the level, the most important first, as many as a step may have. */
export function planAnnotations(
	report: Report,
	{ pathOf, level = 'notice', shown = new Set() }: AnnotationOptions,
): AnnotationPlan {
	const left: Record<Severity, number> = { error: 0, warning: 0, notice: 0 };
	const room: Record<Severity, number> = { error: perLevel, warning: perLevel, notice: perLevel };
	const wanted = annotationLevels.slice(0, annotationLevels.indexOf(level) + 1);
	const findings = report.findings.filter(
		({ id, severity }) => level !== 'none' && wanted.includes(severity) && !shown.has(id),
	);
	const annotations = inOrder(findings).flatMap((finding) => {
		if (room[finding.severity] === 0) {
			left[finding.severity]++;
			return [];
		}
		room[finding.severity]--;
		return [annotation(finding, pathOf)];
	});
	return { annotations, left };
}

/** A finding as an annotation. */
export function annotation(finding: Finding, pathOf: PathOf): Annotation {
	return {
		level: finding.severity,
		title: oneLine(finding.title, titleLimit),
		message: messageText(finding),
		...place(finding, pathOf),
	};
}

/** The message says on which kernels, so it comes first; the advice is what may be cut. */
function messageText({ message, hint, code }: Finding): string {
	const advice = hint === undefined ? '' : `\n\nFix: ${neutralise(hint)}`;
	return cut(`${neutralise(message)}\n[${code}]${advice}`, messageLimit);
}

function place({ file, line, endLine, column }: Finding, pathOf: PathOf): Partial<Annotation> {
	const path = file === undefined ? undefined : pathOf(file);
	if (path === undefined) return {};
	// The toolkit and the runner drop a line below 1, and then all that hangs on it.
	if (line === undefined || line < 1) return { file: path };
	const isOneLine = endLine === undefined || endLine === line;
	return {
		file: path,
		startLine: line,
		...(endLine !== undefined && endLine > line && { endLine }),
		...(isOneLine && column !== undefined && column >= 1 && { startColumn: column }),
	};
}
