/** What resolving a kernel may need to know, and whom it tells. */
export interface ResolveOptions {
	/** Address of a Debian archive to use instead of the machine's own. */
	readonly debianMirror?: string;
	/** Something that a user should know though it goes on, such as a stale cache. */
	readonly onNotice: (message: string) => void;
	/** What is being done, such as the package that is fetched. */
	readonly onProgress: (detail: string) => void;
	readonly signal?: AbortSignal;
}
