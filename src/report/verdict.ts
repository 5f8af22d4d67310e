import { count, duration } from './format.ts';
import type { Report } from './report.ts';

/** The least severe findings that fail a run; `never`: none of them do. */
export const failLevels = ['error', 'warning', 'never'] as const;
export type FailLevel = (typeof failLevels)[number];

/**
 * The exit code: 0 all as expected, 1 something a user must fix, 3 infrastructure. A wrong usage (2) has no report.
 * A kernel that could not be judged is never a pass, whatever findings may do.
 */
export function exitCode({ verdict, kernels, findings }: Report, failOn: FailLevel = 'error'): 0 | 1 | 3 {
	const warned = failOn === 'warning' && findings.some(({ severity }) => severity === 'warning');
	if (failOn !== 'never' && (verdict === 'fail' || warned)) return 1;
	return verdict === 'infra' || kernels.some((kernel) => kernel.verdict === 'infra') ? 3 : 0;
}

/** One sentence: `fail: 3 errors on 4 kernels, in 1 min 23 s`. */
export function verdictText(report: Report): string {
	const errors = report.findings.filter(({ severity }) => severity === 'error').length;
	const lost = report.kernels.filter(({ verdict }) => verdict === 'infra').length;
	const kernels = count(report.kernels.length, 'kernel');
	const missing = lost === 0 ? '' : `, ${lost} of them could not be judged`;
	const what = {
		pass: `everything as expected on ${kernels}`,
		fail: `${count(errors, 'error')} on ${kernels}${missing}`,
		infra: `${kernels}${missing}; what could be judged is as expected`,
	}[report.verdict];
	return `${report.verdict}: ${what}, in ${duration(report.durationMs)}`;
}
