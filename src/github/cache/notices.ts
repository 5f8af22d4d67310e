/**
 * The cache's client annotates the pull request with a warning or an error when its service fails (@actions/cache,
 * restoreCache and saveCache). A cache is only there to be quick, so what it says is passed on as a notice.
 */
export async function withAnnotationsAsNotices<Result>(work: () => Promise<Result>): Promise<Result> {
	const write = process.stdout.write;
	process.stdout.write = function softened(this: typeof process.stdout, ...args: Parameters<typeof write>) {
		const [chunk, ...rest] = args;
		const softer = typeof chunk === 'string' ? chunk.replace(/^::(?:warning|error)\b/, '::notice') : chunk;
		return write.apply(this, [softer, ...rest] as Parameters<typeof write>);
	} as typeof write;
	try {
		return await work();
	} finally {
		process.stdout.write = write;
	}
}
