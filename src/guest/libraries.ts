import { closeSync, openSync, readSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path/posix';
import { execa } from 'execa';
import { type DynamicElf, readDynamicElf } from '../bpf/elf-dynamic.ts';
import { FormatError } from '../bpf/format-error.ts';
import { CoreMatrixError } from '../error.ts';
import type { LayerFile } from './layer.ts';
import { isInside, workspaceFolder } from './workspace.ts';

/*
 * The shared libraries of a program, found as ld.so(8) finds them, but without running anything: ldd starts the
 * program's own interpreter, and a program of a pull request chooses that. Whatever a program names, only shared
 * libraries out of the folders of this machine's loader, or out of the repository, travel.
 */

/** A file that travels to `path`, in the guest. */
export interface Carried {
	readonly path: string;
	/** On this machine, absolute. */
	readonly from: string;
}

/** Where this machine's loader looks for libraries. */
interface Loader {
	/** By name, as `ldconfig -p` lists it. */
	readonly cache: ReadonlyMap<string, string>;
	/** Those of the cache, and those that glibc looks into without one. */
	readonly folders: ReadonlySet<string>;
}

/** glibc's own (SLIBDIR and LIBDIR), as Debian and as others build it. */
const defaultFolders = [
	'/lib/x86_64-linux-gnu',
	'/usr/lib/x86_64-linux-gnu',
	'/lib64',
	'/usr/lib64',
	'/lib',
	'/usr/lib',
];
const loaderCache = '/etc/ld.so.cache';

/** A program that needs more is not one that a person linked. */
const mostLibraries = 1000;

let loader: Promise<Loader> | undefined;

async function findLoader(): Promise<Loader> {
	// In sbin, which not everybody's PATH has; on a machine without it, there is no cache either.
	const { failed, stdout } = await execa('ldconfig', ['-p'], {
		reject: false,
		env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
	});
	const cache = readLoaderCache(failed ? '' : stdout);
	const folders = new Set([...defaultFolders, ...[...cache.values()].map(dirname)]);
	return { cache, folders };
}

/** Reads `	libz.so.1 (libc6,x86-64) => /lib/x86_64-linux-gnu/libz.so.1`; copies for newer processors are left out. */
export function readLoaderCache(listing: string): Map<string, string> {
	const cache = new Map<string, string>();
	for (const line of listing.split('\n')) {
		const [, name = '', path = ''] = /^\t(\S+) \(libc6,x86-64\) => (\/\S+)$/.exec(line) ?? [];
		if (name !== '' && !cache.has(name)) cache.set(name, path);
	}
	return cache;
}

/** What the loader reads of a file; undefined when it is nothing that it loads. */
export function dynamicElfOf(file: string): DynamicElf | undefined {
	const descriptor = openSync(file, 'r');
	try {
		return readDynamicElf((offset, length) => {
			const bytes = Buffer.alloc(length);
			return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, offset));
		});
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
		throw new CoreMatrixError('usage', `${file} is a broken executable: ${error.message}`, {
			remedy: 'Build it anew.',
		});
	} finally {
		closeSync(descriptor);
	}
}

interface Search {
	readonly loader: Loader;
	/** The repository, absolute and free of links. */
	readonly root: string | undefined;
}

/** A folder in which a file wants its libraries looked for, and whether that file is the machine's own. */
interface Folder {
	readonly path: string;
	readonly trusted: boolean;
}

/** A program or library whose libraries are to be found, and the RPATHs of what loads it. */
interface Loading extends Carried {
	readonly trusted: boolean;
	readonly inherited: readonly Folder[];
}

/**
 * The libraries of these programs and the loader's cache, as files of a layer. `root`: the repository, free of links;
 * programs outside of it are the machine's own. Throws a usage error when a library is not to be found.
 */
