import type { KernelFigures } from '../findings/figures.ts';
import type { Finding } from '../findings/finding.ts';
import type { Report } from './report.ts';

export interface PublicReport extends Omit<Report, 'findings' | 'figures' | 'comparison'> {
	readonly findings: readonly Omit<Finding, 'excerpt'>[];
}

/**
 * The report as others read it: what version 1 of its contract names, and no more. The excerpt of a finding is for the
 * run's own outputs; the log that it is taken from is named in the report.
 */
export function publicReport({
	figures: _figures,
	comparison: _comparison,
	...report
}: Report): PublicReport {
	return { ...report, findings: report.findings.map(({ excerpt: _excerpt, ...finding }) => finding) };
}

/** `OUT/verifier.json`, version 1. Times in microseconds, sizes in bytes. */
export interface VerifierReport extends Pick<Report, 'tool' | 'started'> {
	readonly version: 1;
	readonly kernels: readonly KernelFigures[];
}

export function verifierReport({ tool, started, figures = [] }: Report): VerifierReport {
	return { version: 1, tool, started, kernels: figures };
}
