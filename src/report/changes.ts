import type { Comparison } from '../baseline/compare.ts';
import { changeTable } from './change-table.ts';
import { clip, columns, pad } from './format.ts';
import { codeSpan, escapeText, table } from './markdown.ts';
import { oneLine } from './neutralise.ts';
import type { Paint } from './paint.ts';

/** The changes against the baseline for a terminal; nothing without one. */
export function changeLines(
	comparison: Comparison | undefined,
	{ paint, width }: { readonly paint: Paint; readonly width: number },
): readonly string[] {
	if (comparison === undefined) return [];
	const { heading, header, rows, notes } = changeTable(comparison);
	const texts = rows.map(({ object, program, place, figures }) => [
		`${oneLine(object)} ${oneLine(program, 80)}`,
		place,
		...figures.map(({ text }) => text),
	]);
	const all = texts.length === 0 ? [] : [header, ...texts];
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
		return rows[index - 1]?.figures.some(({ isGrown }) => isGrown) ? paint('yellow', line) : line;
	});
	return ['', heading, ...lines, ...notes];
}

/** The same in Markdown; empty without a baseline. */
export function changeSection(comparison: Comparison | undefined): string {
	if (comparison === undefined) return '';
	const { heading, header, rows, notes } = changeTable(comparison);
	const cells = rows.map(({ object, program, place, figures }) => [
		`${codeSpan(object)} ${codeSpan(program)}`,
		escapeText(place),
		...figures.map(({ text, isGrown }) => (isGrown ? `**${text}**` : text)),
	]);
	return [
		`### ${escapeText(heading)}`,
		...(cells.length === 0 ? [] : [table(header, cells)]),
		notes.map(escapeText).join('\\\n'),
	].join('\n\n');
}
