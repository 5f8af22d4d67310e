import { isInfrastructure } from '../../findings/failure.ts';
import type { Finding } from '../../findings/finding.ts';
import { placeText } from '../place.ts';
import type { CellReport, CommandReport, KernelReport, ProgramReport, Report } from '../report.ts';

/** What became of a test. `failure`: something to fix; `error`: it could not be judged. */
export type Outcome =
	| { readonly kind: 'pass' }
	| { readonly kind: 'skipped'; readonly message: string }
	| {
			readonly kind: 'failure' | 'error';
			readonly type: string;
			readonly message: string;
			readonly text: string;
	  };

/** Texts are as the report has them: hostile. */
export interface TestCase {
	readonly classname: string;
	readonly name: string;
	readonly outcome: Outcome;
	readonly timeMs?: number;
}

export interface TestSuite {
	readonly name: string;
	readonly timeMs: number;
	readonly properties: Readonly<Record<string, string>>;
	readonly cases: readonly TestCase[];
}

const pass: Outcome = { kind: 'pass' };

/**
 * A report as JUnit has it: a suite for each kernel, in it a test for the kernel itself, for each object and program, and for each
 * command. Every error is in some test: one that belongs to none of these has a test of its own, those of the
 * configuration a suite.
 */
export function testSuites(report: Report): readonly TestSuite[] {
	const suites = report.kernels.map((kernel) => kernelSuite(report, kernel));
	const known = new Set(report.kernels.map(({ spec }) => spec));
	const homeless = report.findings.filter(
		(finding) => finding.severity === 'error' && !finding.kernels.some((spec) => known.has(spec)),
	);
	if (homeless.length === 0) return suites;
	const cases = homeless.map((finding) => ownCase('configuration', finding));
	return [...suites, { name: 'configuration', timeMs: 0, properties: {}, cases }];
}

function kernelSuite(report: Report, kernel: KernelReport): TestSuite {
	const findings = report.findings.filter(({ kernels }) => kernels.includes(kernel.spec));
	const told = new Set<Finding>();
	const about = (choose: (finding: Finding) => boolean) => {
		const chosen = findings.filter(choose);
		for (const finding of chosen) told.add(finding);
		return chosen;
	};
	const cases = [
		kernelCase(
			kernel,
			about(({ object }) => object === undefined),
		),
		...kernel.cells.flatMap((cell) => cellCases(kernel, cell, about)),
		...kernel.commands.map((command) => commandCase(kernel, command)),
	];
	const untold = findings.filter((finding) => finding.severity === 'error' && !told.has(finding));
	return {
		name: kernel.spec,
		timeMs: kernel.timings.totalMs,
		properties: {
			release: kernel.release,
			source: kernel.source.url || kernel.source.kind,
			digest: kernel.source.digest,
			arch: kernel.arch,
			accel: kernel.accel,
			verdict: kernel.verdict,
		},
		cases: [...cases, ...untold.map((finding) => ownCase(kernel.spec, finding))],
	};
}

function kernelCase(
	{ spec, verdict, reason, timings }: KernelReport,
	findings: readonly Finding[],
): TestCase {
	const errors = errorsOf(findings);
	const lost: Outcome = {
		kind: 'error',
		type: errors[0]?.code ?? 'guest-lost',
		message: reason ?? 'the kernel could not be judged',
		text: errors.map(findingText).join('\n\n'),
	};
	const outcome = verdict === 'infra' ? lost : failureOf(errors);
	return { classname: spec, name: 'kernel', outcome, timeMs: timings.bootMs };
}

type About = (choose: (finding: Finding) => boolean) => readonly Finding[];

function cellCases(kernel: KernelReport, cell: CellReport, about: About): readonly TestCase[] {
	const { object, builtOn, programs, verdict } = cell;
	const classname = `${kernel.spec} ${object}`;
	const isBuiltTwice = kernel.cells.some((other) => other !== cell && other.object === object);
	const label = (name: string) => (isBuiltTwice ? `${name} (built on ${builtOn})` : name);
	const ofCell = (finding: Finding) =>
		finding.object === object && (!isBuiltTwice || finding.builtOn?.includes(builtOn) !== false);
	const own = about((finding) => ofCell(finding) && finding.program === undefined);
	return [
		{
			classname,
			name: label(builtOn === '' ? 'open' : 'build'),
			outcome: programs.length > 0 ? failureOf(errorsOf(own)) : outcomeOf({ verdict }, own),
		},
		...programs.map((program) => ({
			classname,
			name: label(program.name),
			outcome: outcomeOf(
				program,
				about((finding) => ofCell(finding) && finding.program === program.name),
			),
		})),
	];
}

function commandCase(kernel: KernelReport, { name, verdict, exitCode, log }: CommandReport): TestCase {
	const message = `exit code ${exitCode}`;
	const failed: Outcome = { kind: 'failure', type: 'command-failed', message, text: `Log: ${log}` };
	const outcome =
		verdict === 'fail' || verdict === 'xpass' ? failed : outcomeOf({ verdict, code: 'command-failed' }, []);
	return { classname: `${kernel.spec} commands`, name, outcome };
}

/** As pytest has it, a failure as expected is a skipped test: it neither passed nor is there something to fix. */
function outcomeOf(
	{ verdict, stage, code }: Pick<ProgramReport, 'verdict' | 'stage' | 'code'>,
	findings: readonly Finding[],
): Outcome {
	switch (verdict) {
		case 'pass':
			return failureOf(errorsOf(findings));
		case 'skip':
			return { kind: 'skipped', message: findings[0]?.title ?? 'skipped by the configuration' };
		case 'xfail':
			return { kind: 'skipped', message: `failed as expected: ${code ?? findings[0]?.code ?? 'any code'}` };
		case 'fail':
		case 'xpass': {
			const type = code ?? 'expectation';
			const bare: Outcome = { kind: 'failure', type, message: `${stage ?? verdict}: ${type}`, text: '' };
			const errors = errorsOf(findings);
			return errors.length === 0 ? bare : failureOf(errors);
		}
	}
}

function failureOf(errors: readonly Finding[]): Outcome {
	const [first] = errors;
	if (first === undefined) return pass;
	return {
		kind: errors.every(isInfrastructure) ? 'error' : 'failure',
		type: first.code,
		message: first.title,
		text: errors.map(findingText).join('\n\n'),
	};
}

function ownCase(suite: string, finding: Finding): TestCase {
	const { object, program, code } = finding;
	const classname = object === undefined ? suite : `${suite} ${object}`;
	return { classname, name: program ?? code, outcome: failureOf([finding]) };
}

function errorsOf(findings: readonly Finding[]): readonly Finding[] {
	return findings.filter(({ severity }) => severity === 'error');
}

function findingText(finding: Finding): string {
	const { title, message, hint, code, logs } = finding;
	return [
		`${placeText(finding) || finding.kernels.join(', ')}: ${title} [${code}]`,
		message,
		...(hint === undefined ? [] : [`Fix: ${hint}`]),
		...logs.slice(0, 3).map((log) => `Log: ${log}`),
	].join('\n');
}
