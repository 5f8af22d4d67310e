import type { Finding } from '../findings/finding.ts';
import { changeLines } from './changes.ts';
import { excerptOrigin } from './excerpt.ts';
import { matrix } from './matrix.ts';
import { neutralise, oneLine } from './neutralise.ts';
import { inOrder } from './order.ts';
import type { Paint } from './paint.ts';
import { placeText } from './place.ts';
import type { Report } from './report.ts';
import { tableLines } from './table.ts';
import { verdictText } from './verdict.ts';

export interface TextOptions {
	readonly paint: Paint;
	/** Columns of the terminal. */
	readonly width: number;
	/** The folder of the report, as it is to be shown. */
	readonly out: string;
}

const severityFormats = { error: 'red', warning: 'yellow', notice: 'cyan' } as const;
const verdictFormats = { pass: 'green', fail: 'red', infra: 'magenta' } as const;

/** The whole report for a terminal: matrix, findings, where the files are, verdict. Ends with a newline. */
export function renderText(report: Report, options: TextOptions): string {
	const { paint } = options;
	return [
		...tableLines(matrix(report), options),
		...changeLines(report.comparison, options),
		...inOrder(report.findings).flatMap((finding) => ['', ...findingLines(finding, options)]),
		'',
		`report: ${oneLine(options.out)}`,
		paint(['bold', verdictFormats[report.verdict]], verdictText(report)),
		'',
	].join('\n');
}

/** The place comes first, as compilers print it, so that terminals and editors make a link of it. */
function findingLines(finding: Finding, { paint }: TextOptions): readonly string[] {
	const severity = paint(severityFormats[finding.severity], `${finding.severity}:`);
	const place = oneLine(placeText(finding) || finding.kernels.join(', '));
	return [
		`${paint('bold', `${place}:`)} ${severity} ${oneLine(finding.title)} [${finding.code}]`,
		...indented(finding.message),
		...(finding.hint === undefined ? [] : [paint('bold', '  fix:'), ...indented(finding.hint, '    ')]),
		...excerptLines(finding).map((line) => paint('dim', line)),
		...finding.logs.slice(0, 3).map((log) => paint('dim', `  log: ${oneLine(log)}`)),
	];
}

/** Nobody looks for what led to a failure that is expected. */
function excerptLines({ severity, code, excerpt }: Finding): readonly string[] {
	if (excerpt === undefined || severity === 'notice') return [];
	return [`  ${excerptOrigin(code)}:`, ...indented(excerpt, '    ')];
}

function indented(text: string, indent = '  '): readonly string[] {
	return text === ''
		? []
		: neutralise(text)
				.split('\n')
				.map((line) => (indent + line).trimEnd());
}
