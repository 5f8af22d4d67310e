import { relative, resolve, sep } from 'node:path';
import type { GuestCommand } from './config.ts';
import type { Path } from './document.ts';
import { findFiles, isFile, type Tree } from './files.ts';
import type { Problems } from './problems.ts';
import type { RawTrigger } from './schema.ts';

type Words = string | readonly string[];
type RawKeys = Extract<RawTrigger, { readonly run: Words }>;

/** A trigger is written as a command's words alone, or with keys. */
export async function readTrigger(
	raw: RawTrigger,
	path: Path,
	tree: Tree,
	problems: Problems,
): Promise<GuestCommand> {
	const keys: RawKeys = typeof raw === 'object' && 'run' in raw ? raw : { run: raw };
	return await readGuestCommand(keys, path, tree, problems);
}

/** Its files found. A command runs in the configuration's folder, so that its paths are like all others there. */
export async function readGuestCommand(
	{ run, files = [], tools = [], env = {} }: RawKeys,
	path: Path,
	tree: Tree,
	problems: Problems,
): Promise<GuestCommand> {
	const found = await problems.attempt([...path, 'run'], () => filesNamedIn(run, tree));
	for (const [index, written] of files.entries()) {
		const matches = await problems.attempt([...path, 'files', index], () => findFiles(written, tree));
		found?.push(...(matches ?? []));
	}
	return {
		run,
		folder: relative(tree.root, tree.folder).split(sep).join('/'),
		files: [...new Set(found)],
		tools,
		env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)])),
	};
}

/** Words as they are without a shell's signs; one that means more than a path is not taken for one. */
const plainPath = /^[\w@%+=:,.-]*\/[\w@%+=:,./-]*$/;

/** What a command names by a path and is there: nobody should have to write it twice. */
async function filesNamedIn(run: Words, tree: Tree): Promise<string[]> {
	const words = typeof run === 'string' ? run.split(/\s+/) : run;
	const named: string[] = [];
	for (const word of words) {
		if (!plainPath.test(word) || word.startsWith('/')) continue;
		if (await isFile(resolve(tree.folder, word))) named.push(...(await findFiles(word, tree)));
	}
	return named;
}
