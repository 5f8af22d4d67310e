import type { ObjectConfig } from '../config/config.ts';
import { satisfies } from '../kernels/version.ts';
import { oneLine } from '../report/neutralise.ts';
import type { CellReport, ProgramReport, Verdict } from '../report/report.ts';
import { notLoaded } from './attach.ts';
import { buildFailure } from './build.ts';
import { type Context, type ProgramIdentity, versionOf } from './context.ts';
import {
	buildErrorExpectationFor,
	compare,
	expectationFor,
	type Judged,
	objectExpectationFor,
	type Versions,
} from './expect.ts';
import { type Attempt, type Failure, type Incident, isInfrastructure } from './failure.ts';
import type { Stage } from './finding.ts';
import type { Complaint } from './health.ts';
import { misnamedFlavor } from './misnamed.ts';
import type { KernelObservation, ProgramObservation, Trouble } from './observation.ts';
import { type Outcome, outcomeOf } from './program.ts';
import { programReport, skippedReport, untestedReport } from './program-report.ts';
import { troubleFailure } from './trouble.ts';

/** What one object came to on one kernel. */
export interface CellJudgement {
	/** Missing when nothing of it was observed. */
	readonly report?: CellReport;
	readonly incidents: readonly Incident[];
	readonly attempts: readonly Attempt[];
	/** Names of what was planned and not observed. */
	readonly missing: readonly string[];
	/** Whether an incident, of this cell or its build kernel, says why it is missing. */
	readonly explained: boolean;
}

/** From worst to best; a program that is skipped takes nothing from those that passed. */
const order: readonly Verdict[] = ['fail', 'xpass', 'xfail', 'pass', 'skip'];

/** `complaints`: what the kernel itself complained of. `buildKernel`: spec; missing for an object that came compiled. */
export function judgeCell(
	context: Context,
	kernel: KernelObservation,
	object: ObjectConfig,
	complaints: readonly Complaint[],
	buildKernel?: string,
): CellJudgement {
	const builder = buildKernel === undefined ? undefined : context.kernels.get(buildKernel);
	const cell = kernel.cells.find(
		(candidate) =>
			candidate.object === object.name && (buildKernel === undefined || candidate.builtOn === buildKernel),
	);
	const judging: Judging = {
		context,
		kernel,
		object,
		builtOn: buildKernel ?? '',
		versions: {
			load: versionOf(context, kernel),
			...(builder !== undefined && { build: versionOf(context, builder) }),
		},
		complaints: complaints.filter((complaint) => isOf(complaint, object.name, buildKernel ?? '')),
	};
	if (buildKernel !== undefined) {
		const build = builder?.builds.find((candidate) => candidate.object === object.name);
		if (build === undefined) return nothing(judging, builder?.trouble !== undefined);
		const failure = buildFailure(build);
		if (failure !== undefined) return failed(judging, failure);
	}
	const trouble = cell?.trouble ?? wholeObjectTrouble(judging);
	if (trouble !== undefined) return failed(judging, troubleFailure(trouble, `\`${object.name}\``));
	// A guest that dies in the middle of an object brings back nothing of it but what it was at.
	if (cell === undefined && !happenedHere(judging)) return nothing(judging, false);
	if (plannedIn(judging).size === 0) {
		// A guest that was lost may not have come to listing them.
		return kernel.trouble === undefined ? failed(judging, noProgram(object.name)) : nothing(judging, true);
	}
	return judgePrograms(judging, cell?.programs ?? []);
}

interface Judging {
	readonly context: Context;
	readonly kernel: KernelObservation;
	readonly object: ObjectConfig;
	/** Empty for an object that came compiled. */
	readonly builtOn: string;
	readonly versions: Versions;
	readonly complaints: readonly Complaint[];
}