export async function librariesOf(programs: readonly Carried[], root?: string): Promise<LayerFile[]> {
	loader ??= findLoader();
	const search: Search = { loader: await loader, root };
	const isTrusted = ({ from }: Carried) => root === undefined || !isInside(root, from);
	const found = new Map<string, Carried>();
	const waiting: Loading[] = programs.map((program) => ({
		...program,
		trusted: isTrusted(program),
		inherited: [],
	}));
	for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
		const elf = dynamicElfOf(next.from);
		if (elf === undefined) continue;
		const rpaths = [...folderList(elf.rpath, next), ...next.inherited];
		// An RPATH counts only where there is no RUNPATH, which does not speak for the libraries of libraries.
		const folders = elf.runpath === undefined ? rpaths : folderList(elf.runpath, next);
		for (const library of await neededBy(search, next, elf, folders)) {
			if (found.has(library.path)) continue;
			found.set(library.path, library);
			waiting.push({ ...library, trusted: isTrusted(library), inherited: rpaths });
		}
		if (found.size > mostLibraries) throw unusable(next, `needs more than ${mostLibraries} libraries`);
	}
	const files = [...found.values()].map((file) => ({ ...file, mode: 0o755 }));
	const hasCache = files.length > 0 && (await stat(loaderCache).catch(() => undefined)) !== undefined;
	return hasCache ? [...files, { path: loaderCache, from: loaderCache, mode: 0o644 }] : files;
}

async function neededBy(
	search: Search,
	loading: Loading,
	{ interpreter, needed }: DynamicElf,
	folders: readonly Folder[],
): Promise<Carried[]> {
	const { trusted } = loading;
	const libraries: Carried[] = [];
	if (interpreter !== undefined) {
		const file = await libraryAt(search, interpreter, trusted);
		if (file === undefined)
			throw unusable(loading, `wants the interpreter ${show(interpreter)}, which this machine does not have`);
		libraries.push(file);
	}
	for (const name of needed) {
		const file = name.includes('/')
			? await libraryAt(search, name, trusted)
			: await findLibrary(search, name, folders);
		if (file === undefined)
			throw unusable(loading, `needs the library ${show(name)}, which this machine's loader does not find`);
		libraries.push(file);
	}
	return libraries;
}

async function findLibrary(
	search: Search,
	name: string,
	folders: readonly Folder[],
): Promise<Carried | undefined> {
	const cached = search.loader.cache.get(name);
	const places: Folder[] = [
		...folders.map(({ path, trusted }) => ({ path: join(path, name), trusted })),
		...(cached === undefined ? [] : [{ path: cached, trusted: true }]),
		...defaultFolders.map((folder) => ({ path: join(folder, name), trusted: true })),
	];
	for (const { path, trusted } of places) {
		const file = await libraryAt(search, path, trusted);
		if (file !== undefined) return file;
	}
	return undefined;
}

/** The library at a path of the guest's, where it is one that may travel. `trusted`: whether the machine itself names it. */
async function libraryAt(
	{ root, loader: { folders } }: Search,
	written: string,
	trusted: boolean,
): Promise<Carried | undefined> {
	if (!isAbsolute(written)) return undefined;
	const path = normalize(written);
	const isWorkspace = root !== undefined && path.startsWith(`${workspaceFolder}/`);
	const place = isWorkspace ? join(root, path.slice(workspaceFolder.length)) : path;
	const from = await realpath(place).catch(() => undefined);
	if (from === undefined || !(await stat(from)).isFile()) return undefined;
	const mayTravel = trusted || folders.has(dirname(path)) || (root !== undefined && isInside(root, from));
	return mayTravel && dynamicElfOf(from) !== undefined ? { path, from } : undefined;
}

/** Folders of an RPATH, as the guest will have them. */
function folderList(rpath: string | undefined, { path, trusted }: Loading): Folder[] {
	return (rpath ?? '')
		.split(':')
		.filter((folder) => folder !== '')
		.map((folder) => normalize(folder.replace(/\$(?:ORIGIN|\{ORIGIN\})/g, () => dirname(path))))
		.map((folder) => ({ path: folder, trusted }));
}

const show = (name: string): string => JSON.stringify(name.slice(0, 200));

function unusable({ path }: Carried, why: string): CoreMatrixError {
	return new CoreMatrixError('usage', `${path.replace(`${workspaceFolder}/`, '')} ${why}`, {
		remedy:
			'Install the package that has it; or list it among files, and link with -Wl,-rpath,$ORIGIN or statically.',
	});
}
