import type { Finding } from '../../findings/finding.ts';
import { excerptOrigin } from '../excerpt.ts';
import { count } from '../format.ts';
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

export function findingsSection(report: Report): Markup {
	const shown = shownFindings(report);
	if (shown.length === 0) return html``;
	const rest = report.findings.length - shown.length;
	return html`<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">Findings</h2>
${shown.map(article)}
${rest === 0 ? undefined : html`<p>${count(rest, 'more finding')} in <code>report.json</code>.</p>`}
</section>
`;
}

function article(finding: Finding, index: number): Markup {
	const { severity, code, title, message, hint, excerpt, logs, program, kernels } = finding;
	return html`<article class="finding ${severity}" id="finding-${index}" aria-labelledby="finding-${index}-title">
<h3 id="finding-${index}-title"><span class="sign" aria-hidden="true">${signs[severity]}</span> <span class="severity">${severity}:</span> ${prose(title)}</h3>
<p class="where"><code class="place">${placeText(finding)}</code>${
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
