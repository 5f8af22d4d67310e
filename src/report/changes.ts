import type { Change, Comparison, ProgramOnKernel } from '../baseline/compare.ts';
import { clip, columns, count, pad, percentText } from './format.ts';
import { codeSpan, escapeText, table } from './markdown.ts';
import { oneLine } from './neutralise.ts';
import type { Paint } from './paint.ts';

/** What differs in time only does not differ: the clock is another one each time. */
const compared = [
	['insns', 'instructions'],
	['states', 'states'],
	['jitedBytes', 'machine code'],
] as const;
const header = ['program', 'kernel', ...compared.map(([, title]) => title)];
/** Programs that a table shows; verifier.json of both runs has them all. */
const mostRows = 50;
const listed = 10;

/** The changes against the baseline for a terminal; nothing without one. */
export function changeLines(
	comparison: Comparison | undefined,
	{ paint, width }: { readonly paint: Paint; readonly width: number },
): readonly string[] {
	if (comparison === undefined) return [];
	const changed = changedFirstGrown(comparison);
	const rows = changed
		.slice(0, mostRows)
		.map((change) => [
			`${oneLine(change.object)} ${oneLine(change.program, 80)}`,
			place(change),
			...cells(change),
		]);
	const all = rows.length === 0 ? [] : [header, ...rows];
	const widths = header.map((_, column) => Math.max(...all.map((row) => columns(row[column] ?? ''))));
	const lines = all.map((row, index) => {
		const line = clip(
			row
				.map((cell, column) => pad(cell, widths[column] ?? 0))
				.join('  ')
				.trimEnd(),
			width,
		);
		if (index === 0) return paint('bold', line);
		return (changed[index - 1]?.grown.length ?? 0) > 0 ? paint('yellow', line) : line;
	});
	return ['', heading(comparison), ...lines, ...notes(comparison, changed.length)];
}

/** The same in Markdown; empty without a baseline. */
export function changeSection(comparison: Comparison | undefined): string {
	if (comparison === undefined) return '';
	const changed = changedFirstGrown(comparison);
	const rows = changed
		.slice(0, mostRows)
		.map((change) => [
			`${codeSpan(change.object)} ${codeSpan(change.program)}`,
			escapeText(place(change)),
			...cells(change).map((cell, at) =>
				change.grown.some((measure) => measure === compared[at]?.[0]) ? `**${cell}**` : cell,
			),
		]);
	return [
		`### ${escapeText(heading(comparison))}`,
		...(rows.length === 0 ? [] : [table(header, rows)]),
		notes(comparison, changed.length).map(escapeText).join('\\\n'),
	].join('\n\n');
}

function heading({ baseline }: Comparison): string {
	return `Compared with the baseline ${oneLine(baseline.name, 200)} of ${oneLine(baseline.started, 40)}`;
}

/** What grew too much comes first, then by how much it changed. */
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

function cells({ figures: { before, now } }: Change): string[] {
	return compared.map(([figure]) => {
		const [from = 0, to = 0] = [before[figure], now[figure]];
		return from === to ? String(to) : `${from} → ${to}${percentText(from, to)}`;
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
