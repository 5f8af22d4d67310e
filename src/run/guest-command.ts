import type { GuestCommand } from '../config/config.ts';
import { argumentsOf, folderOf, variablesOf } from '../guest/cargo.ts';
import type { Command } from '../guest/requests.ts';
import type { CommandEnd } from '../guest/trial.ts';
import { errnoName } from './errno.ts';

/** A configured command as a guest is asked for it. `env`: set beside what the configuration sets, which counts more. */
export const commandOf = (command: GuestCommand, env: Readonly<Record<string, string>> = {}): Command => ({
	arguments: argumentsOf(command),
	variables: variablesOf({ ...env, ...command.env }),
	folder: folderOf(command),
});

/** A command as a message names it. */
export const commandText = ({ run }: GuestCommand): string => (typeof run === 'string' ? run : run.join(' '));

/** How a command ended; undefined when that was well. */
export function badEnd({ errno, exit, signal }: CommandEnd): string | undefined {
	if (errno !== undefined && errno !== 0) return `could not be started: ${errnoName(errno)}`;
	if (signal !== undefined) return `ended by signal ${signal}`;
	return exit === 0 ? undefined : `exit code ${exit}`;
}

const [ENOENT, cannotExecute, notFound, bySignal] = [2, 126, 127, 128];

/** As a shell would have it in `$?` (POSIX, Shell Command Language, 2.8.2). */
export function exitCodeOf({ errno, exit, signal }: CommandEnd): number {
	if (errno !== undefined && errno !== 0) return errno === ENOENT ? notFound : cannotExecute;
	return signal === undefined ? (exit ?? cannotExecute) : bySignal + signal;
}
