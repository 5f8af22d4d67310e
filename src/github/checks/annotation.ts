import type { Finding, Severity } from '../../findings/finding.ts';
import { neutralise, oneLine } from '../../report/neutralise.ts';
import { annotation, type PathOf } from '../annotations.ts';
import { cutBytes, messageBytesMax, titleMax, withinBasicPlane } from './limits.ts';

/** An annotation as the Checks API takes it. */
export interface CheckAnnotation {
	readonly path: string;
	readonly start_line: number;
	readonly end_line: number;
	readonly start_column?: number;
	readonly end_column?: number;
	readonly annotation_level: 'failure' | 'warning' | 'notice';
	readonly title: string;
	readonly message: string;
	readonly raw_details?: string;
}

const levels: Readonly<Record<Severity, CheckAnnotation['annotation_level']>> = {
	error: 'failure',
	warning: 'warning',
	notice: 'notice',
};

/** Undefined for a finding without a place in the repository: the API wants a path and a line. */
export function checkAnnotation(finding: Finding, pathOf: PathOf): CheckAnnotation | undefined {
	const { file, startLine, endLine, startColumn } = annotation(finding, pathOf);
	if (file === undefined) return undefined;
	const { title, message, code, hint, excerpt, severity } = finding;
	const advice = hint === undefined ? '' : `\n\nFix: ${neutralise(hint)}`;
	return {
		path: file,
		start_line: startLine ?? 1,
		end_line: endLine ?? startLine ?? 1,
		...(startColumn !== undefined && { start_column: startColumn, end_column: startColumn }),
		annotation_level: levels[severity],
		title: oneLine(withinBasicPlane(title), titleMax),
		message: bounded(`${neutralise(message)}\n[${code}]${advice}`),
		...(excerpt !== undefined && { raw_details: bounded(neutralise(excerpt)) }),
	};
}

function bounded(text: string): string {
	return cutBytes(withinBasicPlane(text), messageBytesMax);
}
