import { join } from 'node:path';
import type { CommandConfig } from '../config/config.ts';
import type { PlannedKernel } from '../config/plan.ts';
import type { CommandObservation, Trouble } from '../findings/observation.ts';
import type { Answer } from '../guest/guest.ts';
import { execute } from '../guest/requests.ts';
import { satisfies } from '../kernels/version.ts';
import { createLog } from '../log.ts';
import type { RunContext } from './context.ts';
import { badEnd, commandOf, exitCodeOf } from './guest-command.ts';
import { type KnownObject, knownObjects } from './known-objects.ts';
import { type KernelPaths, kernelPaths } from './paths.ts';
import type { Progress } from './progress.ts';
import { refusedPrograms } from './refused.ts';
import type { Seat } from './seat.ts';

interface CommandContext {
	readonly seat: Seat;
	readonly out: string;
	readonly paths: KernelPaths;
	/** Of a command that has no timeout of its own. */
	readonly commandMs: number;
	/** Objects in which a program that a loader names may be. */
	readonly objects: () => Promise<readonly KnownObject[]>;
}

/** As timeout(1) has it. */
const timedOutCode = 124;

/** Why a command has no end of its own: its deadline, or that it ended the agent's worker. */
function troubleOf(answer: Answer, deadlineMs: number, log: string): Trouble | undefined {
	if (answer.timedOut) {
		return {
			code: 'stage-timeout',
			stage: 'trigger',
			message: `it did not end within ${deadlineMs / 1000} s`,
			remedy: 'Give it longer with the key timeout.',
			logs: [log],
		};
	}
	if (answer.errno === 0 || answer.signal === undefined) return undefined;
	return {
		code: 'command-failed',
		stage: 'trigger',
		message: `it took along the process that watched it (signal ${answer.signal})`,
		logs: [log],
	};
}

async function runCommand(context: CommandContext, command: CommandConfig): Promise<CommandObservation> {
	const { name, timeoutMs = context.commandMs } = command;
	const logPath = context.paths.command(name);
	const log = createLog(join(context.out, logPath));
	const guest = await context.seat.guest();
	const answer = await execute(guest, commandOf(command), timeoutMs, log).finally(() => log.close());
	const excerpt = log.excerpt();
	const trouble = troubleOf(answer, timeoutMs, logPath);
	const ended = badEnd(answer);
	const exitCode = answer.timedOut ? timedOutCode : exitCodeOf(answer);
	const hasExit = answer.exit !== undefined;
	return {
		name,
		exitCode,
		...(trouble === undefined && !hasExit && ended !== undefined && { ended }),
		log: logPath,
		excerpt,
		refused: exitCode === 0 ? [] : await refusedPrograms(excerpt, context.objects),
		...(trouble !== undefined && { trouble }),
	};
}

/** A command over which the guest was lost. */
function lostCommand(context: CommandContext, { name }: CommandConfig, error: unknown): CommandObservation {
	const trouble = context.seat.lost(error);
	return { name, exitCode: -1, log: context.paths.command(name), excerpt: '', refused: [], trouble };
}

/** Runs the kernel's commands in order, and adds what it sees as it sees it: a guest that is lost takes nothing back. */
export async function runAllCommands(
	context: RunContext,
	task: PlannedKernel,
	progress: Progress,
	seat: Seat,
	version: string,
): Promise<void> {
	if (task.commands.length === 0) return;
	const kernel = task.spec.text;
	const running: CommandContext = {
		seat,
		out: context.options.out,
		paths: kernelPaths(kernel),
		commandMs: context.host.deadlines.commandMs,
		objects: () => knownObjects(context, task),
	};
	progress.stage = 'trigger';
	const started = performance.now();
	try {
		for (const command of task.commands) {
			if (command.skip !== undefined && satisfies(version, command.skip)) continue;
			context.listen({ type: 'stage', kernel, stage: 'trigger', detail: command.name });
			try {
				progress.commands.push(await runCommand(running, command));
			} catch (error) {
				progress.commands.push(lostCommand(running, command, error));
			}
		}
	} finally {
		progress.timings.triggerMs += performance.now() - started;
	}
}
