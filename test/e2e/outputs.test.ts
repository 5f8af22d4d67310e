import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { execa } from 'execa';
import type { Log } from 'sarif';
import { expect, test } from 'vitest';
import { packageFile } from '../../src/package-root.ts';
import { coreMatrix } from '../cli/command.ts';
import { makeRepository } from '../config/repository.ts';
import { startBrowser } from '../report/html/browser.ts';

/*
 * Everything that a run leaves, of real kernels, in a repository whose paths have spaces and letters beyond ASCII, with a source
 * that has Windows line ends and, before the access that fails, a character of four bytes.
 */

const source = 'prögs/naïve probe.bpf.c';
const line = 13;

async function brokenRepository(): Promise<string> {
	const example = (name: string) => readFile(packageFile(`examples/iov_iter/${name}`), 'utf8');
	const windows = (text: string) => text.replaceAll('\n', '\r\n');
	const naive = (await example('naive.bpf.c')).replace('\tiov = BPF', '\t/* 🐝 */ iov = BPF');
	return await makeRepository({
		'core-matrix.yml': `kernels: [debian:6.1, debian:6.12]\nbuild: { on: debian:6.1 }\nobjects: [{ source: "${source}" }]\n`,
		[source]: windows(naive),
		'prögs/common.h': windows(await example('common.h')),
	});
}

test('a run leaves its report in every form, each of them valid and pointing at the line', async () => {
	const cwd = await brokenRepository();
	const { exitCode } = await coreMatrix(['run', '--accel', 'tcg', '--out', 'öut put'], { cwd });
	expect(exitCode).toBe(1);
	const out = join(cwd, 'öut put');
	const names = ['junit.xml', 'report.html', 'report.json', 'report.sarif', 'summary.md'];
	expect(await readdir(out)).toEqual(expect.arrayContaining(names));

	const schema = packageFile('test/fixtures/junit/junit.xsd');
	await execa('xmllint', ['--noout', '--nonet', '--schema', schema, join(out, 'junit.xml')]);
	const junit = await readFile(join(out, 'junit.xml'), 'utf8');
	expect(junit).toMatch(/<testsuites name="core-matrix" tests="6" failures="1" errors="0"/);
	expect(junit).toContain(`<failure type="core-relocation"`);
	expect(junit).toContain(`${source}:${line}:`);

	const log: Log = JSON.parse(await readFile(join(out, 'report.sarif'), 'utf8'));
	const sarifSchema = JSON.parse(await readFile(packageFile('test/fixtures/sarif/sarif-2.1.0.json'), 'utf8'));
	const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(sarifSchema);
	expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
	expect(log.runs[0]?.results).toMatchObject([
		{
			ruleId: 'core-relocation',
			locations: [
				{
					physicalLocation: {
						artifactLocation: { uri: 'pr%C3%B6gs/na%C3%AFve%20probe.bpf.c' },
						region: { startLine: line },
					},
				},
			],
		},
	]);

	expect(await readFile(join(out, 'summary.md'), 'utf8')).toContain(`\`${source}:${line}:`);

	const browser = await startBrowser();
	try {
		const page = await browser.newPage();
		await page.goto(pathToFileURL(join(out, 'report.html')).href);
		await page.click('button.cell.fail');
		const text = async (selector: string) => await page.$eval(selector, (found) => String(found.textContent));
		expect(await text('#cell-title')).toBe('naive on debian:6.12');
		expect(await text('.source .hit')).toContain('/* 🐝 */ iov = BPF_CORE_READ(iter, iov);');
		expect(await text('.log .hit')).toContain('<invalid CO-RE relocation>');
		expect(await text('#cell-body .fix')).toContain('const struct iovec *__iov;');
		expect(await text('#verifier svg')).toContain('naive');
		expect(await text('#kernels pre')).toContain('Run /init as init process');
	} finally {
		await browser.close();
	}
});
