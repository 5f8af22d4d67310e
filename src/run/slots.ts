import { availableParallelism, freemem } from 'node:os';

/** A counting semaphore: work waits in the order in which it asked. */
export interface Slots {
	use<Result>(work: () => Promise<Result>): Promise<Result>;
}

export function createSlots(count: number): Slots {
	let free = count;
	const waiting: (() => void)[] = [];
	return {
		async use(work) {
			if (free > 0) free--;
			else await new Promise<void>((resolve) => waiting.push(resolve));
			try {
				return await work();
			} finally {
				const next = waiting.shift();
				if (next === undefined) free++;
				else next();
			}
		},
	};
}

/** As many guests as cores, and as memory holds beside the host's own needs; at least one. */
export function guestsAtATime(memoryMiB: number): number {
	const reserveMiB = 512;
	const byMemory = Math.floor((freemem() / 1024 / 1024 - reserveMiB) / memoryMiB);
	return Math.max(1, Math.min(availableParallelism(), byMemory));
}
