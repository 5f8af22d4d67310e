import { mkdir } from 'node:fs/promises';
import { oneLine } from '../../report/neutralise.ts';
import { withAnnotationsAsNotices } from './notices.ts';

type Tell = (message: string) => void;

const reason = (error: unknown) => oneLine(error instanceof Error ? error.message : String(error));

/**
 * Fills folders from the runner's cache; resolves with the key of the entry that was found. `folders`: absolute, in the
 * same order as they were saved, whether they are there yet or not; an entry is found only by the same ones. `keys`: the
 * best first, each the beginning of a key. A cache that is down costs no more than a notice.
 */
export async function restoreFolders(
	folders: readonly string[],
	[first = '', ...others]: readonly string[],
	notice: Tell,
): Promise<string | undefined> {
	try {
		const cache = await import('@actions/cache');
		if (!cache.isFeatureAvailable()) {
			notice('the Actions cache is not offered here; kernels are fetched');
			return undefined;
		}
		return await withAnnotationsAsNotices(() => cache.restoreCache([...folders], first, others));
	} catch (error) {
		notice(`the Actions cache gave nothing: ${reason(error)}; kernels are fetched`);
		return undefined;
	}
}

/** Saves folders under a key. A key that is there already is left alone. */
export async function saveFolders(folders: readonly string[], key: string, notice: Tell): Promise<void> {
	try {
		const cache = await import('@actions/cache');
		for (const folder of folders) await mkdir(folder, { recursive: true });
		await withAnnotationsAsNotices(() => cache.saveCache([...folders], key));
	} catch (error) {
		notice(`the kernels are not in the Actions cache: ${reason(error)}; the next run fetches them again`);
	}
}
