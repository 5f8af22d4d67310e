import type { Config, GuestCommand, ObjectConfig } from './config.ts';

/** The commands that load kernels run: triggers, and those of the key `commands`. */
export function loadCommands({ objects, commands }: Config): GuestCommand[] {
	return [...commands, ...objects.flatMap(triggersOf)];
}

/** All commands that run in guests. */
export function guestCommands(config: Config): GuestCommand[] {
	return [...loadCommands(config), ...(config.buildCommand === undefined ? [] : [config.buildCommand])];
}

function triggersOf({ trigger, programs }: ObjectConfig): GuestCommand[] {
	return [trigger, ...Object.values(programs).map((program) => program.trigger)].filter(
		(command) => command !== undefined,
	);
}
