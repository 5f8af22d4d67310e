import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { htmlReport } from '../../../src/report/html/page.ts';
import type { Report } from '../../../src/report/report.ts';
import { withTextsOf } from '../hostile.ts';
import { expected, failing, mixed } from '../sample.ts';
import { type OpenedPage, openPage, startBrowser } from './browser.ts';
import { contrastTroubles } from './contrast.ts';
import { assets, comparison, evidence } from './sample.ts';

/* The page in a real browser, opened from a file as from an artifact. */

// A browser waits long where guests run beside it.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(async () => {
	await browser.close();
});

const open = (report: Report): Promise<OpenedPage> => openPage(browser, htmlReport(report, evidence, assets));
const cell = (label: string) => `button.cell[aria-label^="${label}"]`;
const focused = 'document.activeElement.getAttribute("aria-label") ?? document.activeElement.id';
const shownRows =
	'[...document.querySelectorAll("tbody tr[data-row]:not([hidden]) .program")].map((at) => at.textContent)';

async function press(
	page: Page,
	...keys: readonly Parameters<Page['keyboard']['press']>[0][]
): Promise<void> {
	for (const key of keys) await page.keyboard.press(key);
}

describe('the matrix', () => {
	it('is filtered by text, by verdict and by kernel', async () => {
		const { page, ask, troubles } = await open(failing);
		await page.type('#filter-text', 'TWO sendmsg');
		expect(await ask(shownRows)).toEqual(['two_underscores']);
		expect(await ask('document.getElementById("filter-result").textContent')).toBe('1 of 7 rows');
		await page.$eval('#filter-text', (input) => Object.assign(input, { value: '' }));
		await page.click('[data-filter-state=fail]');
		expect(await ask(shownRows)).toEqual(['', 'naive', 'two_underscores']);
		for (const kernel of [2, 3]) await page.click(`[data-filter-kernel="${kernel}"]`);
		expect(await ask(shownRows)).toEqual(['']);
		expect(await ask('document.querySelectorAll("th[data-kernel]:not([hidden])").length')).toBe(2);
		await page.type('#filter-text', 'no such thing');
		expect(await ask('document.getElementById("nothing").hidden')).toBe(false);
		expect(troubles).toEqual([]);
	});

	it('names the object in the first of its rows that is left', async () => {
		const { page, ask } = await open(mixed);
		const colour =
			'getComputedStyle([...document.querySelectorAll("tr:not([hidden]) .object")].at(-1)).color';
		expect(await ask(colour)).toBe('rgba(0, 0, 0, 0)');
		await page.type('#filter-text', 'on_exit');
		expect(await ask(colour)).toBe('rgb(31, 35, 40)');
	});

	it('is walked through with the arrow keys, over what is hidden', async () => {
		const { page, ask } = await open(failing);
		await press(page, '/');
		expect(await ask(focused)).toBe('filter-text');
		await page.keyboard.type('task');
		await page.focus(cell('task on debian:5.10'));
		await press(page, 'ArrowRight', 'ArrowRight', 'ArrowUp', 'ArrowLeft');
		expect(await ask(focused)).toBe('task on debian:6.1: passed');
		await page.$eval('#filter-text', (input) => Object.assign(input, { value: '' }));
		await page.type('#filter-text', ' ');
		await page.focus(cell('task on debian:6.1'));
		await press(page, 'ArrowUp', 'ArrowRight', 'ArrowRight', 'ArrowRight');
		expect(await ask(focused)).toBe('two_underscores on debian:7: failed, core-relocation');
	});
});

