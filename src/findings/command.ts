import { type LoaderFailure, readLoaderOutput } from '../bpf/loader-output.ts';
import type { CommandConfig } from '../config/config.ts';
import { satisfies } from '../kernels/version.ts';
import { oneLine } from '../report/neutralise.ts';
import type { CommandReport } from '../report/report.ts';
import { refusedLoad } from './classify.ts';
import { type Context, versionOf } from './context.ts';
import { errnoOf } from './errno.ts';
import { compare, expectationFor } from './expect.ts';
import type { Attempt, Failure, Incident } from './failure.ts';
import type { CommandObservation, KernelObservation, ToldRefusal } from './observation.ts';
import { troubleFailure } from './trouble.ts';

/** What one command came to on one kernel. */
export interface CommandJudgement {
	/** Missing when it was not observed. */
	readonly report?: CommandReport;
	readonly incidents: readonly Incident[];
	readonly attempts: readonly Attempt[];
	/** Its name, when it should have been run and was not. */
	readonly missing: readonly string[];
}

/** Lines of a command's output that a message quotes. */
const quotedLines = 5;

export function judgeCommand(
	context: Context,
	kernel: KernelObservation,
	command: CommandConfig,
): CommandJudgement {
	const { name, skip, expect } = command;
	const version = versionOf(context, kernel);
	const where = { kernel: kernel.spec, command: name };
	if (skip !== undefined && satisfies(version, skip)) {
		const report = { name, exitCode: 0, verdict: 'skip', log: '' } as const;
		return { report, incidents: [], attempts: [], missing: [] };
	}
	const seen = kernel.commands.find((observed) => observed.name === name);
	if (seen === undefined) return { incidents: [], attempts: [], missing: [name] };
	const failures = failuresOf(seen);
	const expected = expectationFor(expect, { load: version }, name);
	const meant = failures.find(({ failure }) => failure.code === expected?.code) ?? failures[0];
	const { verdict, mismatch } = compare(oneLine(name, 100), meant?.failure, expected);
	const incidents: Incident[] = failures.map((each) => ({
		...where,
		...each,
		expected: verdict === 'xfail',
	}));
	if (mismatch !== undefined) incidents.push({ ...where, failure: mismatch, expected: false });
	const failed = meant?.failure.stage;
	return {
		report: { name, exitCode: seen.exitCode, verdict, log: seen.log },
		incidents,
		attempts: [{ ...where, ...(failed !== undefined && { failed }) }],
		missing: [],
	};
}

type CommandFailure = Pick<Incident, 'failure' | 'object' | 'program' | 'builtOn'>;

/** What its loader said that the kernel refused; else how it ended. */
function failuresOf(command: CommandObservation): CommandFailure[] {
	const name = `\`${oneLine(command.name, 100)}\``;
	if (command.trouble !== undefined) return [{ failure: troubleFailure(command.trouble, name) }];
	if (command.exitCode === 0) return [];
	const refusals = readLoaderOutput(command.excerpt)
		.filter(isTelling)
		.map((told) => refusal(command, told));
	return refusals.length > 0 ? refusals : [{ failure: commandFailed(command, name) }];
}

/** Words that name no reason are no finding. */
function isTelling({ log, cause = '' }: LoaderFailure): boolean {
	return log.facts.length > 0 || log.message.length > 0 || errnoOf(cause) !== undefined;
}

function refusal(command: CommandObservation, told: LoaderFailure): CommandFailure {
	const { program, loader, log, cause = '' } = told;
	const found = command.refused.find(({ name }) => name === program);
	const failure = refusedLoad(
		{
			name: program ?? command.name,
			section: found?.section ?? '',
			type: found?.section.split('/')[0] ?? 'unknown',
			load: { errno: errnoOf(cause) ?? 0, log: command.log, excerpt: '', ...placeOf(found) },
		},
		log,
	);
	return {
		failure: {
			...failure,
			message: `${failure.message}\nThe command \`${oneLine(command.name, 100)}\` said so, by ${loader}.`,
		},
		...(program !== undefined && { program }),
		...(found !== undefined && { object: found.object, builtOn: found.builtOn }),
	};
}

const placeOf = (found: ToldRefusal | undefined) => ({
	...(found?.place !== undefined && { place: found.place }),
	...(found?.origin !== undefined && { origin: found.origin }),
	...(found?.relocation !== undefined && { relocation: found.relocation }),
});

function commandFailed({ exitCode, ended, excerpt, log }: CommandObservation, name: string): Failure {
	const how = ended ?? `exit code ${exitCode}`;
	const lines = excerpt.split('\n').filter((line) => line.trim() !== '');
	const last = lines.slice(-quotedLines).map((line) => `\n  ${oneLine(line)}`);
	return {
		stage: 'trigger',
		code: 'command-failed',
		title: `the command ${name} failed: ${oneLine(how)}`,
		message: last.length === 0 ? 'It printed nothing.' : `What it printed last:${last.join('')}`,
		...(exitCode === 127 && {
			hint: 'Exit code 127 is a shell that did not find a program: list it as a file or a tool.',
		}),
		subject: 'command',
		logs: [log],
	};
}
