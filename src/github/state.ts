import * as core from '@actions/core';

/** What the action's main step leaves to its post step. */
export interface State {
	/** Absolute: the output folder. */
	readonly out?: string;
	/** The key under which the kernels are to be saved. */
	readonly cacheKey?: string;
	/** When the run began. */
	readonly started?: Date;
}

export function saveState({ out, cacheKey, started }: State): void {
	if (out !== undefined) core.saveState('out', out);
	if (cacheKey !== undefined) core.saveState('cache-key', cacheKey);
	if (started !== undefined) core.saveState('started', started.toISOString());
}

export function readState(get: (name: string) => string): State {
	const [out, cacheKey, started] = ['out', 'cache-key', 'started'].map(get);
	return {
		...(out && { out }),
		...(cacheKey && { cacheKey }),
		...(started && { started: new Date(started) }),
	};
}
