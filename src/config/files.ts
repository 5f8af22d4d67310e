import { glob, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { CoreMatrixError } from '../error.ts';
import { nearest } from '../nearest.ts';
import { show } from './schema-error.ts';

/** Where the paths of a configuration lead from and to. Both absolute and free of links. */
export interface Tree {
	/** The repository; nothing outside of it is read. */
	readonly root: string;
	/** What paths are relative to. */
	readonly folder: string;
}

// A glob becomes a regular expression, whose cost grows with each star that can match the same characters, and
// extended forms such as +(a|a*) make it exponential. A configuration can come from a pull request.
const starsMax = 3;
const globstarsMax = 2;
const matchesMax = 1000;
const skippedFolders = ['.git', 'node_modules'];

/** The path of a file that is yet to be made, relative to the root. Throws a usage error when it leads out of it. */
export function fileToBe(written: string, tree: Tree): string {
	checkRelative(written);
	if (/[*?[{]/.test(written)) {
		throw usage(`${show(written)} is a glob`, 'Name each object that build.run makes.');
	}
	const path = resolve(tree.folder, written);
	checkInside(path, written, tree);
	return relative(tree.root, path).split(sep).join('/');
}

/**
 * The files that a path or glob means, sorted: their paths relative to the root, with `/`. Throws a usage error when
 * there are none, when one stands outside of the root, or when it is no plain file.
 */
export async function findFiles(written: string, tree: Tree): Promise<string[]> {
	checkRelative(written);
	checkInside(resolve(tree.folder, written), written, tree);
	if (!/[*?[{]/.test(written) || (await exists(resolve(tree.folder, written)))) {
		return [await nameOf(resolve(tree.folder, written), written, tree)];
	}
	checkGlob(written);
	const names: string[] = [];
	const exclude = (path: string) => skippedFolders.some((folder) => path.split(sep).includes(folder));
	for await (const match of glob(written, { cwd: tree.folder, exclude })) {
		const path = resolve(tree.folder, match);
		if (!(await stat(path).catch(() => undefined))?.isFile()) continue;
		names.push(await nameOf(path, written, tree));
		if (names.length > matchesMax) {
			throw usage(`${show(written)} matches more than ${matchesMax} files`, 'Name a narrower set.');
		}
	}
	if (names.length === 0) throw usage(`no file matches ${show(written)}`, await hint(written, tree));
	return names.sort();
}

async function nameOf(path: string, written: string, tree: Tree): Promise<string> {
	let real: string;
	try {
		real = await realpath(path);
	} catch (cause) {
		throw usage(`there is no file ${show(written)}`, await hint(written, tree), cause);
	}
	checkInside(real, written, tree);
	if (!(await stat(real)).isFile()) throw usage(`${show(written)} is not a file`, await hint(written, tree));
	return relative(tree.root, path).split(sep).join('/');
}

function checkRelative(written: string): void {
	if (!written.includes('\0') && !isAbsolute(written)) return;
	throw usage(`${show(written)} is not a relative path`, 'Write it relative to the configuration.');
}

function checkInside(path: string, written: string, tree: Tree): void {
	const inRoot = relative(tree.root, path);
	if (inRoot !== '..' && !inRoot.startsWith(`..${sep}`) && !isAbsolute(inRoot)) return;
	throw usage(`${show(written)} leads out of ${tree.root}`, 'Only files of the repository are taken along.');
}

function checkGlob(written: string): void {
	const segments = written.split('/');
	const isPlain = segments.every((segment) => segment === '**' || segment.split('*').length - 1 <= starsMax);
	const globstars = segments.filter((segment) => segment === '**').length;
	if (isPlain && globstars <= globstarsMax && !/[()]/.test(written)) return;
	throw usage(
		`${show(written)} is not a simple glob`,
		`Use at most ${starsMax} * between two slashes, at most ${globstarsMax} **, and no parentheses.`,
	);
}

/** Names what is near: in the deepest folder on the way that exists. */
async function hint(written: string, tree: Tree): Promise<string> {
	const path = resolve(tree.folder, written);
	if (await isFolder(path)) return `It is a folder; ${join(written, '*.c')} means the sources in it.`;
	let folder = dirname(path);
	while (!(await isFolder(folder))) folder = dirname(folder);
	const [missing = '', ...rest] = relative(folder, path).split(sep);
	const entries = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
	const near = nearest(missing, entries);
	if (near !== undefined) {
		const whole = join(folder, near, ...rest);
		return `Did you mean ${relative(tree.folder, (await exists(whole)) ? whole : join(folder, near))}?`;
	}
	const where = relative(tree.folder, folder) || 'the folder of the configuration';
	if (entries.length === 0) return `There is nothing in ${where}.`;
	return `In ${where} there is: ${entries.slice(0, 10).join(', ')}${entries.length > 10 ? ', …' : ''}.`;
}

const exists = (path: string): Promise<boolean> =>
	stat(path).then(
		() => true,
		() => false,
	);
export const isFile = (path: string): Promise<boolean> =>
	stat(path).then(
		(found) => found.isFile(),
		() => false,
	);
const isFolder = (path: string): Promise<boolean> =>
	stat(path).then(
		(found) => found.isDirectory(),
		() => false,
	);

function usage(message: string, remedy: string, cause?: unknown): CoreMatrixError {
	return new CoreMatrixError('usage', message, { remedy, cause });
}
