import type { Finding, Severity } from '../findings/finding.ts';

export const severities = ['error', 'warning', 'notice'] as const satisfies readonly Severity[];

/** Errors first, then by place; the same findings come out in the same order whatever order they came in. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
	return [...findings].sort(
		(a, b) =>
			severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
			// Findings without a file are about kernels: they explain the others.
			compare(a.file ?? '', b.file ?? '') ||
			(a.line ?? 0) - (b.line ?? 0) ||
			(a.column ?? 0) - (b.column ?? 0) ||
			compare(a.id, b.id),
	);
}

/** By code units: no locale decides. */
function compare(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
