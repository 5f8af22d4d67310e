import { availableParallelism, freemem } from 'node:os';

/** A counting semaphore: work waits in the order in which it asked. It counts guests at work; idle ones cost memory only. */
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

/** How many guests memory holds beside the host's own needs; at least one. */
export function guestsInMemory(memoryMiB: number): number {
	const reserveMiB = 512;
	return Math.max(1, Math.floor((freemem() / 1024 / 1024 - reserveMiB) / memoryMiB));
}

/** As many guests as cores, and as memory holds. */
export function guestsAtATime(memoryMiB: number): number {
	return Math.min(availableParallelism(), guestsInMemory(memoryMiB));
}
