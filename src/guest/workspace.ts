import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, posix, relative, sep } from 'node:path';
import { CoreMatrixError } from '../error.ts';
import { candidates, namedIncludes, searchPath } from './includes.ts';
import type { LayerFile } from './layer.ts';

/** Where the repository stands in a guest. */
export const workspaceFolder = '/workspace';

/** One source and the flags it is compiled with, paths relative to the repository's root. */
export interface Source {
	readonly path: string;
	readonly cflags: readonly string[];
}

/** The files that travel: paths relative to the repository's root, and where they stand on this machine. */
export type Workspace = ReadonlyMap<string, string>;

const filesMax = 20_000;
const bytesMax = 128 * 1024 * 1024;
const headerEndings = ['.h', '.hh', '.hpp', '.inc', '.def'];

/** Never taken along: a guest builds against the header of the kernel it runs. */
const ownHeader = 'vmlinux.h';

interface Collection {
	readonly root: string;
	readonly files: Map<string, string>;
	bytes: number;
}

const leaves = (path: string): boolean => path === '..' || path.startsWith('../') || isAbsolute(path);

/** Whether a real path stands in the folder, free of links, that `root` is. */
export const isInside = (root: string, real: string): boolean =>
	!leaves(relative(root, real).split(sep).join('/'));

/**
 * The file's real path, if it is a file and stands inside the root whatever links lead to it: a link out of the
 * repository must not carry the machine's files into a guest, whose output is public.
 */
export async function inside(root: string, path: string): Promise<string | undefined> {
	if (leaves(path)) return undefined;
	try {
		const real = await realpath(join(root, path));
		if (!isInside(root, real)) return undefined;
		return (await stat(real)).isFile() ? real : undefined;
	} catch {
		return undefined;
	}
}

async function take(collection: Collection, path: string): Promise<boolean> {
	if (collection.files.has(path)) return true;
	if (posix.basename(path) === ownHeader) return false;
	const real = await inside(collection.root, path);
	if (real === undefined) return false;
	collection.files.set(path, real);
	collection.bytes += (await stat(real)).size;
	if (collection.files.size > filesMax || collection.bytes > bytesMax) {
		throw new CoreMatrixError(
			'usage',
			`the sources bring more than ${filesMax} files or ${bytesMax / 1024 / 1024} MiB of headers along`,
			{ remedy: 'Point -I at the folders of headers that the programs need, not at a whole tree.' },
		);
	}
	return true;
}

/** A source or header, and all that it includes by name. */
async function takeWithIncludes(
	collection: Collection,
	path: string,
	folders: readonly string[],
): Promise<void> {
	const waiting = [path];
	const seen = new Set(waiting);
	for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
		if (!(await take(collection, file))) continue;
		const text = await readFile(join(collection.root, file), 'utf8');
		for (const include of namedIncludes(text)) {
			for (const candidate of candidates(include, file, folders)) {
				if (seen.has(candidate)) continue;
				seen.add(candidate);
				waiting.push(candidate);
			}
		}
	}
}

async function takeHeaders(collection: Collection, folder: string): Promise<void> {
	const entries = await readdir(join(collection.root, folder), {
		recursive: true,
		withFileTypes: true,
	}).catch(() => []);
	for (const entry of entries) {
		if (!headerEndings.some((ending) => entry.name.endsWith(ending))) continue;
		const path = relative(collection.root, join(entry.parentPath, entry.name)).split(sep).join('/');
		await take(collection, path);
	}
}

/** The path of a flag, relative to the root. Folders outside of it are the guest's own, such as /usr/include. */
function relativeFolder(root: string, folder: string): string {
	return posix.normalize(isAbsolute(folder) ? relative(root, folder).split(sep).join('/') || '.' : folder);
}

/** Collects what the compiler needs of the repository. `root`: absolute, free of links. */
export async function collectWorkspace(root: string, sources: readonly Source[]): Promise<Workspace> {
	const collection: Collection = { root, files: new Map(), bytes: 0 };
	for (const source of sources) {
		const search = searchPath(source.cflags);
		const folders = search.folders.map((folder) => relativeFolder(root, folder));
		for (const folder of folders) if (!leaves(folder)) await takeHeaders(collection, folder);
		for (const file of [source.path, ...search.files]) await takeWithIncludes(collection, file, folders);
	}
	return collection.files;
}

/** The workspace as files of an initramfs layer. */
export function workspaceFiles(workspace: Workspace): LayerFile[] {
	return [...workspace].map(([path, from]) => ({ path: `${workspaceFolder}/${path}`, from, mode: 0o644 }));
}

/** Flags for a compiler that finds the repository's files in `folder`: absolute paths into the repository point there. */
export function flagsWithin(root: string, cflags: readonly string[], folder: string): string[] {
	return cflags.map((flag) => {
		const at = flag.indexOf(root + sep);
		const isPath = at === 0 || ['-I', '-isystem', '-iquote', '-idirafter'].includes(flag.slice(0, at));
		return at >= 0 && isPath ? flag.slice(0, at) + folder + flag.slice(at + root.length) : flag;
	});
}

/**
 * The repository's path of a file that a compiler or an object names; undefined unless it is one that travelled. `folder`:
 * where the workspace stood for the compiler.
 */
export function repositoryPath(
	workspace: Workspace,
	file: string,
	folder = workspaceFolder,
): string | undefined {
	const path = posix.relative(folder, posix.resolve(folder, file));
	return workspace.has(path) ? path : undefined;
}
