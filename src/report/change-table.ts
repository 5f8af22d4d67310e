import type { Change, Comparison, ProgramOnKernel } from '../baseline/compare.ts';
import { count, percentText } from './format.ts';
import { oneLine } from './neutralise.ts';

/** What differs in time only does not differ: the clock is another one each time. */
const compared = [
	['insns', 'instructions'],
	['states', 'states'],
	['jitedBytes', 'machine code'],
] as const;
/** Programs that a table shows; verifier.json of both runs has them all. */
const mostRows = 50;
const listed = 10;

/** One program on one kernel that takes something else than before. Hostile text. */
export interface ChangeRow {
	readonly object: string;
	readonly program: string;
	readonly place: string;
	/** One for each figure, such as `42 → 50 (+19 %)`. */
	readonly figures: readonly { readonly text: string; readonly isGrown: boolean }[];
}

/** The changes against the baseline, as every output shows them. */
export interface ChangeTable {
	readonly heading: string;
	/** Titles of the columns: program, kernel, then the figures. */
	readonly header: readonly string[];
	/** What grew too much comes first, then by how much it changed. */
	readonly rows: readonly ChangeRow[];
	/** Sentences on what the rows do not have. */
	readonly notes: readonly string[];
}

export function changeTable(comparison: Comparison): ChangeTable {
	const changed = changedFirstGrown(comparison);
	return {
		heading: heading(comparison),
		header: ['program', 'kernel', ...compared.map(([, title]) => title)],
		rows: changed.slice(0, mostRows).map((change) => ({
			object: change.object,
			program: change.program,
			place: place(change),
			figures: figures(change),
		})),
		notes: notes(comparison, changed.length),
	};
}

function heading({ baseline }: Comparison): string {
	return `Compared with the baseline ${oneLine(baseline.name, 200)} of ${oneLine(baseline.started, 40)}`;
}

function changedFirstGrown({ changes }: Comparison): Change[] {
	const ratio = ({ figures: { before, now } }: Change) => (now.insns ?? 0) / Math.max(1, before.insns ?? 0);
	return changes
		.filter(({ figures: { before, now } }) => compared.some(([figure]) => before[figure] !== now[figure]))
		.sort((a, b) => b.grown.length - a.grown.length || ratio(b) - ratio(a));
}

function place({ kernel, builtOn }: ProgramOnKernel): string {
	return builtOn === '' || builtOn === kernel
		? oneLine(kernel, 40)
		: `${oneLine(kernel, 40)}, built on ${oneLine(builtOn, 40)}`;
}

function figures({ figures: { before, now }, grown }: Change): ChangeRow['figures'] {
	return compared.map(([figure]) => {
		const [from = 0, to = 0] = [before[figure], now[figure]];
		const text = from === to ? String(to) : `${from} → ${to}${percentText(from, to)}`;
		return { text, isGrown: grown.some((measure) => measure === figure) };
	});
}

function notes({ changes, added, gone, newKernels }: Comparison, changed: number): string[] {
	const same = changes.length - changed;
	const more = changed - mostRows;
	return [
		...(more > 0 ? [`${count(more, 'more program')} changed.`] : []),
		`${count(same, 'program')} as before.`,
		...(added.length === 0 ? [] : [`Not in the baseline: ${programs(added)}.`]),
		...(gone.length === 0 ? [] : [`In the baseline only: ${programs(gone)}.`]),
		...(newKernels.length === 0
			? []
			: [`The baseline is not of: ${newKernels.map((kernel) => oneLine(kernel, 100)).join(', ')}.`]),
	];
}

function programs(all: readonly ProgramOnKernel[]): string {
	const shown = all
		.slice(0, listed)
		.map((each) => `${oneLine(each.program, 80)} of ${oneLine(each.object, 200)} on ${place(each)}`);
	return all.length > listed ? `${shown.join('; ')} and ${all.length - listed} more` : shown.join('; ');
}
