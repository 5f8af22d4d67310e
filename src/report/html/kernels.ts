import { duration } from '../format.ts';
import type { KernelReport, Report } from '../report.ts';
import type { Evidence } from './evidence.ts';
import { html, type Markup } from './markup.ts';
import { rounded } from './scale.ts';

const stages = ['resolve', 'boot', 'build', 'load', 'trigger'] as const;

/** What each kernel is, where it came from, how long it took, and what its console said last. */
export function kernelsSection({ kernels }: Report, { consoles }: Evidence): Markup {
	if (kernels.length === 0) return html``;
	const longest = Math.max(1, ...kernels.map(({ timings }) => timings.totalMs));
	return html`<section id="kernels" aria-labelledby="kernels-title">
<h2 id="kernels-title">Kernels</h2>
<div class="scroll"><table class="figures">
<caption>Times by stage</caption>
<thead><tr><th scope="col">Kernel</th><th scope="col">Release</th><th scope="col">Verdict</th><th scope="col">Accelerator</th>${stages.map(
		(stage) => html`<th scope="col" class="number ${stage}">${stage}</th>`,
	)}<th scope="col" class="number">total</th><td></td></tr></thead>
<tbody>
${kernels.map((kernel) => row(kernel, longest))}</tbody>
</table></div>
${kernels.map((kernel) => details(kernel, consoles))}</section>
`;
}

function row({ spec, release, verdict, accel, timings }: KernelReport, longest: number): Markup {
	return html`<tr><th scope="row">${spec}</th><td>${release}</td><td class="${verdict}">${verdict}</td><td>${accel}</td>${stages.map(
		(stage) => html`<td class="number">${duration(timings[`${stage}Ms`])}</td>`,
	)}<td class="number">${duration(timings.totalMs)}</td><td>${bar(timings, longest)}</td></tr>
`;
}

const barWidth = 160;

/** The stages one after the other, to the scale of the longest kernel. What is left of the total is waiting. */
function bar(timings: KernelReport['timings'], longest: number): Markup {
	let x = 0;
	const parts = stages.map((stage) => {
		const width = rounded((timings[`${stage}Ms`] / longest) * barWidth);
		const part = html`<rect class="${stage}" x="${rounded(x)}" width="${width}" height="8"/>`;
		x += width;
		return part;
	});
	return html`<svg class="bar" width="${barWidth}" height="8" aria-hidden="true"><rect class="total" y="3" width="${rounded((timings.totalMs / longest) * barWidth)}" height="2"/>${parts}</svg>`;
}

function details(kernel: KernelReport, consoles: Evidence['consoles']): Markup {
	const { spec, source, arch, reason, commands, console } = kernel;
	const text = consoles.get(console);
	return html`<details class="kernel"><summary>Origin and console of <span class="spec">${spec}</span>${
		reason === undefined ? undefined : html`: <span class="infra">${reason}</span>`
	}</summary>
<dl><dt>Source</dt><dd>${source.kind} ${source.url}</dd><dt>Digest</dt><dd><code>${source.digest || 'none'}</code></dd><dt>Architecture</dt><dd>${arch}</dd>${commands.map(
		({ name, verdict, exitCode, log }) =>
			html`<dt>Command ${name}</dt><dd>${verdict}${verdict === 'skip' ? undefined : html`, exit code ${exitCode}, <code>${log}</code>`}</dd>`,
	)}</dl>
${
	text === undefined
		? html`<p>There is no console log.</p>`
		: html`<h3>End of the console</h3><pre class="log" tabindex="0" role="region" aria-label="Console of ${spec}">${text}</pre>`
}
</details>
`;
}
