import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CoreMatrixError } from '../error.ts';
import { lockName, readLock } from '../kernels/lock-file.ts';
import type { KernelSpec } from '../kernels/spec.ts';
import { readCommands } from './commands.ts';
import type { Config, GuestCommand } from './config.ts';
import { parseYaml } from './document.ts';
import type { Tree } from './files.ts';
import { readGuestCommand } from './guest-command.ts';
import { checkHostBuild } from './host-build.ts';
import { defaultKernels, readBuild } from './kernel-list.ts';
import { findConfig, locateConfig, treeAt, treeOf } from './locate.ts';
import { type Overrides, readOverrides } from './overrides.ts';
import { configError, gatherProblems, type Problems } from './problems.ts';
import { readKernelsKey, readObjects } from './read.ts';
import { type Checked, checkConfig } from './validate.ts';
import { configWithoutFile } from './without-file.ts';

export interface LoadOptions {
	/** Relative to `cwd`; looked for when missing. */
	readonly file?: string;
	/** Absolute. */
	readonly cwd: string;
	readonly overrides?: Overrides;
}

/** Reading takes time quadratic in nesting; nobody writes this much by hand. */
const bytesMax = 256 * 1024;

/** Finds, reads and checks the configuration. Throws one usage error that says all that is wrong, each at its place. */
export async function loadConfig({ file, cwd, overrides = {} }: LoadOptions): Promise<Config> {
	const given = await readOverrides(overrides, await treeAt(cwd));
	const path = file === undefined ? await findConfig(cwd) : await locateConfig(file, cwd);
	if (path === undefined) return await configWithoutFile(given, cwd);
	const document = parseYaml(await readBounded(path));
	if ('problems' in document) {
		throw configError(
			document.problems.map((problem) => ({ ...problem, file: path })),
			cwd,
		);
	}
	const tree = await treeOf(path);
	const checked = checkConfig(document.value);
	const problems = gatherProblems(path, cwd, document);
	for (const problem of checked.problems) problems.add(problem.path, problem.at, problem.message);
	const kernels = await readKernelsKey(checked.kernels, tree.folder, problems);
	if (!checked.namesWork && given.objects === undefined && given.commands === undefined) {
		problems.add([], 'value', 'the key objects (or commands) is missing');
	}
	const build = await problems.attempt(['build', 'on'], () =>
		readBuild(checked.build?.on ?? 'each', tree.folder),
	);
	const buildCommand = await readBuildCommand(checked.build, tree, problems);
	const objects = await readObjects(checked.objects, tree, problems, buildCommand !== undefined);
	if (buildCommand !== undefined && !objects.some(({ kind }) => kind === 'built')) {
		problems.add(['build', 'run'], 'key', 'no entry of objects names, as object, what this makes');
	}
	const commands = await readCommands(checked.commands, tree, problems);
	checkHostBuild(
		{
			objects: checked.objects,
			build: given.build ?? build ?? { on: 'each' },
			...(buildCommand !== undefined && { buildCommand }),
		},
		problems,
	);
	problems.finish();
	const lock = await readLock(join(dirname(path), lockName));
	return {
		root: tree.root,
		kernels:
			given.kernels?.map(asNamedIn(kernels)) ?? (checked.kernels === undefined ? defaultKernels() : kernels),
		build: given.build ?? build ?? { on: 'each' },
		...(buildCommand !== undefined && { buildCommand }),
		objects: given.objects ?? objects,
		commands: given.commands ?? commands,
		allowedSplats: checked.allowedSplats,
		baselineGrowth: checked.baselineGrowth,
		...(lock !== undefined && { lock }),
	};
}

/** A name that the file has means the file's kernel, with its modules: so a job of a matrix says which one it takes. */
function asNamedIn(kernels: readonly KernelSpec[]): (spec: KernelSpec) => KernelSpec {
	const byName = new Map(kernels.map((kernel) => [kernel.text, kernel]));
	return (spec) => byName.get(spec.text) ?? spec;
}

async function readBounded(path: string): Promise<string> {
	const bytes = await readFile(path);
	if (bytes.length > bytesMax) {
		throw new CoreMatrixError('usage', `the configuration ${path} is longer than ${bytesMax / 1024} KiB`, {
			remedy: 'Name sources by globs instead of one by one.',
		});
	}
	if (isUtf8(bytes)) return bytes.toString('utf8');
	throw new CoreMatrixError('usage', `the configuration ${path} is not text in UTF-8`, {
		remedy: 'Save it in UTF-8.',
	});
}

/** What a build command needs means nothing without one. */
async function readBuildCommand(
	build: Checked['build'],
	tree: Tree,
	problems: Problems,
): Promise<GuestCommand | undefined> {
	const { run, on: _, ...needs } = build ?? {};
	if (run !== undefined) return await readGuestCommand({ run, ...needs }, ['build'], tree, problems);
	for (const key of Object.keys(needs))
		problems.add(['build', key], 'key', 'this is for build.run, which is missing');
	return undefined;
}
