import type { ObjectConfig } from '../config/config.ts';
import { buildersOf } from '../config/plan.ts';
import { oneLine } from '../report/neutralise.ts';
import type { CellReport, KernelReport } from '../report/report.ts';
import { type CellJudgement, judgeCell } from './cell.ts';
import { type CommandJudgement, judgeCommand } from './command.ts';
import type { Context } from './context.ts';
import { type Attempt, type Incident, isInfrastructure } from './failure.ts';
import { type Complaint, complaintsOf } from './health.ts';
import type { KernelObservation, Trouble } from './observation.ts';
import { troubleFailure } from './trouble.ts';

export interface KernelJudgement {
	readonly report: KernelReport;
	readonly incidents: readonly Incident[];
	readonly attempts: readonly Attempt[];
}

/** Names that a message lists before it counts. */
const listed = 10;

/** A kernel that only builds has no cells of its own. */
export function judgeKernel(context: Context, kernel: KernelObservation): KernelJudgement {
	const { objects, kernels, commands: planned } = context.config;
	const isLoadKernel = kernels.some(({ text }) => text === kernel.spec);
	const complaints = complaintsOf(kernel, context.config);
	const cells = isLoadKernel
		? objects.flatMap((object) => judgeObject(context, kernel, object, complaints))
		: [];
	const commands = isLoadKernel ? planned.map((command) => judgeCommand(context, kernel, command)) : [];
	// A program may be missing from several builds of its object.
	const missing = [...new Set([...cells, ...commands].flatMap((part) => part.missing))];
	const incidents = [...cells, ...commands].flatMap((part) => part.incidents);
	incidents.push(...unattributed(kernel.spec, complaints));
	if (kernel.trouble !== undefined && !isAttributed(kernel.trouble, incidents)) {
		incidents.push(kernelIncident(kernel.spec, kernel.trouble, missing));
	} else if (
		kernel.trouble === undefined &&
		(cells.some((cell) => cell.missing.length > 0 && !cell.explained) ||
			commands.some((command) => command.missing.length > 0))
	) {
		incidents.push(kernelIncident(kernel.spec, silence(kernel), missing));
	}
	return {
		report: kernelReport(context, kernel, cells, commands, incidents, missing),
		incidents,
		attempts: [...cells, ...commands].flatMap((part) => part.attempts),
	};
}

/** What the kernel complained of while no program was under way. */
function unattributed(spec: string, complaints: readonly Complaint[]): Incident[] {
	return complaints
		.filter(({ program }) => program === undefined)
		.map(({ object, builtOn, failure }) => ({
			kernel: spec,
			failure,
			...(object !== undefined && { object }),
			...(builtOn !== undefined && { builtOn }),
			expected: false,
		}));
}

/** A cell for each build kernel; one for an object that came compiled. */
function judgeObject(
	context: Context,
	kernel: KernelObservation,
	object: ObjectConfig,
	complaints: readonly Complaint[],
): CellJudgement[] {
	if (object.kind === 'object') return [judgeCell(context, kernel, object, complaints)];
	const builders = buildersOf(context.config, object, kernel.spec);
	return builders.map((builder) => judgeCell(context, kernel, object, complaints, builder));
}

function kernelReport(
	context: Context,
	kernel: KernelObservation,
	cells: readonly CellJudgement[],
	commands: readonly CommandJudgement[],
	incidents: readonly Incident[],
	missing: readonly string[],
): KernelReport {
	const reports = cells.flatMap(({ report }) => (report === undefined ? [] : [report]));
	const isBad = isFailure(reports, incidents);
	const isIncomplete = missing.length > 0 || incidents.some(({ failure }) => isInfrastructure(failure));
	const verdict = isBad ? 'fail' : isIncomplete ? 'infra' : 'pass';
	const reason = reasonOf(kernel, missing);
	return {
		spec: kernel.spec,
		release: kernel.release ?? '',
		source: kernel.source ?? { kind: sourceKind(context, kernel.spec), url: '', digest: '' },
		arch: kernel.arch,
		accel: kernel.accel,
		verdict,
		...(reason !== undefined && { reason }),
		timings: kernel.timings,
		console: kernel.console ?? '',
		cells: reports,
		commands: commands.flatMap(({ report }) => (report === undefined ? [] : [report])),
	};
}

function isFailure(cells: readonly CellReport[], incidents: readonly Incident[]): boolean {
	return (
		cells.some(({ verdict }) => verdict === 'fail' || verdict === 'xpass') ||
		incidents.some(({ failure, expected }) => !expected && !isInfrastructure(failure))
	);
}

/** Whether the kernel's trouble is already told as what happened to one program or object. */
function isAttributed(trouble: Trouble, incidents: readonly Incident[]): boolean {
	return (
		!isInfrastructure(trouble) &&
		incidents.some(({ failure }) => failure.code === trouble.code && failure.stage === trouble.stage)
	);
}

function kernelIncident(spec: string, trouble: Trouble, missing: readonly string[]): Incident {
	const failure = troubleFailure(trouble, `kernel ${oneLine(spec, 100)}`);
	const stop = /[.!?]$/.test(failure.message) ? '' : '.';
	const untried = missing.length === 0 ? '' : `${stop} Not observed because of it: ${list(missing)}.`;
	return {
		kernel: spec,
		failure: { ...failure, message: failure.message + untried, subject: spec },
		expected: false,
	};
}

/** The guest ended well and something that was planned is not in what it sent. */
function silence({ console }: KernelObservation): Trouble {
	return {
		code: 'guest-lost',
		stage: 'load',
		message: 'The guest ended without a word on everything that was planned for it.',
		logs: console === undefined ? [] : [console],
	};
}

function reasonOf({ trouble }: KernelObservation, missing: readonly string[]): string | undefined {
	if (trouble !== undefined) return oneLine(trouble.message) || trouble.code;
	return missing.length === 0 ? undefined : `not observed: ${list(missing)}`;
}

function list(names: readonly string[]): string {
	const shown = names.slice(0, listed).map((name) => oneLine(name, 100));
	return names.length > listed ? `${shown.join(', ')} and ${names.length - listed} more` : shown.join(', ');
}

function sourceKind({ config }: Context, spec: string): string {
	const found = config.kernels.find(({ text }) => text === spec);
	return found?.kind === 'version' ? (found.source ?? found.kind) : (found?.kind ?? 'path');
}
