import type { Invocation, Location, Log, Notification, Region, Result } from 'sarif';
import type { Finding, Severity } from '../../findings/finding.ts';
import { cut, neutralise, oneLine } from '../neutralise.ts';
import { inOrder } from '../order.ts';
import type { Report } from '../report.ts';
import { exitCode } from '../verdict.ts';
import { projectUri, ruleIndex, rules } from './rules.ts';

/**
 * GitHub refuses a run with more than 25,000 results and keeps 5,000 of them, the most severe
 * (docs.github.com, "SARIF results exceed one or more limits").
 */
const mostResults = 5000;
/** Of one message, in UTF-16 units: 5,000 of them stay below the 10 MB, compressed, that GitHub takes. */
const textLimit = 4096;

const levels = { error: 'error', warning: 'warning', notice: 'note' } as const satisfies Record<
	Severity,
	string
>;

/** The name that GitHub resolves to the top of the repository; a file's address is relative to it. */
const uriBaseId = '%SRCROOT%';

export type PathOf = (file: string) => string | undefined;

export interface SarifOptions {
	/** The path in the repository of a file or object of the report; undefined for one outside. The same path when missing. */
	readonly pathOf?: PathOf;
}

/**
 * The findings as SARIF 2.1.0 (OASIS standard, 2020). GitHub takes no result without a location, so what has no place
 * in the repository, such as a kernel that does not boot, is what SARIF has for a tool's own troubles: a notification.
 */
export function sarif(report: Report, { pathOf = (file) => file }: SarifOptions = {}): string {
	const placed = inOrder(report.findings).map((finding) => [finding, locationOf(finding, pathOf)] as const);
	const results = placed.flatMap(([finding, location]) =>
		location === undefined ? [] : [result(finding, location)],
	);
	const notifications = placed.flatMap(([finding, location]) =>
		location === undefined ? [notification(finding)] : [],
	);
	const log: Log = {
		$schema: 'https://json.schemastore.org/sarif-2.1.0.json',
		version: '2.1.0',
		runs: [
			{
				tool: {
					driver: {
						...report.tool,
						semanticVersion: report.tool.version,
						informationUri: projectUri,
						rules: [...rules],
					},
				},
				invocations: [invocation(report, [...notifications, ...leftOut(results.length)])],
				originalUriBaseIds: { [uriBaseId]: { description: { text: 'The top of the repository.' } } },
				results: results.slice(0, mostResults),
			},
		],
	};
	return `${JSON.stringify(log, undefined, '\t')}\n`;
}

function result(finding: Finding, location: Location): Result {
	const { code, severity, id, kernels, stage, program, object } = finding;
	return {
		ruleId: code,
		ruleIndex: ruleIndex(code),
		level: levels[severity],
		message: { text: text(finding) },
		locations: [location],
		// Not primaryLocationLineHash, the only one that GitHub compares: its upload action makes that from the line itself.
		partialFingerprints: { 'coreMatrixFinding/v1': oneLine(id) },
		properties: {
			kernels: kernels.map((spec) => oneLine(spec)),
			stage,
			...(object !== undefined && { object: oneLine(object) }),
			...(program !== undefined && { program: oneLine(program) }),
		},
	};
}

/** The first line stands for the whole where there is little room. */
function text({ title, message, hint }: Finding): string {
	const fix = hint === undefined ? '' : `\n\nFix: ${hint}`;
	return neutralise(cut(`${oneLine(title)}\n${message}${fix}`, textLimit)).trimEnd();
}

function locationOf(finding: Finding, pathOf: PathOf): Location | undefined {
	const { file, object, line, endLine, column } = finding;
	const named = file ?? object;
	const path = named === undefined ? undefined : pathOf(named);
	if (path === undefined) return undefined;
	const isLine = file !== undefined && line !== undefined && line >= 1;
	const region: Region | undefined = isLine
		? {
				startLine: line,
				...(column !== undefined && column >= 1 && { startColumn: column }),
				...(endLine !== undefined && endLine >= line && { endLine }),
			}
		: undefined;
	return {
		physicalLocation: {
			artifactLocation: { uri: uriOf(path), uriBaseId },
			...(region !== undefined && { region }),
		},
	};
}

/** A relative reference (RFC 3986 §4.2): percent-encoded, and with no colon before the first slash. */
function uriOf(path: string): string {
	return path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}

function notification(finding: Finding): Notification {
	return {
		level: levels[finding.severity],
		message: { text: text(finding) },
		associatedRule: { id: finding.code, index: ruleIndex(finding.code) },
	};
}

function leftOut(results: number): readonly Notification[] {
	if (results <= mostResults) return [];
	const number = results - mostResults;
	return [
		{ level: 'warning', message: { text: `${number} results do not fit here; report.json has them all.` } },
	];
}

function invocation(report: Report, toolExecutionNotifications: Notification[]): Invocation {
	const started = new Date(report.started);
	return {
		executionSuccessful: report.verdict !== 'infra',
		exitCode: exitCode(report),
		startTimeUtc: started.toISOString(),
		endTimeUtc: new Date(started.getTime() + report.durationMs).toISOString(),
		toolExecutionNotifications,
	};
}
