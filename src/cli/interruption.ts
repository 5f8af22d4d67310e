const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs work that SIGINT and SIGTERM abort, so that it can still tell what it has obtained. A second signal ends the
 * process at once; guests end with it, since the kernel kills them when their parent dies.
 */
export async function withInterruption<Result>(
	work: (signal: AbortSignal) => Promise<Result>,
	tell: (message: string) => void,
): Promise<Result> {
	const controller = new AbortController();
	const interrupt = () => {
		if (controller.signal.aborted) process.exit(3);
		tell('interrupted: ending the guests, then reporting what there is; once more to stop at once');
		controller.abort();
	};
	for (const signal of signals) process.on(signal, interrupt);
	try {
		return await work(controller.signal);
	} finally {
		for (const signal of signals) process.off(signal, interrupt);
	}
}
