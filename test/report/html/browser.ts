import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { findCommand } from '../../../src/host/path.ts';

/** Debian's Chromium, or the Chrome of GitHub's runners, without a screen. */
export async function startBrowser(): Promise<Browser> {
	const executablePath = (await findCommand('chromium')) ?? (await findCommand('google-chrome'));
	if (executablePath === undefined) throw new Error('chromium is needed: apt-get install chromium');
	// As root it has no sandbox of its own to give; the only page that it gets is ours.
	const args = ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'];
	return await puppeteer.launch({ executablePath, args });
}

export interface OpenedPage {
	readonly page: Page;
	/** Addresses that the page asked for, itself included. */
	readonly requests: readonly string[];
	/** What went wrong in it: exceptions, and what its policy stopped. */
	readonly troubles: readonly string[];
	/** The value of an expression in the page. */
	readonly ask: <Value>(expression: string) => Promise<Value>;
}

/** Opens a page from a file, as a person does who has downloaded it. */
export async function openPage(browser: Browser, html: string): Promise<OpenedPage> {
	const file = join(mkdtempSync(join(tmpdir(), 'page-')), 'report ü.html');
	writeFileSync(file, html);
	const page = await browser.newPage();
	const requests: string[] = [];
	const troubles: string[] = [];
	page.on('request', (request) => requests.push(request.url()));
	page.on('pageerror', (error) => troubles.push(String(error)));
	page.on('console', (message) => troubles.push(message.text()));
	page.on('dialog', (dialog) => {
		troubles.push(`dialog: ${dialog.message()}`);
		void dialog.dismiss();
	});
	await page.goto(pathToFileURL(file).href);
	const ask = async <Value>(expression: string) => (await page.evaluate(expression)) as Value;
	return { page, requests, troubles, ask };
}
