import type { Finding } from '../findings/finding.ts';
import type { Report } from './report.ts';

export interface PublicReport extends Omit<Report, 'findings'> {
	readonly findings: readonly Omit<Finding, 'excerpt'>[];
}

/**
 * The report as others read it: what version 1 of its contract names, and no more. The excerpt of a finding is for the
 * run's own outputs; the log that it is taken from is named in the report.
 */
export function publicReport(report: Report): PublicReport {
	return { ...report, findings: report.findings.map(({ excerpt: _excerpt, ...finding }) => finding) };
}
