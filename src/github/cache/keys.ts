import { createHash } from 'node:crypto';
import { arch, platform } from 'node:os';

/** To be raised when what is cached is laid out otherwise. */
const layout = 'core-matrix-1';

const digest = (parts: readonly string[]) =>
	createHash('sha256').update(JSON.stringify(parts.toSorted())).digest('hex').slice(0, 32);

export interface CacheKeys {
	/** What the newest entry for the same kernels begins with. */
	readonly prefix: string;
	/** Begins every entry of core-matrix on this kind of machine: kernels of another configuration are better than none. */
	readonly family: string;
}

/** `specs`: the kernels, as the configuration names them. */
export function cacheKeys(specs: readonly string[]): CacheKeys {
	const family = `${layout}-${platform()}-${arch()}-`;
	return { family, prefix: `${family}${digest(specs)}-` };
}

/** The key of an entry that holds just these kernels. `digests`: `sha256:…` of each, in any order. */
export function entryKey({ prefix }: CacheKeys, digests: readonly string[]): string {
	return `${prefix}${digest(digests)}`;
}
