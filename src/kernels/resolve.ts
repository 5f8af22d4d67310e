import { CoreMatrixError } from '../error.ts';
import { cachedVersions, findCached } from '../store.ts';
import { catalog as ownCatalog } from './catalog.ts';
import { kernelTool, readEntry } from './entry.ts';
import type { KernelImage } from './image.ts';
import type { ResolveOptions } from './options.ts';
import { resolveDebian } from './sources/debian.ts';
import { resolvePath } from './sources/path.ts';
import type { KernelSpec } from './spec.ts';
import { compareVersions, hasPrefix } from './version.ts';

/**
 * Turns a spec into files on this machine. Throws {@link CoreMatrixError} with the code `kernel-unavailable` or
 * `verification-failed`. When the archive is away, a kernel in the cache that fits is used, with a notice: a stale
 * kernel is better than none; but never when what the archive gave could not be verified.
 */
export async function resolveKernel(
	spec: KernelSpec,
	options: ResolveOptions,
	catalog = ownCatalog,
): Promise<KernelImage> {
	if (spec.kind === 'path') return await resolvePath(spec, options);
	try {
		return await resolveDebian(spec, catalog.debian, options);
	} catch (error) {
		if (!(error instanceof CoreMatrixError) || error.code !== 'kernel-unavailable') throw error;
		const images = await listCached();
		const newest = images.findLast((image) => hasPrefix(image.version, spec.version));
		if (newest === undefined) throw error;
		options.onNotice(`${error.message}; using ${newest.release} (${newest.version}) from the cache`);
		return { ...newest, spec: spec.text };
	}
}

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
