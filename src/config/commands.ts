import type { CommandConfig } from './config.ts';
import type { Path } from './document.ts';
import type { Tree } from './files.ts';
import { readGuestCommand } from './guest-command.ts';
import { type Problems, pathText } from './problems.ts';
import { readExpectations, readRange } from './read.ts';
import type { RawCommand } from './schema.ts';
import type { Checked } from './validate.ts';

/** A command is known by its name, so each may be given once. */
export async function readCommands(
	entries: Checked['commands'],
	tree: Tree,
	problems: Problems,
): Promise<CommandConfig[]> {
	const listedAt = new Map<string, string>();
	const commands: CommandConfig[] = [];
	for (const { path, command } of entries) {
		const before = listedAt.get(command.name);
		if (before !== undefined) problems.add([...path, 'name'], 'value', `the name is taken by ${before}`);
		listedAt.set(command.name, pathText(path));
		commands.push(await readCommand(command, path, tree, problems));
	}
	return commands;
}

async function readCommand(
	{ name, timeout, skip, expect, ...raw }: RawCommand,
	path: Path,
	tree: Tree,
	problems: Problems,
): Promise<CommandConfig> {
	const range = skip === undefined ? undefined : await readRange(skip, [...path, 'skip'], problems);
	return {
		name,
		...(await readGuestCommand(raw, path, tree, problems)),
		expect: await readExpectations(expect ?? [], false, [...path, 'expect'], problems),
		...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
		...(range !== undefined && { skip: range }),
	};
}
