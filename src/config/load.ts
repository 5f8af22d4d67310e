import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CoreMatrixError } from '../error.ts';
import { lockName, readLock } from '../kernels/lock-file.ts';
import { readCommands } from './commands.ts';
import type { Config, GuestCommand, ObjectConfig } from './config.ts';
import { parseYaml } from './document.ts';
import type { Tree } from './files.ts';
import { readGuestCommand } from './guest-command.ts';
import { defaultKernels, readBuild } from './kernel-list.ts';
import { locateConfig, treeOf } from './locate.ts';
import { type Overrides, readOverrides } from './overrides.ts';
import { configError, gatherProblems, type Problems, pathText } from './problems.ts';
import { readKernelsKey, readObject } from './read.ts';
import { type Checked, checkConfig } from './validate.ts';

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
	const given = readOverrides(overrides, cwd);
	const path = await locateConfig(file, cwd);
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
	if (!checked.namesWork) {
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
	problems.finish();
	const lock = await readLock(join(dirname(path), lockName));
	return {
		root: tree.root,
		kernels: given.kernels ?? (checked.kernels === undefined ? defaultKernels() : kernels),
		build: given.build ?? build ?? { on: 'each' },
		...(buildCommand !== undefined && { buildCommand }),
		objects,
		commands,
		allowedSplats: checked.allowedSplats,
		...(lock !== undefined && { lock }),
	};
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

/** An object's file is its name in every output, so each may be listed once. */
async function readObjects(
	entries: Checked['objects'],
	tree: Tree,
	problems: Problems,
	buildRuns: boolean,
): Promise<ObjectConfig[]> {
	const listedAt = new Map<string, string>();
	const objects: ObjectConfig[] = [];
	for (const { path, object: raw } of entries) {
		for (const object of await readObject(raw, path, tree, problems, buildRuns)) {
			const before = listedAt.get(object.name);
			if (before === undefined) objects.push(object);
			else {
				const key = object.kind === 'source' ? 'source' : 'object';
				problems.add([...path, key], 'value', `${object.name} is listed already as ${before}`);
			}
			listedAt.set(object.name, pathText(path));
		}
	}
	return objects;
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
