import { mkdir, mkdtemp, readdir, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { arch, homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { cacheDir, find, findAllVersions } from '@actions/tool-cache';
import { CoreMatrixError } from './error.ts';
import { withLock } from './lock.ts';
import { isIntact, writeManifest } from './manifest.ts';
import { isNoSpace, noSpace } from './no-space.ts';
import { withoutDebugCommands } from './quiet.ts';

/*
 * Everything that core-matrix keeps between runs (kernels, the agent, the toolchain) is an entry of the runner's tool
 * cache: `<RUNNER_TOOL_CACHE>/<tool>/<version>/<arch>/`, found only when `<arch>.complete` stands beside it.
 */

export interface StoreOptions {
	readonly onNotice?: (message: string) => void;
	readonly signal?: AbortSignal;
}

/**
 * The folder of an entry; `fill` writes it when there is none that is whole. It fills a temporary folder, which becomes
 * the entry only when `fill` has succeeded, and one process at a time fills an entry while others wait for it.
 * `tool`: letters, digits, dashes. `version`: made by {@link entryVersion}.
 */
export async function cached(
	tool: string,
	version: string,
	fill: (folder: string) => Promise<void>,
	options: StoreOptions = {},
): Promise<string> {
	const present = await findCached(tool, version, options);
	if (present !== undefined) {
		await markUsed(present);
		return present;
	}
	return await withLock(
		lockOf(tool, version),
		async () => {
			const filledMeanwhile = await findCached(tool, version);
			if (filledMeanwhile !== undefined) return filledMeanwhile;
			return await inTemporaryFolder(async (folder) => {
				await fill(folder);
				await writeManifest(folder);
				return await keep(folder, tool, version);
			});
		},
		options.signal,
	);
}

/** The folder of an entry that is complete and undamaged. */
export async function findCached(
	tool: string,
	version: string,
	{ onNotice }: StoreOptions = {},
): Promise<string | undefined> {
	toolCacheRoot();
	const folder = await withoutDebugCommands(async () => find(tool, version));
	if (folder === '') return undefined;
	if (await isIntact(folder)) return folder;
	onNotice?.(`${folder} is damaged and is made again`);
	return undefined;
}

function lockOf(tool: string, version: string): string {
	return join(toolCacheRoot(), 'core-matrix-locks', `${tool}-${version}`);
}

/** Has {@link listEntries} tell that an entry was used now. */
export async function markUsed(folder: string): Promise<void> {
	const now = new Date();
	// A cache that cannot be written can be read all the same.
	await utimes(completeMark(folder), now, now).catch(() => {});
}

function completeMark(folder: string): string {
	return `${folder}.complete`;
}

/** An entry as it lies on the disk, whole or not. */
export interface StoredEntry {
	readonly tool: string;
	readonly version: string;
	readonly folder: string;
	readonly bytes: number;
	/** Missing when it was never completed. */
	readonly usedAt?: Date;
}

/** All entries of a tool, also those that are damaged or were not completed. */
export async function listEntries(tool: string): Promise<StoredEntry[]> {
	const root = join(toolCacheRoot(), tool);
	const entries: StoredEntry[] = [];
	for (const version of await foldersIn(root)) {
		for (const arch of await foldersIn(join(root, version))) {
			const folder = join(root, version, arch);
			const mark = await stat(completeMark(folder)).catch(() => undefined);
			const entry = { tool, version, folder, bytes: await bytesIn(folder) };
			entries.push(mark === undefined ? entry : { ...entry, usedAt: mark.mtime });
		}
	}
	return entries;
}

/** Removes an entry when no process is filling it. */
export async function removeEntry({ tool, version, folder }: StoredEntry): Promise<void> {
	await withLock(lockOf(tool, version), async () => {
		// Without its mark it is none, so what stops here leaves nothing that looks whole.
		await rm(completeMark(folder), { force: true });
		await rm(folder, { recursive: true, force: true });
		await rmdir(dirname(folder)).catch(() => {});
	});
}

async function foldersIn(folder: string): Promise<string[]> {
	const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
	return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** Bytes of all files in a folder. */
export async function bytesIn(folder: string): Promise<number> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const sizes = entries
		.filter((entry) => entry.isFile())
		.map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size);
	return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Versions of the entries that are complete, in no order. */
export async function cachedVersions(tool: string): Promise<string[]> {
	toolCacheRoot();
	return await withoutDebugCommands(async () => findAllVersions(tool));
}

/**
 * tool-cache finds only semantic versions, so what an entry is made from goes in as a prerelease:
 * 6.1.176 and `sha256:0123…` make 6.1.176-sha256.x0123…; the x keeps an all-digit digest from being a number,
 * which must not begin with 0 there. `digest`: `sha256:` and hexadecimal digits.
 */
export function entryVersion(version: string, digest: string): string {
	const parts = /^\d{1,9}(?:\.\d{1,9}){0,2}/.exec(version)?.[0].split('.').map(Number) ?? [];
	const [major = 0, minor = 0, patch = 0] = parts;
	return `${major}.${minor}.${patch}-sha256.x${digest.replace(/^sha256:/, '')}`;
}

/** Where core-matrix keeps what it may lose: `$XDG_CACHE_HOME/core-matrix`, else `~/.cache/core-matrix`. */
export function cacheHome(): string {
	const xdg = process.env.XDG_CACHE_HOME;
	// The XDG base directory specification: a path that is not absolute is to be ignored.
	return join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), '.cache'), 'core-matrix');
}

/** Runs `work` with an empty folder, which is gone afterwards. When it cannot write, it says so with the folder. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
	const folder = await makeTemporaryFolder();
	try {
		return await work(folder);
	} catch (error) {
		throw isNoSpace(error) ? noSpace(folder, error) : error;
	} finally {
		// What failed may still be writing for a moment.
		await rm(folder, { recursive: true, force: true, maxRetries: 10 });
	}
}

async function keep(folder: string, tool: string, version: string): Promise<string> {
	try {
		return await withoutDebugCommands(() => cacheDir(folder, tool, version));
	} catch (cause) {
		// What is there of it is never used, but would fill the disk.
		await rm(join(toolCacheRoot(), tool, version, arch()), { recursive: true, force: true }).catch(() => {});
		throw new CoreMatrixError(
			'infrastructure',
			`cannot keep ${tool} in ${toolCacheRoot()}: ${String(cause)}`,
			{
				remedy: 'Free space there, or set RUNNER_TOOL_CACHE to a folder that can be written.',
				cause,
			},
		);
	}
}

/** tool-cache reads its folders from the runner's variables alone; off a runner they are ours to set. */
export function toolCacheRoot(): string {
	process.env.RUNNER_TOOL_CACHE ||= join(cacheHome(), 'tools');
	process.env.RUNNER_TEMP ||= join(cacheHome(), 'tmp');
	return process.env.RUNNER_TOOL_CACHE;
}

async function makeTemporaryFolder(): Promise<string> {
	toolCacheRoot();
	const parent = process.env.RUNNER_TEMP ?? '';
	try {
		await mkdir(parent, { recursive: true });
		return await mkdtemp(join(parent, 'core-matrix-'));
	} catch (cause) {
		if (isNoSpace(cause)) throw noSpace(parent, cause);
		throw new CoreMatrixError(
			'infrastructure',
			`cannot make a temporary folder in ${parent}: ${String(cause)}`,
			{
				remedy: 'Free space there, or set RUNNER_TEMP to a folder that can be written.',
				cause,
			},
		);
	}
}
