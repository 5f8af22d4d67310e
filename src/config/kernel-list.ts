import { CoreMatrixError } from '../error.ts';
import { catalog } from '../kernels/catalog.ts';
import { seriesInRange } from '../kernels/series.ts';
import { type KernelSpec, parseSpec } from '../kernels/spec.ts';
import type { BuildMode } from './config.ts';
import type { RawConfig } from './schema.ts';

type RawKernels = NonNullable<RawConfig['kernels']>;
type RawKernel = Exclude<RawKernels, readonly unknown[]> | Extract<RawKernels, readonly unknown[]>[number];

/**
 * Reads a list of kernels, or words separated by spaces or commas. `folder`: absolute, what paths of kernels are
 * relative to.
 */
export function readKernels(written: RawKernels, folder: string): KernelSpec[] {
	const kernels: readonly RawKernel[] = typeof written === 'string' ? splitWords(written) : [written].flat();
	const specs = kernels.flatMap((kernel) => rangeOf(kernel) ?? parseKernel(kernel, folder));
	if (specs.length === 0) throw new CoreMatrixError('usage', 'no kernel is named');
	return distinct(specs);
}

/** The kernels of who names none. */
export function defaultKernels(): KernelSpec[] {
	return catalog.matrix.map((series) => ofGroup('the default', series));
}

/** The kernels of a range of series; undefined when it is none. */
function rangeOf(written: RawKernel): KernelSpec[] | undefined {
	if (typeof written !== 'string') return undefined;
	const range = written.trim();
	return seriesInRange(range)?.map((series) => ofGroup(range, series));
}

function ofGroup(group: string, series: string): KernelSpec {
	return { kind: 'version', text: series, version: series, group };
}

/** What each range, or the default, stands for, a line each: nobody should have to guess what a run is about to do. */
export function groupLines(specs: readonly KernelSpec[]): string[] {
	const kernels = new Map<string, string[]>();
	for (const spec of specs) {
		if (spec.kind !== 'version' || spec.group === undefined) continue;
		kernels.set(spec.group, [...(kernels.get(spec.group) ?? []), spec.text]);
	}
	return [...kernels].map(([group, series]) => `${group} is ${series.join(', ')}`);
}

/** A kernel that is named twice is taken once. */
export function distinct(specs: readonly KernelSpec[]): KernelSpec[] {
	return [...new Map(specs.map((spec) => [spec.text, spec])).values()];
}

/** The words of `6.1, debian:6.12 7`. */
export function splitWords(text: string): string[] {
	return text.split(/[\s,]+/).filter((word) => word !== '');
}

const modes = ['each', 'all', 'host'] as const;

/** A mode, or the one kernel that builds for all. */
export function readBuild(written: string | number, folder: string): BuildMode {
	const mode = modes.find((name) => name === written);
	if (mode !== undefined) return { on: mode };
	return { on: 'kernel', kernel: parseKernel(written, folder) };
}

function parseKernel(written: RawKernel, folder: string): KernelSpec {
	return parseSpec(typeof written === 'number' ? String(written) : written, folder);
}
