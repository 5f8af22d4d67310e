import type { Baseline } from './baseline/baseline.ts';
import type { Config } from './config/config.ts';
import type { Access } from './kernels/access.ts';

/** How long each stage of one kernel may take, in milliseconds. */
export interface Deadlines {
	readonly bootMs: number;
	/** One compiler run. */
	readonly buildMs: number;
	/** One program. */
	readonly loadMs: number;
	/** One program: attaching, the workload, reading the counters. */
	readonly triggerMs: number;
	/** One command that has no timeout of its own. */
	readonly commandMs: number;
}

export interface RunOptions {
	readonly config: Config;
	/** Absolute. Everything that a run leaves behind goes here. */
	readonly out: string;
	readonly accel: 'auto' | 'kvm' | 'tcg';
	/** Guests at a time; as many as cores and memory allow when missing. */
	readonly parallel?: number;
	/** Memory of one guest in MiB. */
	readonly memoryMiB: number;
	readonly access: Access;
	/** What the user sets; the others take their defaults. */
	readonly deadlines: Partial<Deadlines>;
	/** What the figures of the verifier are compared with. */
	readonly baseline?: Baseline;
	readonly signal?: AbortSignal;
}

/** On KVM; under emulation these are scaled. */
export const defaultDeadlines: Deadlines = {
	bootMs: 30_000,
	buildMs: 60_000,
	loadMs: 30_000,
	triggerMs: 30_000,
	commandMs: 60_000,
};

/** Enough for the toolchain's layer twice (packed and unpacked) and a compiler beside it. */
export const defaultMemoryMiB = 2048;