describe('a cell', () => {
	it('opens with its source, the finding at its line, and the log folded around what was refused', async () => {
		const { page, ask, troubles } = await open(failing);
		await page.click(cell('two_underscores on debian:6.12'));
		expect(await ask('document.querySelector(".source .hit").dataset.line')).toBe('10');
		expect(await ask('document.querySelector(".source .hit .note").textContent')).toContain(
			'struct iov_iter',
		);
		await press(page, 'Escape');
		await page.click(cell('naive on debian:6.12'));
		const log = '[...document.querySelectorAll("#cell-body .log")]';
		expect(await ask(`${log}.find((at) => at.checkVisibility()).firstChild.textContent`)).toBe(
			'105: (b7) r1 = 105',
		);
		expect(await ask('document.querySelector(".log .hit").textContent')).toBe('119: (b7) r1 = 119');
		await page.click('#cell-body details summary');
		expect(await ask(`${log}.find((at) => at.checkVisibility()).children[1].textContent`)).toBe(
			'0: (b7) r1 = 0',
		);
		// The log of the other kernel of this finding is not this cell's.
		expect(await ask('document.getElementById("cell-body").textContent')).not.toContain('Log debian-7/');
		expect(troubles).toEqual([]);
	});

	it('shows the definition where nothing failed, and says what the page does not have', async () => {
		const { page, ask } = await open(failing);
		await page.click(cell('task on debian:5.10'));
		expect(await ask('document.querySelector("[data-target]").textContent')).toContain('task(');
		expect(await ask('document.querySelector(".facts").textContent')).toContain('instructions processed42');
		await press(page, 'Escape');
		await page.click(cell('guard on debian:5.10'));
		expect(await ask('document.getElementById("cell-body").textContent')).toContain('Not in this page');
	});

	it('shows the line that the debug information of a compiled object names', async () => {
		const { page, ask } = await open(mixed);
		await page.click(cell('on_exit on debian:5.10'));
		expect(await ask('document.querySelector("#cell-body h3").textContent')).toBe(
			'Source examples/iov_iter/task.bpf.c',
		);
		expect(await ask('document.querySelector("[data-target]").dataset.line')).toBe('3');
	});

	it('is opened, left and changed with keys; the focus goes back to where one is', async () => {
		const { page, ask } = await open(failing);
		const title = 'document.getElementById("cell-title").textContent';
		await page.focus(cell('naive on debian:6.1:'));
		await press(page, 'Enter');
		expect(await ask(title)).toBe('naive on debian:6.1');
		expect(await ask(focused)).toBe('cell-title');
		await press(page, 'ArrowRight', 'ArrowRight', 'ArrowRight');
		expect(await ask(title)).toBe('naive on debian:7');
		expect(await ask('document.getElementById("cell-next").disabled')).toBe(true);
		// The dialog is modal: the focus stays in it.
		for (let tab = 0; tab < 12; tab++) await press(page, 'Tab');
		expect(
			await ask(
				'document.querySelector("dialog").contains(document.activeElement) || document.activeElement === document.body',
			),
		).toBe(true);
		await press(page, 'Escape');
		expect(await ask('document.querySelector("dialog").open')).toBe(false);
		// The event that a dialog was closed comes later.
		await page.waitForFunction(`(${focused}) === 'naive on debian:7: failed, core-relocation'`);
	});

	it('is reached from its finding, and leads back there', async () => {
		const { page, ask } = await open(failing);
		await page.click('#finding-1 a');
		await page.waitForSelector('dialog[open]');
		expect(await ask('document.getElementById("cell-title").textContent')).toBe('naive on debian:6.12');
		await press(page, 'Escape');
		await page.waitForFunction('document.activeElement.hash === "#cell-1-2"');
	});

	it('has an address of its own', async () => {
		const { page, ask } = await open(failing);
		await page.click(cell('naive on debian:7'));
		expect(await ask('location.hash')).toBe('#cell-1-3');
		await page.reload();
		expect(await ask('document.getElementById("cell-title").textContent')).toBe('naive on debian:7');
		await page.click('#cell-close');
		await page.waitForFunction('location.hash === ""');
		for (const nowhere of ['#cell-0-9', '#cell-99-0', '#cell--1-0', '#cell-x']) {
			await ask(`location.hash = ${JSON.stringify(nowhere)}`);
			expect(await ask('document.querySelector("dialog").open')).toBe(false);
		}
	});
});

