import { CoreMatrixError } from '../error.ts';
import type { KernelSpec } from '../kernels/spec.ts';
import { readCommands } from './commands.ts';
import type { BuildMode, CommandConfig, ObjectConfig } from './config.ts';
import type { Tree } from './files.ts';
import { readBuild, readKernels, splitWords } from './kernel-list.ts';
import type { Problems } from './problems.ts';
import { readObjects } from './read.ts';
import { checkConfig } from './validate.ts';

/** What the command line or the action's inputs say in the file's stead. Paths are relative to where they are said. */
export interface Overrides {
	/** Kernels, as words separated by spaces or commas. */
	readonly kernels?: string;
	/** `each`, `all`, `host` or a kernel. */
	readonly build?: string;
	/** Paths and globs of sources, likewise. With `objects` in the place of the file's objects. */
	readonly sources?: string;
	/** Paths and globs of objects that are compiled already, likewise. */
	readonly objects?: string;
	/** A line for each command, `name: what to run`. */
	readonly commands?: string;
}

/** Overrides, read; a key is missing where nothing was said. */
export interface Given {
	readonly kernels?: readonly KernelSpec[];
	readonly build?: BuildMode;
	readonly objects?: readonly ObjectConfig[];
	readonly commands?: readonly CommandConfig[];
}

/** `tree`: its folder is where the paths start. Throws a usage error that names the option. */
export async function readOverrides(
	{ kernels, build, sources, objects, commands }: Overrides,
	tree: Tree,
): Promise<Given> {
	const named = [
		...splitWords(sources ?? '').map((source) => ({ source })),
		...splitWords(objects ?? '').map((object) => ({ object })),
	];
	return {
		...(kernels !== undefined && {
			kernels: await about('kernels', () => readKernels(kernels, tree.folder)),
		}),
		...(build !== undefined && { build: await about('build', () => readBuild(build, tree.folder)) }),
		...(named.length > 0 && {
			objects: await about(sources === undefined ? 'objects' : 'sources', () => namedObjects(named, tree)),
		}),
		...(commands !== undefined && {
			commands: await about('commands', () => givenCommands(commands, tree)),
		}),
	};
}

/** Objects without settings of their own. Throws a usage error for a path or glob that means none. */
export async function namedObjects(
	named: readonly ({ readonly source: string } | { readonly object: string })[],
	tree: Tree,
): Promise<readonly ObjectConfig[]> {
	const entries = named.map((object, index) => ({ path: ['objects', index], object }));
	return await readObjects(entries, tree, throwing, false);
}

async function givenCommands(text: string, tree: Tree): Promise<readonly CommandConfig[]> {
	const commands = text
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '')
		.map((line) => {
			const [, name, run] = /^([^:]*[^:\s])\s*:\s*(\S.*)$/.exec(line) ?? [];
			if (name !== undefined && run !== undefined) return { name, run };
			throw new CoreMatrixError(
				'usage',
				`expected a name, a colon and what to run, found ${JSON.stringify(line)}`,
			);
		});
	const checked = checkConfig({ commands });
	for (const { message } of checked.problems) throwing.add([], 'value', message);
	return await readCommands(checked.commands, tree, throwing);
}

/** There is no place in a file to point at, so the first problem ends the reading. */
const throwing: Problems = {
	add(_path, _at, message) {
		throw new CoreMatrixError('usage', message);
	},
	attempt: async (_path, work) => await work(),
	finish() {},
};

/** Says whose value is wrong. */
async function about<Value>(option: string, read: () => Value | Promise<Value>): Promise<Value> {
	try {
		return await read();
	} catch (error) {
		if (!(error instanceof CoreMatrixError)) throw error;
		const details = error.remedy === undefined ? {} : { remedy: error.remedy };
		throw new CoreMatrixError('usage', `the option ${option}: ${error.message}`, details);
	}
}
