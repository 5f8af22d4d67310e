import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { oneLine } from '../../report/neutralise.ts';
import { withAnnotationsAsNotices } from './notices.ts';

type Tell = (message: string) => void;

const reason = (error: unknown) => oneLine(error instanceof Error ? error.message : String(error));

/** Folders that are kept together. */
export interface CachedFolders {
	/** Absolute: the folder that they are in. */
	readonly root: string;
	/** Their names in it, in the same order as they were saved: an entry is found only by the same ones. */
	readonly names: readonly string[];
}

/**
 * Fills folders, whether they are there yet or not, from the runner's cache; resolves with the key of the entry that
 * was found. `keys`: the best first, each the beginning of a key. A cache that is down costs no more than a notice.
 */
export async function restoreFolders(
	folders: CachedFolders,
	[first = '', ...others]: readonly string[],
	notice: Tell,
): Promise<string | undefined> {
	try {
		const cache = await import('@actions/cache');
		if (!cache.isFeatureAvailable()) {
			notice('the Actions cache is not offered here; kernels are fetched');
			return undefined;
		}
		return await inRoot(folders, (paths) => cache.restoreCache(paths, first, others));
	} catch (error) {
		notice(`the Actions cache gave nothing: ${reason(error)}; kernels are fetched`);
		return undefined;
	}
}

/** Saves folders under a key. A key that is there already is left alone. */
export async function saveFolders(folders: CachedFolders, key: string, notice: Tell): Promise<void> {
	try {
		const cache = await import('@actions/cache');
		for (const name of folders.names) await mkdir(join(folders.root, name), { recursive: true });
		await inRoot(folders, (paths) => cache.saveCache(paths, key));
	} catch (error) {
		notice(`the kernels are not in the Actions cache: ${reason(error)}; the next run fetches them again`);
	}
}

/**
 * The client has tar work in the workspace, whose path it does not quote (@actions/cache, src/internal/tar.ts), and
 * keeps paths relative to it. What is cached lies elsewhere, so tar works there.
 */
async function inRoot<Result>(
	{ root, names }: CachedFolders,
	work: (paths: string[]) => Promise<Result>,
): Promise<Result> {
	const workspace = process.env.GITHUB_WORKSPACE;
	await mkdir(root, { recursive: true });
	process.env.GITHUB_WORKSPACE = root;
	try {
		return await withAnnotationsAsNotices(() => work(names.map((name) => join(root, name))));
	} finally {
		if (workspace === undefined) delete process.env.GITHUB_WORKSPACE;
		else process.env.GITHUB_WORKSPACE = workspace;
	}
}
