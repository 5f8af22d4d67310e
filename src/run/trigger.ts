import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { GuestCommand, ObjectConfig } from '../config/config.ts';
import type { TriggerObservation } from '../findings/observation.ts';
import type { Trial, Trigger } from '../guest/trial.ts';
import { createLog } from '../log.ts';
import { badEnd, commandOf, commandText } from './guest-command.ts';
import type { KernelPaths } from './paths.ts';

/** The user's command in the workload's place. */
export interface OwnTrigger extends Trigger {
	readonly written: GuestCommand;
	/** The log's, relative to the output folder. */
	readonly path: string;
}

/** The program's own trigger, else the object's; undefined when the workload fires it. */
export function openTrigger(
	{ out, paths }: { readonly out: string; readonly paths: KernelPaths },
	{ config, builtOn }: { readonly config: ObjectConfig; readonly builtOn: string },
	program: string,
): OwnTrigger | undefined {
	const written = config.programs[program]?.trigger ?? config.trigger;
	if (written === undefined) return undefined;
	const path = paths.trigger(config.name, builtOn, program);
	return { written, path, command: commandOf(written), log: createLog(join(out, path)) };
}

/** The path of its log; none where nothing was printed. */
export async function closeTrigger(out: string, { log, path }: OwnTrigger): Promise<readonly string[]> {
	log.close();
	if (log.excerpt() !== '') return [path];
	await rm(join(out, path));
	return [];
}

/** What there is to be said of the trigger itself. */
export function triggerEnd(
	{ triggered }: Trial,
	trigger: OwnTrigger | undefined,
): Pick<TriggerObservation, 'output' | 'failure'> {
	if (trigger === undefined) return {};
	const said = trigger.log.excerpt();
	const ended = triggered?.command && badEnd(triggered.command);
	return {
		...(said !== '' && { output: trigger.path }),
		...(ended !== undefined && { failure: `${commandText(trigger.written)}: ${ended}${lastWords(said)}` }),
	};
}

/** Most often the line that says why. */
function lastWords(said: string): string {
	const line = said.trimEnd().split('\n').at(-1) ?? '';
	return line === '' ? '' : `; it said at last: ${line}`;
}
