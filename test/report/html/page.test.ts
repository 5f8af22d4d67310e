import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { noEvidence } from '../../../src/report/html/evidence.ts';
import { htmlReport } from '../../../src/report/html/page.ts';
import { seriesOf } from '../../../src/report/html/plot.ts';
import type { Report } from '../../../src/report/report.ts';
import { expected, failing, finding, mixed } from '../sample.ts';
import { assets, comparison, evidence } from './sample.ts';

const page = (report: Report) => htmlReport(report, evidence, assets);
const sha256 = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

describe('htmlReport', () => {
	it('lets nothing run or load but its own style and script, by their digests', () => {
		const html = page(failing);
		const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
		const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(html) ?? [];
		const [, script = ''] = /<script type="module">([\s\S]*?)<\/script>/.exec(html) ?? [];
		expect(policy.replaceAll('&#39;', "'").split('; ')).toEqual([
			"default-src 'none'",
			`style-src ${sha256(style)}`,
			`script-src ${sha256(script)}`,
			"base-uri 'none'",
			"form-action 'none'",
		]);
	});

	it('is the same for the same report, and says what it is of', () => {
		expect(page(mixed)).toBe(page(mixed));
		expect(page(mixed)).toContain('<title>fail: core-matrix on 4 kernels</title>');
		expect(page(mixed)).toContain('no answer to `hello` within 30 s');
	});

	it('shows what grew against a baseline, first and with a sign', () => {
		const html = page({ ...failing, comparison });
		const [, section = ''] = /<section id="baseline"([\s\S]*?)<\/section>/.exec(html) ?? [];
		expect(section).toContain('Compared with the baseline main');
		expect(section).toContain('<td class="fail">✗ 1000 → 2000 (+100 %)</td>');
		expect(section.indexOf('>naive<')).toBeLessThan(section.indexOf('>task<'));
		expect(section).not.toContain('>kvec<');
		expect(section).toContain('Not in the baseline: new of new.bpf.c on debian:6.1.');
		expect(page(failing)).not.toContain('id="baseline"');
	});

	it('shows what is there of a report with nothing in it', () => {
		const html = htmlReport({ ...failing, kernels: [], findings: [] }, noEvidence, assets);
		expect(html).not.toMatch(/<script|<nav aria-label="Sections"><a|<section/);
		const lost = { ...failing, kernels: [], findings: [finding('f', 'error', 'expect', 'expectation')] };
		expect(htmlReport(lost, noEvidence, assets)).toContain('id="finding-0"');
	});

	it('holds 5000 long findings in bounds, the first thousand of them', () => {
		const findings = Array.from({ length: 5000 }, (_, index) =>
			finding(`f${String(index).padStart(4, '0')}`, 'error', 'load', 'verifier-rejected', {
				...{ message: '漢🐝'.repeat(3000), hint: '    x\n'.repeat(2000), file: 'a.c', line: index + 1 },
			}),
		);
		const html = page({ ...failing, findings });
		expect(html.match(/<article /g)).toHaveLength(1000);
		expect(html).toContain('4000 more findings');
		expect(Buffer.byteLength(html)).toBeLessThan(30_000_000);
		expect(html.isWellFormed()).toBe(true);
	}, 30_000);
});

describe('seriesOf', () => {
	it('has what the verifier counted, by kernel, with a gap where it counted nothing', () => {
		expect(seriesOf(expected).find(({ program }) => program === 'naive')?.insns).toEqual([
			...[42, 42, undefined, undefined],
		]);
		expect(seriesOf({ ...expected, kernels: [] })).toEqual([]);
	});
});
