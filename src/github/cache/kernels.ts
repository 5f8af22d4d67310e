import { agentTool } from '../../guest/agent-build.ts';
import { kernelTools } from '../../kernels/cache.ts';
import type { Report } from '../../report/report.ts';
import { listEntries, removeEntry, toolCacheRoot } from '../../store.ts';
import { restoreFolders, saveFolders } from './cache.ts';
import { type CacheKeys, cacheKeys, entryKey } from './keys.ts';

/** What takes time to get and is small. The toolchain is packed from the machine faster than it comes over the network. */
const tools = [...kernelTools, agentTool];

const folders = () => ({ root: toolCacheRoot(), names: tools });

/** What was asked of the cache before a run. */
export interface Restored {
	readonly keys: CacheKeys;
	/** The key of the entry that was there. */
	readonly found?: string;
}

/** Fills the store with the kernels of an earlier run. `specs`: as the configuration names them. */
export async function restoreKernels(
	specs: readonly string[],
	notice: (message: string) => void,
): Promise<Restored> {
	const keys = cacheKeys(specs);
	const found = await restoreFolders(folders(), [keys.prefix, keys.family], notice);
	return { keys, ...(found !== undefined && { found }) };
}

/** The key under which a run's kernels are to be saved; undefined when they are there already, or there are none. */
export function keyToSave({ keys, found }: Restored, { kernels }: Report): string | undefined {
	const digests = kernels.map(({ source }) => source.digest).filter((digest) => digest !== '');
	const key = entryKey(keys, digests);
	return digests.length === 0 || key === found ? undefined : key;
}

/**
 * Saves the store. `since`: what no run has used from then on is left out, and so removed; for a machine that is
 * thrown away afterwards.
 */
export async function saveKernels(
	key: string,
	since: Date | undefined,
	notice: (message: string) => void,
): Promise<void> {
	for (const tool of since === undefined ? [] : tools) {
		for (const entry of await listEntries(tool)) {
			if ((entry.usedAt ?? new Date(0)) < (since ?? new Date(0))) await removeEntry(entry);
		}
	}
	await saveFolders(folders(), key, notice);
}
