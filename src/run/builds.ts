/** An object that was built, on this machine: where it lies. `undefined`: it was tried, and there is none. */
export type Built = string | undefined;

/**
 * Objects on their way from the guests that build them to the guests that load them. A load guest waits for one as it
 * comes to it, while the build guest is at the next.
 */
export interface Builds {
	/** This kernel has its slot, and will deliver. */
	begin(builtOn: string): void;
	/**
	 * Resolves when all these kernels have begun or are closed. Who waits for their objects must not take a slot before
	 * that: with as many guests as may work all waiting, the one they wait for would never get one.
	 */
	begun(builtOn: Iterable<string>): Promise<void>;
	deliver(object: string, builtOn: string, built: Built): void;
	/** Nothing more comes from this kernel: what it has not delivered does not exist. */
	close(builtOn: string): void;
	await(object: string, builtOn: string): Promise<Built>;
}

export function createBuilds(): Builds {
	const entries = new Map<string, PromiseWithResolvers<Built>>();
	const closed = new Set<string>();
	const beginnings = new Map<string, PromiseWithResolvers<void>>();
	const beginning = (builtOn: string) => {
		const found = beginnings.get(builtOn) ?? Promise.withResolvers<void>();
		beginnings.set(builtOn, found);
		return found;
	};
	const key = (object: string, builtOn: string) => JSON.stringify([builtOn, object]);
	const entry = (object: string, builtOn: string) => {
		const found = entries.get(key(object, builtOn)) ?? Promise.withResolvers<Built>();
		entries.set(key(object, builtOn), found);
		if (closed.has(builtOn)) found.resolve(undefined);
		return found;
	};
	return {
		begin: (builtOn) => beginning(builtOn).resolve(),
		async begun(builtOn) {
			await Promise.all([...new Set(builtOn)].map((spec) => beginning(spec).promise));
		},
		deliver: (object, builtOn, built) => entry(object, builtOn).resolve(built),
		close(builtOn) {
			closed.add(builtOn);
			beginning(builtOn).resolve();
			for (const [name, pending] of entries) if (JSON.parse(name)[0] === builtOn) pending.resolve(undefined);
		},
		await: (object, builtOn) => entry(object, builtOn).promise,
	};
}