function judgePrograms(judging: Judging, programs: readonly ProgramObservation[]): CellJudgement {
	const { object, versions, builtOn } = judging;
	const reports: ProgramReport[] = [];
	const incidents: Incident[] = [];
	const attempts: Attempt[] = [attemptOf(judging)];
	const missing: string[] = [];
	const lost: string[] = [];
	for (const identity of plannedIn(judging).values()) {
		const { name } = identity;
		const wanted = object.programs[name];
		if (wanted?.skip !== undefined && satisfies(versions.load, wanted.skip)) {
			reports.push(skippedReport(identity));
			continue;
		}
		const seen = programs.find((program) => program.name === name);
		if (seen?.autoload === false) {
			reports.push(skippedReport(identity));
			incidents.push({ ...incidentOf(judging, notLoaded(seen), name), expected: true, untested: true });
			continue;
		}
		const splats = judging.complaints.filter(({ program }) => program === name);
		const outcome = withSplats(outcomeWithTrouble(judging, name, seen && outcomeOf(seen, wanted)), splats);
		incidents.push(
			...splats
				.filter(
					({ failure }) => outcome === 'unobserved' || !('failure' in outcome) || outcome.failure !== failure,
				)
				.map(({ failure }) => ({ ...incidentOf(judging, failure, name), expected: false })),
		);
		if (outcome === 'unobserved') {
			missing.push(name);
			continue;
		}
		if ('lost' in outcome) {
			lost.push(name);
			incidents.push({ ...incidentOf(judging, outcome.lost, name), expected: false });
			continue;
		}
		if ('untested' in outcome) {
			reports.push(untestedReport(seen ?? identity, outcome.untested));
			incidents.push({ ...incidentOf(judging, outcome.untested, name), expected: true, untested: true });
			attempts.push(attemptOf(judging, name, 'attach'));
			continue;
		}
		if (outcome.note !== undefined) {
			incidents.push({ ...incidentOf(judging, outcome.note, name), expected: true, untested: true });
		}
		const slip =
			seen === undefined || outcome.failure !== undefined
				? undefined
				: misnamedFlavor(seen, {
						name: judging.kernel.spec,
						types: judging.context.btf?.(judging.kernel.spec),
					});
		if (slip !== undefined) {
			incidents.push({ ...incidentOf(judging, slip, name), expected: true, untested: true });
		}
		const judged = compare(
			oneLine(name, 100),
			outcome.failure,
			expectationFor(object.expect, versions, name),
		);
		reports.push(programReport(seen ?? identity, judged, outcome.failure));
		incidents.push(...incidentsOf(judging, judged, outcome.failure, name));
		attempts.push(attemptOf(judging, name, outcome.failure?.stage));
	}
	const build = builtWell(judging);
	incidents.push(...incidentsOf(judging, build, undefined));
	// Who was lost has a finding that says so; who is just not there has none.
	const gaps = { missing: [...missing, ...lost], explained: missing.length === 0 };
	if (reports.length === 0) return { incidents, attempts, ...gaps };
	const worst = worstOf([
		...reports.map(({ verdict }) => verdict),
		...(build.verdict === 'xpass' ? [build.verdict] : []),
	]);
	// What is missing might have failed, so the cell cannot be good.
	const verdict = gaps.missing.length > 0 && worst !== 'fail' && worst !== 'xpass' ? 'skip' : worst;
	const report = { object: object.name, builtOn, verdict, programs: reports };
	return { report, incidents, attempts, ...gaps };
}

/** What went well while the kernel complained did not go well. */
function withSplats(outcome: Outcome, [splat]: readonly Complaint[]): Outcome {
	if (splat === undefined || outcome === 'unobserved' || 'lost' in outcome) return outcome;
	return 'failure' in outcome && outcome.failure !== undefined ? outcome : { failure: splat.failure };
}

/** A program whose last word is missing, on a kernel that died or hung while programs were tried, is what it died of. */
function outcomeWithTrouble(judging: Judging, program: string, outcome: Outcome | undefined): Outcome {
	const { trouble } = judging.kernel;
	if (outcome !== undefined && outcome !== 'unobserved') return outcome;
	if (trouble === undefined || isInfrastructure(trouble)) return 'unobserved';
	const named = happenedHere(judging) && trouble.program === program;
	const begun = trouble.program === undefined && outcome === 'unobserved';
	if (!named && !begun) return 'unobserved';
	return { failure: troubleFailure(trouble, `\`${oneLine(program, 100)}\``) };
}

