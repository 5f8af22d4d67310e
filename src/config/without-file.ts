import { CoreMatrixError } from '../error.ts';
import { type Config, defaultGrowth, type ObjectConfig } from './config.ts';
import type { Tree } from './files.ts';
import { defaultKernels } from './kernel-list.ts';
import { noConfigText, treeAt } from './locate.ts';
import { type Given, namedObjects } from './overrides.ts';

/** Where eBPF sources lie in most projects. */
const defaultSources = 'bpf/**/*.bpf.c';

/** The configuration of a repository without one: what was said, else the sources where most projects have them. */
export async function configWithoutFile(given: Given, cwd: string): Promise<Config> {
	const tree = await treeAt(cwd);
	const found = given.objects ?? (await sourcesIn(tree, given.commands !== undefined));
	return {
		root: tree.root,
		kernels: given.kernels ?? defaultKernels(),
		build: given.build ?? { on: 'each' },
		objects: found,
		commands: given.commands ?? [],
		allowedSplats: [],
		baselineGrowth: defaultGrowth,
		...(given.objects === undefined &&
			found.length > 0 && { assumed: `${await noConfigText(cwd)}: taking ${defaultSources}` }),
	};
}

/** `mayBeNone`: whether there is something else to try. */
async function sourcesIn(tree: Tree, mayBeNone: boolean): Promise<readonly ObjectConfig[]> {
	try {
		return await namedObjects([{ source: defaultSources }], tree);
	} catch (error) {
		if (!(error instanceof CoreMatrixError)) throw error;
		if (mayBeNone) return [];
		throw new CoreMatrixError('usage', `${await noConfigText(tree.folder)}, and ${error.message}`, {
			remedy:
				'Write one, name another file with --config (the input `config` of the action), or name sources with --sources (`sources`).',
		});
	}
}
