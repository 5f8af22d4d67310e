import type { Expectation } from '../config/config.ts';
import { satisfies } from '../kernels/version.ts';
import { oneLine } from '../report/neutralise.ts';
import type { Verdict } from '../report/report.ts';
import type { Failure } from './failure.ts';

/** What a failure, or that there was none, amounts to beside what was expected. */
export interface Judged {
	readonly verdict: Exclude<Verdict, 'skip'>;
	/** Set when something else was expected. */
	readonly mismatch?: Failure;
}

/** What ranges of kernels are held against. */
export interface Versions {
	readonly load: string;
	/** Missing for an object that came compiled. */
	readonly build?: string;
}

const covers = ({ kernels, builtOn }: Expectation, { load, build }: Versions): boolean =>
	satisfies(load, kernels) && (builtOn === undefined || (build !== undefined && satisfies(build, builtOn)));

/** The last expectation that means this program on this kernel, so that later ones refine earlier ones. */
export function expectationFor(
	expectations: readonly Expectation[],
	versions: Versions,
	program: string,
): Expectation | undefined {
	return expectations.findLast(
		(expectation) =>
			(expectation.program === undefined
				? expectation.code !== 'build-error'
				: expectation.program === program) && covers(expectation, versions),
	);
}

/** The last expectation that covers a failure of the object as a whole, which no program's own does: it came to none. */
export function objectExpectationFor(
	expectations: readonly Expectation[],
	versions: Versions,
	{ stage, code }: Pick<Failure, 'stage' | 'code'>,
): Expectation | undefined {
	return expectations.findLast(
		(expectation) =>
			expectation.program === undefined &&
			(expectation.code === undefined ||
				expectation.code === code ||
				(stage === 'build') === (expectation.code === 'build-error')) &&
			covers(expectation, versions),
	);
}

/** The last expectation that the object does not compile. */
export function buildErrorExpectationFor(
	expectations: readonly Expectation[],
	versions: Versions,
): Expectation | undefined {
	return expectations.findLast(
		(expectation) =>
			expectation.program === undefined &&
			expectation.code === 'build-error' &&
			covers(expectation, versions),
	);
}

/** `name`: what was tried, as a message names it. */
export function compare(
	name: string,
	failure: Failure | undefined,
	expected: Expectation | undefined,
): Judged {
	if (expected?.verdict !== 'fail') return { verdict: failure === undefined ? 'pass' : 'fail' };
	if (failure === undefined) {
		const title = `\`${name}\` was expected to fail and passed`;
		const message = `Expected: ${describe(expected)}. It passed.`;
		return { verdict: 'xpass', mismatch: expectationFailure(title, message, expected, []) };
	}
	const line = failure.place?.line;
	const rightCode = expected.code === undefined || expected.code === failure.code;
	const rightLine = expected.line === undefined || expected.line === line;
	if (rightCode && rightLine) return { verdict: 'xfail' };
	const title = `\`${name}\` failed otherwise than expected`;
	const came = `${failure.code} ${line === undefined ? 'at no known line' : `at line ${line}`}`;
	const message = `Expected: ${describe(expected)}. What came: ${came}: ${oneLine(failure.title)}`;
	const mismatch = expectationFailure(title, message, expected, failure.logs);
	return {
		verdict: 'fail',
		mismatch: failure.place === undefined ? mismatch : { ...mismatch, place: failure.place },
	};
}

function expectationFailure(
	title: string,
	message: string,
	expected: Expectation,
	logs: readonly string[],
): Failure {
	const hint = 'Correct the expectation in the configuration if this is right, or the program if it is not.';
	return { stage: 'expect', code: 'expectation', title, message, hint, subject: describe(expected), logs };
}

function describe({ kernels, builtOn, code, line }: Expectation): string {
	const what = code === undefined ? 'a failure' : code;
	const built = builtOn === undefined ? '' : `, built on ${builtOn.text}`;
	return `${what}${line === undefined ? '' : ` at line ${line}`} on kernels ${kernels.text}${built}`;
}
