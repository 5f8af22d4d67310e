import type { KernelReport, ProgramReport } from '../report/report.ts';
import type { Baseline, ReportedFigures } from './baseline.ts';

/** What a run compares with an earlier one. */
export interface Comparison {
	readonly baseline: Pick<Baseline, 'name' | 'started'>;
	/** Programs that both runs loaded, in the order of this run. */
	readonly changes: readonly Change[];
	/** Kernels of this run that the baseline is not of. */
	readonly newKernels: readonly string[];
	/** Of the kernels of both: what only this run loaded, and what only the baseline did. */
	readonly added: readonly ProgramOnKernel[];
	readonly gone: readonly ProgramOnKernel[];
}

export interface ProgramOnKernel {
	readonly kernel: string;
	readonly object: string;
	/** Empty for an object that came compiled. */
	readonly builtOn: string;
	readonly program: string;
}

export interface Change extends ProgramOnKernel {
	/** `uname -r`, before and now. */
	readonly releases: Sides<string>;
	readonly figures: Sides<ReportedFigures>;
	/** Which figures grew by more than is let pass. */
	readonly grown: readonly Measure[];
}

interface Sides<Value> {
	readonly before: Value;
	readonly now: Value;
}

/**
 * The figures that are watched: the same program on the same kernel always comes to the same. The least growth that
 * counts keeps quiet what is large only in percent.
 */
const least = { insns: 100, states: 20 } as const;
export type Measure = keyof typeof least;
export const measures: readonly Measure[] = ['insns', 'states'];

/** `growth`: percent that is let pass. */
export function compareWith(
	baseline: Baseline,
	kernels: readonly KernelReport[],
	growth: number,
): Comparison {
	const both = kernels.flatMap((kernel) => {
		const before = baseline.kernels.find(({ spec }) => spec === kernel.spec);
		return before === undefined ? [] : [{ before, now: kernel }];
	});
	const found = both.map(({ before, now }) => {
		const [old, young] = [loadedPrograms(before), loadedPrograms(now)];
		return {
			changes: [...young].flatMap(([key, { figures, ...where }]) => {
				const earlier = old.get(key);
				if (earlier === undefined) return [];
				const sides = { before: earlier.figures, now: figures };
				const releases = { before: before.release, now: now.release };
				return [{ ...where, releases, figures: sides, grown: grownIn(sides, growth) }];
			}),
			added: without(young, old),
			gone: without(old, young),
		};
	});
	return {
		baseline: { name: baseline.name, started: baseline.started },
		changes: found.flatMap(({ changes }) => changes),
		newKernels: kernels.map(({ spec }) => spec).filter((spec) => !both.some(({ now }) => now.spec === spec)),
		added: found.flatMap(({ added }) => added),
		gone: found.flatMap(({ gone }) => gone),
	};
}

type Loaded = ReadonlyMap<string, ProgramOnKernel & { readonly figures: ReportedFigures }>;

interface OfEitherRun {
	readonly spec: string;
	readonly cells: readonly {
		readonly object: string;
		readonly builtOn: string;
		readonly programs: readonly (ReportedFigures & Pick<ProgramReport, 'name'>)[];
	}[];
}

/** Of what was refused there are figures up to there, which say nothing about the whole. */
function loadedPrograms({ spec, cells }: OfEitherRun): Loaded {
	return new Map(
		cells.flatMap(({ object, builtOn, programs }) =>
			programs
				.filter(({ insns, jitedBytes }) => insns !== undefined && jitedBytes !== undefined)
				.map(({ name, ...figures }) => [
					JSON.stringify([object, builtOn, name]),
					{ kernel: spec, object, builtOn, program: name, figures },
				]),
		),
	);
}

function without(these: Loaded, those: Loaded): ProgramOnKernel[] {
	return [...these].filter(([key]) => !those.has(key)).map(([, { figures: _figures, ...where }]) => where);
}

function grownIn({ before, now }: Sides<ReportedFigures>, growth: number): Measure[] {
	return measures.filter((measure) => {
		const [old = 0, young = 0] = [before[measure], now[measure]];
		return young - old >= least[measure] && young * 100 > old * (100 + growth);
	});
}
