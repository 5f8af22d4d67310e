import { stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { execa } from 'execa';
import { findCommand } from './path.ts';

/** Finds a thing on this machine: what it is called there, such as a version or a path; undefined when it is missing. */
export type Detect = () => Promise<string | undefined>;

const timeout = 20_000;

/** A command on PATH that starts; its version is the first one that it prints. */
export function command(name: string, ...versionArguments: readonly string[]): Detect {
	return async () => {
		const path = await findCommand(name);
		if (path === undefined) return undefined;
		const { failed, all } = await execa(path, versionArguments, { reject: false, all: true, timeout });
		if (failed) return undefined;
		return `${/\d+(?:\.\d+)+/.exec(all)?.[0] ?? ''} ${path}`.trim();
	};
}

/** A C header that the compiler finds. */
export function header(name: string): Detect {
	return async () => {
		const { failed } = await compiler(['-E', '-x', 'c', '-o', '/dev/null', '-'], `#include <${name}>\n`);
		return failed ? undefined : `<${name}>`;
	};
}

/** A static library that the compiler finds. Asked for one that it has not, it says the bare name. */
export function library(file: string): Detect {
	return async () => {
		const { failed, stdout } = await compiler([`-print-file-name=${file}`], '');
		return !failed && isAbsolute(stdout) ? resolve(stdout) : undefined;
	};
}

/** A folder that a package brings. */
export function folder(path: string): Detect {
	return () =>
		stat(path).then(
			(found) => (found.isDirectory() ? path : undefined),
			() => undefined,
		);
}

export function both(first: Detect, second: Detect): Detect {
	return async () => ((await first()) === undefined ? undefined : await second());
}

export function either(first: Detect, second: Detect): Detect {
	return async () => (await first()) ?? (await second());
}

async function compiler(options: readonly string[], input: string) {
	return await execa('cc', options, { reject: false, input, timeout });
}
