import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CoreMatrixError } from '../error.ts';
import type { Tree } from './files.ts';

/** Where a configuration is looked for, in each folder from the current one up to the repository's. */
export const configNames = ['core-matrix.yml', '.github/core-matrix.yml'];

/** The configuration's path, absolute. `file`: as the user named it, relative to `cwd`. */
export async function locateConfig(file: string | undefined, cwd: string): Promise<string> {
	if (file !== undefined) return await named(resolve(cwd, file));
	const found = await findConfig(cwd);
	if (found !== undefined) return found;
	throw new CoreMatrixError('usage', await noConfigText(cwd), {
		remedy: 'Write one, or name another file with --config (the input `config` of the action).',
	});
}

/** That there is no configuration, and where it was looked for. */
export async function noConfigText(cwd: string): Promise<string> {
	const top = await repositoryOf(cwd);
	const where = top === undefined || top === cwd ? cwd : `${cwd} or the folders above it up to ${top}`;
	return `there is no ${configNames.join(' or ')} in ${where}`;
}

/** The configuration that speaks for a folder; undefined when there is none. */
export async function findConfig(cwd: string): Promise<string | undefined> {
	const top = await repositoryOf(cwd);
	for (const folder of ancestors(cwd)) {
		for (const name of configNames) if (await isFile(join(folder, name))) return join(folder, name);
		if (folder === (top ?? cwd)) break;
	}
	return undefined;
}

async function named(path: string): Promise<string> {
	if (await isFile(path)) return path;
	const remedy = 'Name the file of the configuration, or leave it out to have core-matrix.yml looked for.';
	const what = (await exists(path)) ? 'is not a file' : 'does not exist';
	throw new CoreMatrixError('usage', `the configuration ${path} ${what}`, { remedy });
}

/** What the paths of a configuration are relative to, and the repository around it, by its `.git`. */
export async function treeOf(config: string): Promise<Tree> {
	const own = dirname(config);
	// A configuration in .github speaks for the folder that has it.
	return await treeAt(basename(own) === '.github' ? dirname(own) : own);
}

/** Paths that are relative to a folder, and the repository around it. */
export async function treeAt(path: string): Promise<Tree> {
	const folder = await realpath(path);
	return { folder, root: (await repositoryOf(folder)) ?? folder };
}

/** `.git` is a folder, or a file in a work tree or submodule. */
async function repositoryOf(folder: string): Promise<string | undefined> {
	for (const ancestor of ancestors(folder)) if (await exists(join(ancestor, '.git'))) return ancestor;
	return undefined;
}

function ancestors(folder: string): string[] {
	const parent = dirname(folder);
	return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}

const exists = (path: string): Promise<boolean> =>
	stat(path).then(
		() => true,
		() => false,
	);
const isFile = (path: string): Promise<boolean> =>
	stat(path).then(
		(found) => found.isFile(),
		() => false,
	);
