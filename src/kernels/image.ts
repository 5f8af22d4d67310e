import type { KernelSource } from '../findings/observation.ts';

/** A resolved kernel on disk. Paths are absolute. */
export interface KernelImage {
	readonly spec: string;
	/** As far as it is known without booting; what `uname -r` says later is what counts. */
	readonly release: string;
	/** Upstream's version, as exact as it is known without booting: Debian's release 6.1.0-50-cloud-amd64 is 6.1.176. */
	readonly version: string;
	readonly arch: 'x86_64';
	/** A bzImage. */
	readonly image: string;
	/** Its configuration, `CONFIG_…=…`, where its source has it. */
	readonly config?: string;
	/** Modules a guest needs, decompressed, in the order in which they must be loaded. */
	readonly modules: readonly string[];
	readonly source: KernelSource;
	/** All that it was made of; the source's own digest is that of one of them. */
	readonly files: readonly KernelFile[];
}

/** What was fetched for a kernel, or taken from this machine. */
export interface KernelFile {
	readonly url: string;
	/** `sha256:<hex>`. */
	readonly digest: string;
	/** Bytes. */
	readonly size: number;
}
