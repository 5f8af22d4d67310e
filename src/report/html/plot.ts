import { matrix, shortRelease } from '../matrix.ts';
import type { ProgramReport, Report } from '../report.ts';
import { html, type Markup } from './markup.ts';
import { labelPositions, logTicks, rounded } from './scale.ts';

/** One program; a missing number is a kernel on which the verifier counted nothing. */
export interface Series {
	readonly object: string;
	readonly program: string;
	readonly insns: readonly (number | undefined)[];
}

/** As many are told apart by colour and by label; the others are thin lines. */
const mostLabelled = 12;
/** The table has them all, as far as a person reads. */
const mostRows = 500;

/** Names of kernels below the plot. */
const mostNames = 9;

const width = 960;
const height = 300;
const margin = { top: 16, right: 230, bottom: 28, left: 64 };

/** What the verifier counted, by row of the matrix and kernel. */
export function seriesOf(report: Report): readonly Series[] {
	return matrix(report).rows.flatMap(({ object, program: name, builtOn }) => {
		if (name === undefined) return [];
		const insns = report.kernels.map(({ cells }) => {
			const seen = cells
				.filter((cell) => cell.object === object && (builtOn ?? cell.builtOn) === cell.builtOn)
				.flatMap((cell): readonly ProgramReport[] => cell.programs)
				.flatMap((tried) => (tried.name === name ? (tried.insns ?? []) : []));
			return seen.length === 0 ? undefined : Math.max(...seen);
		});
		const program = builtOn === undefined ? name : `${name}, built on ${builtOn}`;
		return insns.every((number) => number === undefined) ? [] : [{ object, program, insns }];
	});
}

export function plotSection(report: Report): Markup {
	const series = seriesOf(report);
	if (series.length === 0) return html``;
	return html`<section id="verifier" aria-labelledby="verifier-title">
<h2 id="verifier-title">Instructions that the verifier processed</h2>
${report.kernels.length > 1 ? plot(report, series) : undefined}
<details${report.kernels.length > 1 ? undefined : html` open`}><summary>As a table</summary><div class="scroll">${table(report, series)}</div></details>
</section>
`;
}

/** Those that change most from kernel to kernel come first: they are what one looks for. */
function byChange(a: Series, b: Series): number {
	return spread(b) - spread(a) || most(b) - most(a);
}

const known = ({ insns }: Series) => insns.filter((number) => number !== undefined);
const most = (series: Series) => Math.max(1, ...known(series));
const spread = (series: Series) => most(series) / Math.max(1, Math.min(...known(series)));

function plot({ kernels }: Report, series: readonly Series[]): Markup {
	const ordered = series.toSorted(byChange);
	const ticks = logTicks(
		Math.min(...series.map((one) => Math.min(...known(one)))),
		Math.max(...series.map(most)),
	);
	const [low, high] = [Math.log10(ticks[0] ?? 1), Math.log10(ticks.at(-1) ?? 10)];
	const innerHeight = height - margin.top - margin.bottom;
	const innerWidth = width - margin.left - margin.right;
	const x = (kernel: number) =>
		rounded(margin.left + (innerWidth * kernel) / Math.max(1, kernels.length - 1));
	const y = (insns: number) =>
		rounded(margin.top + innerHeight * (1 - (Math.log10(Math.max(1, insns)) - low) / (high - low)));
	const every = Math.ceil(kernels.length / mostNames);
	const labelled = ordered.slice(0, mostLabelled);
	const ends = labelled.map((one) => y(one.insns.findLast((number) => number !== undefined) ?? 1));
	const labels = labelPositions(ends, margin.top, height - margin.bottom);
	return html`<svg class="plot" viewBox="0 0 ${width} ${height}" role="img" aria-label="Instructions processed, by kernel, on a logarithmic scale; the table below has the numbers">
${ticks.map(
	(tick) =>
		html`<line class="rule" x1="${margin.left}" x2="${width - margin.right}" y1="${y(tick)}" y2="${y(tick)}"/><text class="tick" x="${margin.left - 8}" y="${y(tick) + 4}" text-anchor="end">${tick.toLocaleString('en')}</text>
`,
)}${kernels.map(({ spec }, index) =>
	index % every === 0
		? html`<text class="tick" x="${x(index)}" y="${height - 8}" text-anchor="middle">${spec}</text>`
		: undefined,
)}
${ordered
	.map((one, index) => line(one, index, x, y))
	// The important ones are drawn last, so that they lie above.
	.reverse()}
${labelled.map(
	({ program, insns }, index) =>
		html`<line class="leader s${index}" x1="${x(insns.findLastIndex((number) => number !== undefined)) + 5}" x2="${width - margin.right + 14}" y1="${ends[index]}" y2="${labels[index]}"/><text class="label s${index}" x="${width - margin.right + 18}" y="${(labels[index] ?? 0) + 4}">${program}</text>
`,
)}</svg>`;
}

function line(
	{ program, insns }: Series,
	index: number,
	x: (kernel: number) => number,
	y: (insns: number) => number,
): Markup {
	const points = insns.flatMap((number, kernel) =>
		number === undefined ? [] : [{ x: x(kernel), y: y(number), number }],
	);
	const kind = index < mostLabelled ? `s${index}` : 'other';
	return html`<g class="series ${kind}"><polyline points="${points.map((point) => `${point.x},${point.y}`).join(' ')}"/>${points.map(
		(point) =>
			html`<circle cx="${point.x}" cy="${point.y}" r="3"><title>${program}: ${point.number.toLocaleString('en')}</title></circle>`,
	)}</g>
`;
}

function table({ kernels }: Report, series: readonly Series[]): Markup {
	const rest = series.length - mostRows;
	return html`<table class="figures"><caption>Instructions processed${
		rest > 0 ? html`; ${rest} more programs are in <code>report.json</code>` : undefined
	}</caption>
<thead><tr><th scope="col">Object</th><th scope="col">Program</th>${kernels.map(
		({ spec, release }) =>
			html`<th scope="col" class="number">${spec}<span class="release">${shortRelease(release)}</span></th>`,
	)}</tr></thead>
<tbody>
${series.slice(0, mostRows).map(
	({ object, program, insns }) =>
		html`<tr><td>${object}</td><th scope="row">${program}</th>${insns.map(
			(number) => html`<td class="number">${number === undefined ? '–' : number.toLocaleString('en')}</td>`,
		)}</tr>
`,
)}</tbody></table>`;
}
