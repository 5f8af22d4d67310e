import { expect, test } from 'vitest';
import { type TestReport, totalsOf } from '../../scripts/test-results.ts';

const green: TestReport = {
	success: true,
	numPassedTests: 3,
	numFailedTests: 0,
	numPendingTests: 0,
	numTodoTests: 0,
	testResults: [{ name: 'a.test.ts', status: 'passed', assertionResults: [{}, {}, {}] }],
};
const broken = { name: 'b.test.ts', status: 'failed', assertionResults: [] };

test.each<[string, TestReport | undefined, number, { passed: number; failed: number; reasons: string[] }]>([
	['all passed', green, 0, { passed: 3, failed: 0, reasons: [] }],
	[
		'some failed',
		{ ...green, success: false, numFailedTests: 2 },
		1,
		{ passed: 3, failed: 2, reasons: ['unit: 2 failed'] },
	],
	[
		'files that could not be run, beside a failed test',
		{ ...green, success: false, numFailedTests: 1, testResults: [...green.testResults, broken, broken] },
		1,
		{
			passed: 3,
			failed: 3,
			reasons: ['unit: 1 failed', 'unit: b.test.ts could not be run', 'unit: b.test.ts could not be run'],
		},
	],
	[
		'skipped tests',
		{ ...green, numPendingTests: 1, numTodoTests: 1 },
		0,
		{ passed: 3, failed: 2, reasons: ['unit: 2 skipped'] },
	],
	[
		'no tests',
		{ ...green, numPassedTests: 0, testResults: [] },
		0,
		{ passed: 0, failed: 1, reasons: ['unit: no test ran'] },
	],
	[
		'an error beside the tests',
		green,
		1,
		{ passed: 3, failed: 1, reasons: ['unit: exit code 1, though no test failed'] },
	],
	['no report', undefined, 0, { passed: 0, failed: 1, reasons: ['unit: ended without a report'] }],
])('%s', (_, report, exitCode, expected) => {
	expect(totalsOf('unit', report, exitCode)).toEqual(expected);
});
