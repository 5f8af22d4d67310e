import { createHash } from 'node:crypto';
import { count } from '../format.ts';
import { matrix } from '../matrix.ts';
import { oneLine } from '../neutralise.ts';
import type { Report } from '../report.ts';
import { verdictText } from '../verdict.ts';
import type { PageAssets } from './assets.ts';
import { changesSection } from './changes.ts';
import { pageData } from './data.ts';
import type { Evidence } from './evidence.ts';
import { findingsSection } from './findings.ts';
import { gridSection } from './grid.ts';
import { kernelsSection } from './kernels.ts';
import { dataScript, html, type Markup, ownElement } from './markup.ts';
import { plotSection } from './plot.ts';

const verdictSigns = { pass: '✓', fail: '✗', infra: '!' } as const;

/**
 * The report as one HTML page that needs nothing else: no file, no network. Its policy lets nothing be loaded from anywhere and runs
 * only the script that it comes with, so even a text that got past the escaping would stay text.
 */
export function htmlReport(report: Report, evidence: Evidence, { style, script }: PageAssets): string {
	const grid = matrix(report);
	const sections: Readonly<Record<string, Markup>> = {
		matrix: gridSection(grid),
		findings: findingsSection(report, grid),
		verifier: plotSection(report),
		baseline: changesSection(report),
		kernels: kernelsSection(report, evidence),
	};
	const names = Object.keys(sections).filter((name) => sections[name]?.markup !== '');
	const policy = `default-src 'none'; style-src ${sha256(style)}; script-src ${sha256(script)}; base-uri 'none'; form-action 'none'`;
	const title = `${report.verdict}: core-matrix on ${count(report.kernels.length, 'kernel')}`;
	const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
${ownElement('style', style)}
</head>
<body>
${names.includes('findings') ? html`<a class="skip-link" href="#findings">Skip to the findings</a>` : undefined}
${header(report, names)}
<main>
${names.map((name) => sections[name])}</main>
${grid.rows.length === 0 ? undefined : [dialog(), dataScript('data', pageData(report, grid, evidence)), ownElement('script', script, html` type="module"`)]}
</body>
</html>
`;
	return page.markup;
}

function header(report: Report, sections: readonly string[]): Markup {
	const { verdict, started, tool } = report;
	return html`<header class="top">
<h1><span class="sign ${verdict}" data-sign="${verdictSigns[verdict]}" aria-hidden="true"></span> ${oneLine(verdictText(report))}</h1>
<p>${tool.name} ${tool.version}, <time datetime="${started}">${started.slice(0, 16).replace('T', ' ')} UTC</time></p>
<nav aria-label="Sections">${sections.map((name) => html`<a href="#${name}">${name}</a> `)}</nav>
</header>`;
}

/** Empty until a cell is opened. */
function dialog(): Markup {
	return html`<dialog id="cell" aria-labelledby="cell-title">
<header><h2 id="cell-title" tabindex="-1"></h2><p id="cell-state"></p>
<div class="buttons"><button type="button" id="cell-previous" aria-label="The kernel before">←</button><button type="button" id="cell-next" aria-label="The kernel after">→</button><button type="button" id="cell-close" aria-label="Close">✕</button></div></header>
<div id="cell-body"></div>
</dialog>`;
}

/** A source expression for exactly this content (CSP Level 3 §2.3.1). */
function sha256(content: string): string {
	return `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
}
