import type { Access } from './access.ts';
import type { Patience } from './http/patience.ts';
import type { KernelLock } from './lock-file.ts';

/** What resolving a kernel may need to know, and whom it tells. */
export interface ResolveOptions {
	readonly access?: Access;
	/** With a lock, a kernel is what the lock says or nothing; kernels of the user's own are not locked. */
	readonly lock?: KernelLock;
	/** What it must be made of, as a lock says: digests (`sha256:<hex>`) of its files, in their order. */
	readonly digests?: readonly string[];
	/** Something that a user should know though it goes on, such as a stale cache. */
	readonly onNotice: (message: string) => void;
	/** What is being done, such as the package that is fetched. */
	readonly onProgress: (detail: string) => void;
	readonly signal?: AbortSignal;
	readonly patience?: Patience;
}
