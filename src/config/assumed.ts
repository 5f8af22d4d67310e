import type { Config } from './config.ts';
import { groupLines } from './kernel-list.ts';

/** What the configuration leaves open and how it is taken, a line each: nobody should have to guess what a run is about to do. */
export function assumptions({ assumed, kernels }: Config): string[] {
	return [...(assumed === undefined ? [] : [assumed]), ...groupLines(kernels)];
}
