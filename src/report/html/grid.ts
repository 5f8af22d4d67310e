import {
	type CellState,
	commonFolder,
	type Grid,
	type GridCell,
	meaningOf,
	shortRelease,
} from '../matrix.ts';
import { oneLine } from '../neutralise.ts';
import { html, type Markup } from './markup.ts';

/** A sign for each state, so that none is told by its colour alone. */
const signs: Readonly<Record<CellState, string>> = {
	pass: '✓',
	fail: '✗',
	xfail: '≈',
	xpass: '‼',
	skip: '»',
	infra: '!',
	none: '–',
};

const shortMeanings: Readonly<Record<CellState, string>> = {
	pass: 'passed',
	fail: 'failed',
	xfail: 'failed as expected',
	xpass: 'passed unexpectedly',
	skip: 'skipped',
	infra: 'not judged',
	none: 'not tried',
};

/** With more there is no room for codes in the cells; each says its own when it is pointed at or opened. */
const manyKernels = 6;

const states = Object.keys(signs) as CellState[];

export function gridSection(grid: Grid): Markup {
	if (grid.rows.length === 0) return html``;
	const isBuiltTwice = grid.rows.some(({ builtOn }) => builtOn !== undefined);
	const folder = commonFolder([...new Set(grid.rows.map(({ object }) => object))]);
	return html`<section id="matrix" aria-labelledby="matrix-title">
<h2 id="matrix-title">Matrix</h2>
${filters(grid)}
<div class="scroll">
<table class="grid${grid.kernels.length > manyKernels ? ' dense' : undefined}">
<caption>Programs by kernels. Each cell opens its source and its log; arrow keys go from cell to cell.${
		folder === '' ? undefined : html` Objects are in <code>${folder}</code>.`
	}</caption>
<thead><tr><th scope="col">Object</th><th scope="col">Program</th>${isBuiltTwice ? html`<th scope="col">Built on</th>` : undefined}${grid.kernels.map(
		({ spec, release, verdict }, index) =>
			html`<th scope="col" data-kernel="${index}"><span class="sign ${verdict}" aria-hidden="true">${signs[verdict]}</span> <span class="spec">${spec}</span><span class="release">${shortRelease(release) || 'never booted'}</span></th>`,
	)}</tr></thead>
<tbody>
${grid.rows.map(
	({ object, program = '', builtOn = '', cells }, row) =>
		html`<tr data-row="${row}"${sameObject(grid, row) ? html` class="same"` : undefined}><th scope="row" class="object" title="${object}">${object.slice(folder.length)}</th><th scope="row" class="program">${program}</th>${isBuiltTwice ? html`<th scope="row">${builtOn}</th>` : undefined}${cells.map(
			(cell, kernel) => gridCell(cell, row, kernel, label(grid, row, kernel, cell)),
		)}</tr>
`,
)}</tbody>
</table>
</div>
<p id="nothing" hidden>Nothing here fits the filter.</p>
</section>
`;
}

function sameObject(grid: Grid, row: number): boolean {
	return row > 0 && grid.rows[row - 1]?.object === grid.rows[row]?.object;
}

function gridCell({ state, code }: GridCell, row: number, kernel: number, name: string): Markup {
	const shown = state === 'fail' || state === 'xfail' ? code : undefined;
	return html`<td data-kernel="${kernel}"><button type="button" class="cell ${state}" data-row="${row}" data-kernel="${kernel}" data-state="${state}" aria-label="${name}" title="${name}"><span class="sign">${signs[state]}</span>${
		shown === undefined ? undefined : html`<span class="code">${shown}</span>`
	}</button></td>`;
}

function label(grid: Grid, row: number, kernel: number, { state, code }: GridCell): string {
	const { object = '', program, builtOn } = grid.rows[row] ?? {};
	const why = code === undefined || state === 'pass' ? '' : `, ${code}`;
	const spec = grid.kernels[kernel]?.spec ?? '';
	const built = builtOn === undefined ? '' : `, built on ${builtOn},`;
	return oneLine(`${program ?? object}${built} on ${spec}: ${meaningOf(state)}${why}`);
}

function filters(grid: Grid): Markup {
	const cells = grid.rows.flatMap((row) => row.cells);
	const numbers = states.map((state) => cells.filter((cell) => cell.state === state).length);
	return html`<form id="filter" class="filter" role="search" aria-label="Filter the matrix">
<label class="text"><span>Filter</span> <input type="search" id="filter-text" placeholder="object, program, section, code" autocomplete="off" spellcheck="false"></label> <kbd aria-hidden="true" title="The key that leads to the filter">/</kbd>
<fieldset><legend>Verdict</legend>${states.map((state, index) =>
		numbers[index] === 0
			? undefined
			: html`<button type="button" class="chip ${state}" data-filter-state="${state}" aria-pressed="false"><span class="sign" aria-hidden="true">${signs[state]}</span> ${numbers[index]} ${shortMeanings[state]}</button>`,
	)}</fieldset>
<fieldset><legend>Kernels</legend>${grid.kernels.map(
		({ spec }, index) =>
			html`<label class="check"><input type="checkbox" checked data-filter-kernel="${index}"> ${spec}</label>`,
	)}</fieldset>
<output id="filter-result" aria-live="polite"></output>
</form>`;
}