/** Whether the kernel's trouble came while this object was tried. */
function happenedHere({ kernel: { trouble }, object, builtOn }: Judging): boolean {
	return trouble !== undefined && isOf(trouble, object.name, builtOn);
}

function isOf(happening: Pick<Complaint, 'object' | 'builtOn'>, object: string, builtOn: string): boolean {
	return happening.object === object && (happening.builtOn ?? builtOn) === builtOn;
}

function wholeObjectTrouble(judging: Judging): Trouble | undefined {
	const { trouble } = judging.kernel;
	if (trouble === undefined || isInfrastructure(trouble)) return undefined;
	return happenedHere(judging) && trouble.program === undefined ? trouble : undefined;
}

/** The build passed: whether it was expected to. */
function builtWell({ object, versions }: Judging): Judged {
	return compare(object.name, undefined, buildErrorExpectationFor(object.expect, versions));
}

/** The object as a whole failed: it was not built, or could not be opened. */
function failed(judging: Judging, failure: Failure): CellJudgement {
	const { object, versions, builtOn } = judging;
	if (isInfrastructure(failure)) {
		const incidents = incidentsOf(judging, { verdict: 'fail' }, failure);
		return { incidents, attempts: [], missing: namesOf(judging), explained: true };
	}
	// What the configuration has wrong is not what it expects to fail.
	const expected =
		failure.code === 'expectation' ? undefined : objectExpectationFor(object.expect, versions, failure);
	const judged = compare(object.name, failure, expected);
	return {
		report: { object: object.name, builtOn, verdict: judged.verdict, programs: [] },
		incidents: incidentsOf(judging, judged, failure),
		attempts: [attemptOf(judging, undefined, failure.stage)],
		missing: [],
		explained: true,
	};
}

function nothing(judging: Judging, explained: boolean): CellJudgement {
	return { incidents: [], attempts: [], missing: namesOf(judging), explained };
}

function incidentsOf(
	judging: Judging,
	{ verdict, mismatch }: Judged,
	failure: Failure | undefined,
	program?: string,
): Incident[] {
	return [
		...(failure === undefined
			? []
			: [{ ...incidentOf(judging, failure, program), expected: verdict === 'xfail' }]),
		...(mismatch === undefined ? [] : [{ ...incidentOf(judging, mismatch, program), expected: false }]),
	];
}

function incidentOf(
	{ kernel, object, builtOn }: Judging,
	failure: Failure,
	program: string | undefined,
): Omit<Incident, 'expected'> {
	return {
		failure,
		kernel: kernel.spec,
		object: object.name,
		...(builtOn !== '' && { builtOn }),
		...(program !== undefined && { program }),
	};
}

function attemptOf({ kernel, object, builtOn }: Judging, program?: string, failed?: Stage): Attempt {
	return {
		kernel: kernel.spec,
		object: object.name,
		...(builtOn !== '' && { builtOn }),
		...(program !== undefined && { program }),
		...(failed !== undefined && { failed }),
	};
}

function plannedIn({ context, object }: Judging): ReadonlyMap<string, ProgramIdentity> {
	return context.programs.get(object.name) ?? new Map();
}

function namesOf(judging: Judging): string[] {
	const names = [...plannedIn(judging).keys()];
	return names.length === 0 ? [judging.object.name] : names;
}

function noProgram(object: string): Failure {
	return {
		stage: 'load',
		code: 'load-error',
		title: `\`${object}\` holds no eBPF program`,
		message: `\`${object}\` was opened and has no function in a section that libbpf takes for a program.`,
		hint: 'Put each program into a section that names its type, such as SEC("kprobe/tcp_sendmsg").',
		logs: [],
	};
}

function worstOf(verdicts: readonly Verdict[]): Verdict {
	return order.find((verdict) => verdicts.includes(verdict)) ?? 'skip';
}
