/** What of vitest's JSON report counts. Its format is that of Jest's --json. */
export interface TestReport {
	readonly success: boolean;
	readonly numPassedTests: number;
	readonly numFailedTests: number;
	readonly numPendingTests: number;
	readonly numTodoTests: number;
	readonly testResults: readonly {
		readonly name: string;
		readonly status: string;
		readonly assertionResults: readonly unknown[];
	}[];
}

export interface Totals {
	readonly passed: number;
	readonly failed: number;
	/** What makes it no success, a line each. */
	readonly reasons: readonly string[];
}

/**
 * The totals of a test runner. A file that could not even be collected is a failure, and so is a test that was left
 * out, for it proves nothing, and a run without tests. `report` missing: the runner died before it wrote one.
 */
export function totalsOf(part: string, report: TestReport | undefined, exitCode: number): Totals {
	if (report === undefined) return { passed: 0, failed: 1, reasons: [`${part}: ended without a report`] };
	const left = report.numPendingTests + report.numTodoTests;
	const broken = report.testResults.filter(
		({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
	);
	const reasons = [
		...(report.numFailedTests > 0 ? [`${part}: ${report.numFailedTests} failed`] : []),
		...broken.map(({ name }) => `${part}: ${name} could not be run`),
		...(left > 0 ? [`${part}: ${left} skipped`] : []),
		...(report.numPassedTests + report.numFailedTests === 0 ? [`${part}: no test ran`] : []),
	];
	const failed = report.numFailedTests + broken.length + left;
	const isSilent = reasons.length === 0 && (exitCode !== 0 || !report.success);
	if (isSilent) reasons.push(`${part}: exit code ${exitCode}, though no test failed`);
	return { passed: report.numPassedTests, failed: Math.max(failed, reasons.length > 0 ? 1 : 0), reasons };
}
