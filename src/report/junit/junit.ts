import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';
import { cut, neutralise, oneLine } from '../neutralise.ts';
import type { Report } from '../report.ts';
import { type Outcome, type TestCase, type TestSuite, testSuites } from './suites.ts';

/** One test's text, in UTF-16 units; the report has all of it. */
const textLimit = 16_384;

/**
 * The report as JUnit XML in the form that Jenkins' xUnit plugin checks (junit-10.xsd) and pytest writes with
 * `junit_family=xunit2`, which GitLab, Azure and most others read.
 */
export function junit(report: Report): string {
	const suites = testSuites(report);
	const root = create({ version: '1.0', encoding: 'UTF-8' }).ele('testsuites', {
		name: 'core-matrix',
		...counts(suites.flatMap(({ cases }) => cases)),
		time: seconds(report.durationMs),
	});
	for (const suite of suites) addSuite(root, suite, report.started);
	return `${root.end({ prettyPrint: true, indent: '\t' })}\n`;
}

function addSuite(root: XMLBuilder, { name, timeMs, properties, cases }: TestSuite, started: string): void {
	const suite = root.ele('testsuite', {
		name: attribute(name),
		...counts(cases),
		skipped: cases.filter(({ outcome }) => outcome.kind === 'skipped').length,
		time: seconds(timeMs),
		// xs:dateTime; older readers take neither fractions nor a zone. UTC.
		timestamp: started.slice(0, 19),
	});
	const list = suite.ele('properties');
	for (const [key, value] of Object.entries(properties)) {
		list.ele('property', { name: key, value: attribute(value) });
	}
	for (const test of cases) addCase(suite, test);
}

function addCase(suite: XMLBuilder, { classname, name, timeMs, outcome }: TestCase): void {
	const test = suite.ele('testcase', {
		classname: attribute(classname),
		name: attribute(name),
		...(timeMs !== undefined && { time: seconds(timeMs) }),
	});
	addOutcome(test, outcome);
}

function addOutcome(test: XMLBuilder, outcome: Outcome): void {
	switch (outcome.kind) {
		case 'pass':
			return;
		case 'skipped':
			test.ele('skipped', { message: attribute(outcome.message) });
			return;
		case 'failure':
		case 'error':
			test
				.ele(outcome.kind, { type: outcome.type, message: attribute(outcome.message) })
				.txt(legal(neutralise(cut(outcome.text, textLimit))));
	}
}

function counts(cases: readonly TestCase[]) {
	const number = (kind: Outcome['kind']) => cases.filter(({ outcome }) => outcome.kind === kind).length;
	return { tests: cases.length, failures: number('failure'), errors: number('error') };
}

function seconds(ms: number): string {
	return (ms / 1000).toFixed(3);
}

function attribute(text: string): string {
	return legal(oneLine(text));
}

/** XML 1.0 §2.2 has no place for these two, not even escaped; all others that it excludes are neutralised before. */
function legal(text: string): string {
	return text.replace(/[\ufffe\uffff]/g, '');
}
