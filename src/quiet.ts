let working = 0;

/**
 * The actions toolkit says what it does through `::debug::` commands on standard output. A runner shows them only when
 * asked for; a terminal would show them in the middle of our own output, so off a runner they are dropped meanwhile.
 */
export async function withoutDebugCommands<T>(work: () => Promise<T>): Promise<T> {
	if (process.env.GITHUB_ACTIONS === 'true') return await work();
	if (working++ === 0) dropDebugCommands();
	try {
		return await work();
	} finally {
		if (--working === 0) restore();
	}
}

let restore = (): void => {};

function dropDebugCommands(): void {
	const write = process.stdout.write;
	process.stdout.write = function filtered(this: typeof process.stdout, ...args: Parameters<typeof write>) {
		return typeof args[0] === 'string' && args[0].startsWith('::debug::') ? true : write.apply(this, args);
	} as typeof write;
	restore = () => {
		process.stdout.write = write;
	};
}
