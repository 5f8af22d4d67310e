import type { Finding } from '../../findings/finding.ts';
import { excerptOrigin } from '../excerpt.ts';
import { count } from '../format.ts';
import type { Grid } from '../matrix.ts';
import { cut } from '../neutralise.ts';
import { inOrder } from '../order.ts';
import { placeText } from '../place.ts';
import type { Report } from '../report.ts';
import { html, type Markup } from './markup.ts';
import { advice, prose } from './prose.ts';

/** More than anybody reads; a page of all would not open. */
const mostFindings = 1000;
/** Of each text, in UTF-16 units. */
const textLimit = 4096;

const signs = { error: '✗', warning: '!', notice: 'i' } as const;

/** The findings that the page has, in their order: a finding's index here is its name in the page. */
export function shownFindings({ findings }: Report): readonly Finding[] {
	return inOrder(findings).slice(0, mostFindings);
}

export function findingsSection(report: Report, grid: Grid): Markup {
	const shown = shownFindings(report);
	if (shown.length === 0) return html``;
	const rest = report.findings.length - shown.length;
	return html`<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">Findings</h2>
${shown.map((finding, index) => article(finding, index, cellOf(finding, grid)))}
${rest === 0 ? undefined : html`<p>${count(rest, 'more finding')} in <code>report.json</code>.</p>`}
</section>
`;
}

/** The address of the first cell that a finding is about; it has none where its object is not in the matrix. */
function cellOf({ object, program, builtOn, kernels }: Finding, grid: Grid): string | undefined {
	const row = grid.rows.findIndex(
		(candidate) =>
			candidate.object === object &&
			(program === undefined || candidate.program === program) &&
			(candidate.builtOn === undefined || builtOn?.includes(candidate.builtOn) !== false),
	);
	const kernel = grid.kernels.findIndex(({ spec }) => kernels.includes(spec));
	return row === -1 || kernel === -1 ? undefined : `#cell-${row}-${kernel}`;
}

function article(finding: Finding, index: number, cell: string | undefined): Markup {
	const { severity, code, title, message, hint, excerpt, logs, program, kernels } = finding;
	const place = html`<code class="place">${placeText(finding)}</code>`;
	return html`<article class="finding ${severity}" id="finding-${index}" aria-labelledby="finding-${index}-title">
<h3 id="finding-${index}-title"><span class="sign" aria-hidden="true">${signs[severity]}</span> <span class="severity">${severity}:</span> ${prose(title)}</h3>
<p class="where">${cell === undefined ? place : html`<a href="${cell}">${place}</a>`}${
		program === undefined ? undefined : html` <span>program <code>${program}</code></span>`
	} <span class="tag">${code}</span>${kernels.map((spec) => html` <span class="tag kernel">${spec}</span>`)}</p>
<p class="prose">${prose(cut(message, textLimit))}</p>
${hint === undefined ? undefined : html`<div class="fix"><h4>Fix</h4>${advice(cut(hint, textLimit))}</div>`}
${
	excerpt === undefined
		? undefined
		: html`<details><summary>${excerptOrigin(code)}</summary><pre class="log" tabindex="0">${cut(excerpt, textLimit)}</pre></details>`
}
${
	logs.length === 0
		? undefined
		: html`<p class="logs">${logs.slice(0, 10).map((log) => html`<code>${log}</code> `)}</p>`
}
</article>
`;
}
