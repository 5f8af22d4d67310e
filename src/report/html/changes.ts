import { changeTable } from '../change-table.ts';
import type { Report } from '../report.ts';
import { html, type Markup } from './markup.ts';

/** What verifying takes now and took in the baseline; nothing without one. */
export function changesSection({ comparison }: Report): Markup {
	if (comparison === undefined) return html``;
	const { heading, header, rows, notes } = changeTable(comparison);
	const [program = '', ...rest] = header;
	return html`<section id="baseline" aria-labelledby="baseline-title">
<h2 id="baseline-title">${heading}</h2>
${
	rows.length === 0
		? undefined
		: html`<div class="scroll"><table class="figures"><caption>What changed, what grew too much first</caption>
<thead><tr><th scope="col">object</th><th scope="col">${program}</th>${rest.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>
${rows.map(
	(row) =>
		html`<tr><td>${row.object}</td><th scope="row">${row.program}</th><td>${row.place}</td>${row.figures.map(
			({ text, isGrown }) => (isGrown ? html`<td class="fail">✗ ${text}</td>` : html`<td>${text}</td>`),
		)}</tr>
`,
)}</tbody></table></div>`
}
${notes.map((note) => html`<p>${note}</p>`)}
</section>
`;
}
