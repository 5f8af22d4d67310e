import type { Listener } from '../events.ts';
import type { RunOptions } from '../run-options.ts';
import type { Builds } from './builds.ts';
import type { Host } from './host.ts';
import type { Slots } from './slots.ts';

/** What all kernels of a run share. */
export interface RunContext {
	readonly options: RunOptions;
	readonly listen: Listener;
	readonly host: Host;
	readonly builds: Builds;
	readonly slots: Slots;
	/**
	 * Whether guests that wait for each other's objects stay alive meanwhile. Where memory does not hold them all, each is
	 * booted twice, once to build and once to load.
	 */
	readonly keepsGuests: boolean;
}
