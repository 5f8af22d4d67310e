import { clip, columns, pad } from './format.ts';
import {
	type CellState,
	cellMark,
	cellText,
	commonFolder,
	type Grid,
	legend,
	shortRelease,
} from './matrix.ts';
import { oneLine } from './neutralise.ts';
import type { Format, Paint } from './paint.ts';

const stateFormats: Readonly<Record<CellState, Format>> = {
	pass: 'green',
	fail: 'red',
	xfail: 'yellow',
	xpass: 'red',
	skip: 'dim',
	infra: 'magenta',
	none: 'dim',
};
/** With codes when the terminal is wide enough for them, else with marks alone. */
export function tableLines(grid: Grid, { paint, width }: { paint: Paint; width: number }): readonly string[] {
	const labels = labelColumn(grid);
	const heads = grid.kernels.map(({ spec, release }) => [
		oneLine(spec, 40),
		shortRelease(oneLine(release, 40)),
	]);
	const full = columnWidths(grid, heads, cellText);
	const isWide = 2 + labelWidth(labels) + sum(full) <= width;
	const text = isWide ? cellText : cellMark;
	const widths = isWide ? full : columnWidths(grid, heads, cellMark);
	const labelled = Math.min(labelWidth(labels), Math.max(16, width - 2 - sum(widths)));
	const line = (label: string, cells: readonly string[]) =>
		`${pad(clip(label, labelled), labelled)}  ${cells.join('')}`.trimEnd();
	const header = [0, 1].map((part) =>
		paint(
			'bold',
			line(
				part === 0 ? '' : labels.folder,
				heads.map((head, at) => pad(head[part] ?? '', widths[at] ?? 0)),
			),
		),
	);
	const rows = grid.rows.map(({ cells }, index) =>
		line(
			labels.rows[index] ?? '',
			cells.map((cell, at) => {
				const shown = text(cell);
				// Padding stays outside of the colour, so that the last one can be trimmed.
				return paint(stateFormats[cell.state], shown) + pad('', (widths[at] ?? 0) - columns(shown));
			}),
		),
	);
	const meanings = legend(grid);
	return [...header, ...rows, ...(meanings === '' ? [] : [paint('dim', clip(meanings, width))])];
}

function columnWidths(grid: Grid, heads: readonly string[][], text: typeof cellText): readonly number[] {
	return heads.map(
		(head, at) =>
			2 +
			Math.max(
				...head.map(columns),
				...grid.rows.map(({ cells }) => columns(cells[at] ? text(cells[at]) : '')),
			),
	);
}

interface Labels {
	/** The folder that all objects share, with its `/`; shown once. */
	readonly folder: string;
	readonly rows: readonly string[];
}

/** Names of the rows: an object's name stands before its first program only, a program's before its first build only. */
function labelColumn(grid: Grid): Labels {
	const objects = grid.rows.filter(({ isCommand }) => !isCommand).map(({ object }) => oneLine(object));
	const folder = commonFolder(objects);
	// Harmless again after the cut: what begins a line now did not begin one before.
	const names = grid.rows.map(({ object, isCommand }) =>
		isCommand ? object : oneLine(oneLine(object).slice(folder.length)),
	);
	const width = Math.max(0, ...names.map(columns));
	const programs = grid.rows.map(({ program = '' }) => oneLine(program, 80));
	const programWidth = Math.max(0, ...programs.map(columns));
	const rows = grid.rows.map(({ object, program, builtOn, isCommand }, index) => {
		const before = grid.rows[index - 1];
		const isSame = before?.object === object && before.isCommand === isCommand;
		const shown = isSame && before.program === program ? '' : (programs[index] ?? '');
		const parts = [pad(isSame ? '' : (names[index] ?? ''), width)];
		if (program !== undefined) parts.push(builtOn === undefined ? shown : pad(shown, programWidth));
		if (builtOn !== undefined) parts.push(`built on ${oneLine(builtOn, 40)}`);
		return parts.join('  ').trimEnd();
	});
	return { folder, rows };
}

function labelWidth({ folder, rows }: Labels): number {
	return Math.max(columns(folder), ...rows.map(columns));
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}
