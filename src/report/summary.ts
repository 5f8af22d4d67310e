import type { Finding } from '../findings/finding.ts';
import { changeSection } from './changes.ts';
import { excerptOrigin } from './excerpt.ts';
import { count, duration } from './format.ts';
import { advice, codeBlock, codeSpan, escapeText, prose, table } from './markdown.ts';
import { cellText, legend, matrix } from './matrix.ts';
import { cut, oneLine } from './neutralise.ts';
import { inOrder, severities } from './order.ts';
import { placeText } from './place.ts';
import type { KernelReport, Report } from './report.ts';
import { verdictText } from './verdict.ts';

/** GitHub drops a step's summary above 1 MiB as a whole (actions/runner, FileCommandManager: AttachmentSizeLimit). */
export const summaryLimit = 1024 * 1024;

/** Findings' texts are bounded one by one, so that one of them cannot push out all others. In UTF-16 units. */
const textLimit = 4096;

export interface SummaryOptions {
	/** Bytes of UTF-8. */
	readonly limit?: number;
	/** How many findings of each severity have no annotation, because GitHub shows so many only. */
	readonly notAnnotated?: Readonly<Record<Finding['severity'], number>>;
	/** A sentence about how the findings are shown. */
	readonly notice?: string;
}

/**
 * The report in Markdown. What does not fit is left out in this order, and the text says so: the timings, then findings
 * from the last (notices, warnings, errors), then the matrix.
 */
export function summary(
	report: Report,
	{ limit = summaryLimit, notAnnotated, notice }: SummaryOptions = {},
): string {
	const head = [
		heading(report),
		...(notice === undefined ? [] : [escapeText(notice)]),
		...(notAnnotated === undefined ? [] : overflowNote(notAnnotated)),
	];
	const findings = inOrder(report.findings).map(findingSection);
	const grid = join([matrixSection(report), changeSection(report.comparison)]).trimEnd();
	const timings = timingsSection(report.kernels);
	const whole = join([...head, grid, ...findingsSection(findings, findings.length), timings]);
	if (bytes(whole) <= limit) return whole;
	const kept = findingsThatFit(findings, limit - bytes(join([...head, grid, leftOutNote(findings.length)])));
	if (kept > 0) return join([...head, grid, ...findingsSection(findings, kept)]);
	const withGrid = join([...head, grid, leftOutNote(findings.length)]);
	return bytes(withGrid) <= limit
		? withGrid
		: join([...head, 'The matrix and the findings do not fit here; `report.json` has them.']);
}

function join(parts: readonly string[]): string {
	return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function bytes(text: string): number {
	return Buffer.byteLength(text);
}

function heading(report: Report): string {
	return `## ${{ pass: '✅', fail: '❌', infra: '⚠️' }[report.verdict]} core-matrix: ${escapeText(verdictText(report))}`;
}

function overflowNote(notAnnotated: Readonly<Record<Finding['severity'], number>>): readonly string[] {
	const parts = severities
		.filter((level) => notAnnotated[level] > 0)
		.map((level) => count(notAnnotated[level], level));
	return parts.length === 0
		? []
		: [`Not shown as annotations, because GitHub takes ten of each level from a step: ${parts.join(', ')}.`];
}

function matrixSection(report: Report): string {
	const grid = matrix(report);
	if (grid.rows.length === 0) return '';
	const header = [
		'',
		...grid.kernels.map(({ spec, release }) =>
			[codeSpan(spec), escapeText(release)].filter((part) => part !== '').join('<br>'),
		),
	];
	const rows = grid.rows.map(({ object, program, builtOn, cells }) => [
		[
			codeSpan(object),
			program === undefined ? '' : codeSpan(program),
			builtOn === undefined ? '' : `built on ${codeSpan(builtOn)}`,
		]
			.filter((part) => part !== '')
			.join(' '),
		...cells.map(cellText),
	]);
	const meanings = legend(grid);
	return `${table(header, rows)}${meanings === '' ? '' : `\n\n${meanings}`}`;
}

function findingsSection(findings: readonly string[], kept: number): readonly string[] {
	if (findings.length === 0) return [];
	const rest = findings.length - kept;
	return ['### Findings', ...findings.slice(0, kept), ...(rest === 0 ? [] : [leftOutNote(rest)])];
}

function leftOutNote(number: number): string {
	return `${count(number, 'finding')} and the timings do not fit here; \`report.json\` has them all.`;
}

function findingsThatFit(findings: readonly string[], room: number): number {
	let left = room - bytes('### Findings\n\n');
	let kept = 0;
	for (const text of findings) {
		left -= bytes(text) + 2;
		if (left < 0) break;
		kept++;
	}
	return kept;
}

function findingSection(finding: Finding): string {
	const { severity, code, title, message, hint, excerpt, logs } = finding;
	const place = placeText(finding);
	return join([
		`#### ${severity}: ${prose(oneLine(title))}`,
		[place === '' ? '' : codeSpan(place), codeSpan(code)].filter((part) => part !== '').join(' · '),
		prose(cut(message, textLimit)),
		hint === undefined ? '' : `Fix: ${advice(cut(hint, textLimit))}`,
		excerpt === undefined ? '' : folded(excerptOrigin(code), codeBlock(cut(excerpt, textLimit), '')),
		logs.length === 0 ? '' : `Logs: ${logs.slice(0, 10).map(codeSpan).join(', ')}`,
	]).trimEnd();
}

function timingsSection(kernels: readonly KernelReport[]): string {
	if (kernels.length === 0) return '';
	const stages = ['resolve', 'boot', 'build', 'load', 'trigger', 'total'] as const;
	const rows = kernels.map(({ spec, release, accel, timings }) => [
		codeSpan(spec),
		escapeText(release),
		accel,
		...stages.map((stage) => duration(timings[`${stage}Ms`])),
	]);
	return folded('Timings', table(['kernel', 'release', 'accelerator', ...stages], rows));
}

/** Markdown that shows its title until it is opened. */
function folded(title: string, content: string): string {
	return `<details><summary>${title}</summary>\n\n${content}\n\n</details>`;
}
