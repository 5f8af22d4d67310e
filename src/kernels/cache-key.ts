import { createHash } from 'node:crypto';
import { btfTool } from './btf.ts';
import { kernelEntryVersion, kernelTool } from './entry.ts';
import { modulesTool } from './sources/path.ts';

/** The tools whose folders in the store hold kernels and what is made from them. */
export const kernelTools: readonly string[] = [kernelTool, modulesTool, btfTool];

/** What a store of kernels is called in a cache that others keep, such as that of Actions. */
export interface CacheKey {
	/** Of just these kernels, in any order. */
	readonly key: string;
	/** What all such keys begin with: kernels of another time are better than none, since each is compared before it is used. */
	readonly prefix: string;
}

/** `kernels`: for each kernel the digests (`sha256:<hex>`) of its files in their order, as a lock or what was resolved has them. */
export function cacheKey(kernels: readonly (readonly string[])[]): CacheKey {
	const entries = new Set(kernels.map((digests) => kernelEntryVersion('0', digests)));
	const hash = createHash('sha256')
		.update([...entries].sort().join('\n'))
		.digest('hex')
		.slice(0, 32);
	const prefix = 'core-matrix-kernels-x86_64-';
	return { key: `${prefix}${hash}`, prefix };
}
