import { FormatError } from '../../src/bpf/format-error.ts';
import { createRandom, mutated } from './mutate.ts';
import { type Target, targets } from './targets.ts';

/** What a reader did to an input that it must not do. */
export interface Fault {
	readonly target: string;
	readonly input: Buffer;
	/** `slow`: took longer than allowed, and did so again. */
	readonly what: 'slow' | 'error';
	readonly message: string;
}

export interface Tally {
	readonly inputs: number;
	/** How many were refused with a FormatError. */
	readonly refused: number;
	readonly slowestMs: number;
}

export interface FuzzResult {
	readonly tallies: ReadonlyMap<string, Tally>;
	/** The first one, at which the run ended. */
	readonly fault?: Fault;
}

export interface FuzzOptions {
	readonly inputs: number;
	readonly seed: number;
	/** Milliseconds of processor time for one input. */
	readonly allowedMs: number;
	readonly chosen?: readonly [Target, ...Target[]];
	readonly onProgress?: (done: number) => void;
}

const progressEvery = 10_000;

/** Gives mutated real inputs to every reader in turn. */
export function fuzz({ inputs, seed, allowedMs, chosen = targets, onProgress }: FuzzOptions): FuzzResult {
	const random = createRandom(seed);
	const tallies = new Map<string, Tally>(
		chosen.map(({ name }) => [name, { inputs: 0, refused: 0, slowestMs: 0 }]),
	);
	for (let done = 0; done < inputs; done++) {
		const target = chosen[done % chosen.length] ?? chosen[0];
		const input = mutated(random.of(target.seeds), random, random.of(target.seeds));
		const { refused, tookMs, fault } = feed(target, input, allowedMs);
		if (fault !== undefined) return { tallies, fault };
		const tally = tallies.get(target.name);
		if (tally !== undefined) {
			tallies.set(target.name, {
				inputs: tally.inputs + 1,
				refused: tally.refused + (refused ? 1 : 0),
				slowestMs: Math.max(tally.slowestMs, tookMs),
			});
		}
		if (done % progressEvery === 0) onProgress?.(done);
	}
	return { tallies };
}

interface Fed {
	readonly refused: boolean;
	readonly tookMs: number;
	readonly fault?: Fault;
}

function feed(target: Target, input: Buffer, allowedMs: number): Fed {
	const began = performance.now();
	let refused = false;
	try {
		target.read(input);
	} catch (error) {
		if (!(error instanceof FormatError)) {
			const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
			return { refused, tookMs: 0, fault: { target: target.name, input, what: 'error', message } };
		}
		refused = true;
	}
	const tookMs = performance.now() - began;
	if (tookMs <= allowedMs) return { refused, tookMs };
	// The clock counts what else the machine does, processor time does not.
	const again = processorMs(() => target.read(input));
	if (again <= allowedMs) return { refused, tookMs: again };
	const message = `took ${Math.round(again)} ms for ${input.length} bytes; ${allowedMs} ms are allowed`;
	return { refused, tookMs: again, fault: { target: target.name, input, what: 'slow', message } };
}

function processorMs(work: () => unknown): number {
	const before = process.cpuUsage();
	try {
		work();
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
	}
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
}
