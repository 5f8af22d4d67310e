import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { summary, summaryLimit } from '../../src/report/summary.ts';
import { withTextsOf } from './hostile.ts';
import { expected, failing, finding, mixed } from './sample.ts';

const bytes = (text: string) => Buffer.byteLength(text);

/** A report with many findings, each with long text that takes more bytes than characters. */
function large(number: number): Report {
	const findings = Array.from({ length: number }, (_, index) =>
		finding(`f${index}`, index % 2 === 0 ? 'error' : 'notice', 'load', 'verifier-rejected', {
			title: `finding ${index}`,
			message: '漢'.repeat(5000),
			file: 'a.c',
			line: index + 1,
		}),
	);
	return { ...failing, findings };
}

describe('summary', () => {
	it.each([
		['expected', expected],
		['failing', failing],
		['mixed', mixed],
	])('looks like golden/summary-%s.md', async (name, report) => {
		await expect(summary(report)).toMatchFileSnapshot(`../golden/summary-${name}.md`);
	});

	it("folds what the verifier's log shows, and lets nothing in it end the block", () => {
		const excerpt = '7: (79) r1 = *(u64 *)(r0 +0)\n```\n</details>';
		const text = summary({
			...failing,
			findings: [finding('f', 'error', 'load', 'verifier-rejected', { excerpt })],
		});
		expect(text).toContain(
			`<details><summary>from the verifier's log</summary>\n\n\`\`\`\`\n${excerpt}\n\`\`\`\`\n\n</details>`,
		);
	});

	it('counts what has no annotation', () => {
		const text = summary(failing, { notAnnotated: { error: 3, warning: 0, notice: 1 } });
		expect(text).toContain('ten of each level from a step: 3 errors, 1 notice.');
		expect(summary(failing, { notAnnotated: { error: 0, warning: 0, notice: 0 } })).toBe(summary(failing));
	});

	it('has everything where there is room', () => {
		const text = summary(large(10));
		expect(text).toContain('<summary>Timings</summary>');
		expect(text.match(/^#### /gm)).toHaveLength(10);
		expect(text).not.toContain('do not fit');
	});

	it('stays within 1 MiB and leaves out timings and the last findings first', () => {
		const text = summary(large(200));
		expect(bytes(text)).toBeLessThanOrEqual(summaryLimit);
		// A finding is 4096 characters of three bytes and a little: about 84 of them fit.
		const kept = text.match(/^#### error/gm)?.length ?? 0;
		expect(kept).toBeGreaterThan(80);
		expect(text).not.toContain('#### notice');
		expect(text).not.toContain('Timings');
		expect(text).toContain(`${200 - kept} findings and the timings do not fit here`);
		expect(text).toContain('| --- |');
	});

	it('stays within 1 MiB with 5000 findings, and tears no character of four bytes', () => {
		const findings = Array.from({ length: 5000 }, (_, index) =>
			finding(`f${index}`, 'error', 'load', 'verifier-rejected', {
				...{ title: '🐝'.repeat(600), message: `${'x'.repeat(index % 2)}${'🐝'.repeat(3000)}` },
				...{ hint: `    ${'🐝'.repeat(3000)}\r\n    next\r\n`, file: 'ü b/漢.c', line: index + 1 },
			}),
		);
		const text = summary({ ...failing, findings });
		expect(bytes(text)).toBeLessThanOrEqual(summaryLimit);
		expect(text.isWellFormed()).toBe(true);
		expect(text).not.toMatch(/\r|\ufffd/);
		const kept = text.match(/^#### error/gm)?.length ?? 0;
		expect(kept).toBeGreaterThan(40);
		expect(text).toContain(`${5000 - kept} findings and the timings do not fit here`);
	}, 30_000);

	it('gives the matrix up last', () => {
		const small = bytes(summary({ ...failing, findings: [] })) / 2;
		const text = summary(large(20), { limit: small });
		expect(bytes(text)).toBeLessThanOrEqual(small);
		expect(text).toContain('❌ core-matrix: fail');
		expect(text).toContain('The matrix and the findings do not fit');
	});

	it.each([2000, 3000, 5000, 20_000, 30_000, 50_000, 100_000])('never takes more than %i bytes', (limit) => {
		expect(bytes(summary(large(20), { limit }))).toBeLessThanOrEqual(limit);
	});

	it('lets hostile text begin no HTML, link, fence or row', () => {
		const text = summary(withTextsOf(mixed, '</details><script>\n| a | b |\n```\n[x](y) @z'));
		// Tags of ours are in it; within code spans and blocks nothing is interpreted.
		const outside = text
			.replace(/^(`{3,})c\n[\s\S]*?\n\1$/gm, '')
			.replace(/(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '')
			.replace(/<\/?details>|<summary>Timings<\/summary>|<br>/g, '');
		expect(outside).not.toMatch(/[<>]/);
		expect(outside).not.toMatch(/(?<!\\)\[/);
		expect(outside).not.toMatch(/@\w/);
		const rows = text.split('\n').filter((line) => line.startsWith('|'));
		const cells = new Set(rows.map((line) => line.match(/(?<!\\)\|/g)?.length));
		// The matrix has a column for names and four kernels, the timings have nine columns.
		expect(cells).toEqual(new Set([6, 10]));
	});
});
