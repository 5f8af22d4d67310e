import { adviceParts, proseParts } from '../advice.ts';
import { html, type Markup } from './markup.ts';

/** Text of ours with names in backticks; lines stay lines by the style. */
export function prose(text: string): Markup {
	return html`${proseParts(text).map(({ kind, text: part }) =>
		kind === 'name' ? html`<code>${part}</code>` : html`${part}`,
	)}`;
}

/** Advice as findings have it: paragraphs, and blocks of code. */
export function advice(text: string): Markup {
	return html`${adviceParts(text).map(({ kind, text: part }) =>
		kind === 'code'
			? html`<pre class="code"><code>${part.replace(/^\n+|\s+$/g, '')}</code></pre>`
			: html`<p class="prose">${prose(part)}</p>`,
	)}`;
}
