import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CoreMatrixError } from '../error.ts';
import { bytesIn, cachedVersions, findCached, listEntries, removeEntry, type StoredEntry } from '../store.ts';
import { btfTool, kernelBtf } from './btf.ts';
import { kernelTool, readEntry } from './entry.ts';
import type { KernelImage } from './image.ts';
import { modulesTool } from './sources/path.ts';
import { compareVersions } from './version.ts';

/** What of the store is kernels, or made from them. */
export const kernelTools: readonly string[] = [kernelTool, modulesTool, btfTool];

/** Kernels in the cache that are whole, oldest version first. */
export async function listCached(): Promise<KernelImage[]> {
	const images: KernelImage[] = [];
	for (const version of await cachedVersions(kernelTool)) {
		const folder = await findCached(kernelTool, version);
		if (folder !== undefined) images.push(await readEntry(folder));
	}
	return images.sort(
		(a, b) => compareVersions(a.version, b.version) || compareVersions(a.release, b.release),
	);
}

/** What a kernel can do that matters for a run, told without booting it. */
export interface Abilities {
	/** Bytes that it takes in the cache. */
	readonly bytes: number;
	/** Whether it has types of its own: without them nothing that uses CO-RE loads. */
	readonly btf: boolean;
	/** How the agent can speak, best first. */
	readonly transports: readonly ('virtio' | 'serial')[];
}

/** `image`: of the cache. */
export async function abilitiesOf({ image, modules }: KernelImage): Promise<Abilities> {
	const folder = dirname(image);
	const config = await readFile(join(folder, 'config'), 'utf8').catch(() => '');
	const has = (option: string, module: string) =>
		config.includes(`\n${option}=y\n`) || modules.some((file) => file.endsWith(`/${module}.ko`));
	const isVirtio = has('CONFIG_VIRTIO_PCI', 'virtio_pci') && has('CONFIG_VIRTIO_CONSOLE', 'virtio_console');
	return {
		bytes: await bytesIn(folder),
		btf: await hasBtf(image),
		transports: isVirtio ? ['virtio', 'serial'] : ['serial'],
	};
}

async function hasBtf(image: string): Promise<boolean> {
	try {
		await kernelBtf(image);
		return true;
	} catch (error) {
		if (error instanceof CoreMatrixError && error.code === 'btf-missing') return false;
		throw error;
	}
}

const day = 24 * 60 * 60 * 1000;

/** Removes what no run has used for so many days of kernels, their modules and their BTF; returns what it was. */
export async function pruneKernels(days: number, now = new Date()): Promise<StoredEntry[]> {
	const removed: StoredEntry[] = [];
	for (const tool of kernelTools) {
		for (const entry of await listEntries(tool)) {
			if (now.getTime() - (entry.usedAt?.getTime() ?? 0) < days * day) continue;
			await removeEntry(entry);
			removed.push(entry);
		}
	}
	return removed;
}