describe('whoever cannot see it', () => {
	it('gets a table with headers, named controls, headings in order and a named dialog', async () => {
		const { page, ask } = await open(mixed);
		const names = async (selector: string) =>
			await page.$$eval(`aria/[role="${selector}"]`, (found) => found.length);
		expect(await names('table')).toBeGreaterThan(1);
		expect(await names('columnheader')).toBeGreaterThan(5);
		expect(await names('rowheader')).toBeGreaterThan(13);
		const found = async (name: string, role: string) =>
			(await page.$(`aria/${name}[role="${role}"]`)) !== null;
		expect(await found('Filter', 'searchbox')).toBe(true);
		expect(await found('debian:6.1', 'checkbox')).toBe(true);
		expect(await found('Close', 'button')).toBe(false);
		await page.click(cell('task on debian:7'));
		expect(await found('task on debian:7', 'dialog')).toBe(true);
		expect(await found('Close', 'button')).toBe(true);
		const nameless = `[...document.querySelectorAll('button, input, a, summary, [role=region]')].filter((at) =>
			!(at.getAttribute('aria-label') || at.textContent.trim() || at.labels?.length)).length`;
		expect(await ask(nameless)).toBe(0);
		const levels = await ask<number[]>(
			'[...document.querySelectorAll("h1, h2, h3, h4")].filter((at) => at.checkVisibility()).map((at) => Number(at.tagName[1]))',
		);
		expect(levels[0]).toBe(1);
		for (const [index, level] of levels.entries())
			expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1);
		expect(
			await ask(
				'[...document.querySelectorAll("[id]")].length === new Set([...document.querySelectorAll("[id]")].map(({ id }) => id)).size',
			),
		).toBe(true);
	});

	it.each(['light', 'dark'])('well can read it: enough contrast, %s', async (scheme) => {
		const { page, ask } = await open({ ...mixed, comparison });
		await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
		const ground = await ask<string>('getComputedStyle(document.body).backgroundColor');
		expect(ground).toBe(scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(15, 19, 24)');
		expect(await contrastTroubles(ask)).toEqual([]);
		await page.click(cell('two_underscores on debian:6.12'));
		expect(await contrastTroubles(ask)).toEqual([]);
	});

	it.each([320, 768])('fits a screen of %i pixels without scrolling sideways', async (width) => {
		const { page, ask } = await open(mixed);
		await page.setViewport({ width, height: 800 });
		expect(await ask('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
		await page.click(cell('naive on debian:6.12'));
		expect(await ask('document.querySelector("dialog").scrollWidth')).toBeLessThanOrEqual(width);
	});

	it('on paper has the matrix and the findings, and no controls', async () => {
		const { page, ask } = await open(failing);
		await page.emulateMediaType('print');
		const shown = (selector: string) =>
			ask(`document.querySelector(${JSON.stringify(selector)}).checkVisibility()`);
		expect([await shown('.grid'), await shown('.finding'), await shown('.filter')]).toEqual([
			true,
			true,
			false,
		]);
	});
});

describe('what strangers wrote', () => {
	it.each([
		'</script><script>alert(1)</script>',
		'<img src=x onerror=alert(1)>',
		'"><svg onload=alert(1)>',
		"javascript:alert(1)//' autofocus onfocus=alert(1) x='",
		'--></style><link rel=stylesheet href=https://example.org/x.css>',
		'__proto__',
		'constructor',
	])('stays text: %s', async (text) => {
		const { page, ask, requests, troubles } = await open(withTextsOf(mixed, text));
		await page.click('button.cell');
		expect(
			await ask(
				'document.querySelectorAll("img, link, iframe, object, [onerror], [onfocus], [onload], script[src]").length',
			),
		).toBe(0);
		expect(await ask('document.querySelectorAll("script").length')).toBe(2);
		expect(await ask('document.getElementById("findings").textContent')).toContain(text);
		expect(requests).toHaveLength(1);
		expect(troubles).toEqual([]);
	});

	it('could neither run nor load anything if it got in', async () => {
		let hits = 0;
		const server = createServer((_, response) => {
			hits++;
			response.end();
		}).listen(0, '127.0.0.1');
		await once(server, 'listening');
		const { port } = server.address() as AddressInfo;
		const url = `http://127.0.0.1:${port}/x`;
		const { ask, troubles } = await open(expected);
		const markup = `<img src="${url}" onerror="window.ran = 1"><iframe src="${url}"></iframe><p style="color: red">`;
		await ask(`document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(markup)})`);
		const script = `Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' })`;
		await ask(`document.body.append(${script})`);
		expect(await ask(`fetch('${url}').then(() => 'fetched', () => 'refused')`)).toBe('refused');
		expect(await ask('window.ran')).toBeUndefined();
		expect(hits).toBe(0);
		const stopped = troubles.filter((text) => text.includes('Content Security Policy'));
		expect(stopped.length).toBeGreaterThan(3);
		server.close();
	});

	it('costs no request, whatever is opened', async () => {
		const { page, requests } = await open(mixed);
		await page.$$eval('details', (all) => all.map((details) => details.toggleAttribute('open', true)));
		for (const label of ['naive on debian:6.12', 'task on debian:7']) {
			await page.click(cell(label));
			await press(page, 'Escape');
		}
		expect(requests).toHaveLength(1);
	});
});
