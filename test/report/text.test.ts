import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { columns } from '../../src/report/format.ts';
import { coloured, plain } from '../../src/report/paint.ts';
import { renderText } from '../../src/report/text.ts';
import { parseCommand } from '../fakes/runner.ts';
import { withTextsOf } from './hostile.ts';
import { expected, failing, finding, mixed } from './sample.ts';

const options = { paint: plain, width: 160, out: 'out/demo' };

describe('renderText', () => {
	it.each([
		['expected', expected, 160],
		['failing', failing, 160],
		['mixed', mixed, 160],
		['failing-narrow', failing, 80],
	])('looks like golden/terminal-%s.txt', async (name, report, width) => {
		await expect(renderText(report, { ...options, width })).toMatchFileSnapshot(
			`../golden/terminal-${name}.txt`,
		);
	});

	it('begins a finding with its place, as compilers do', () => {
		expect(renderText(failing, options)).toMatch(
			/^examples\/iov_iter\/two-underscores\.bpf\.c:10:9: error: /m,
		);
	});

	it('shows what led to a refusal, but not to one that is expected', () => {
		const shown = (severity: 'error' | 'notice') =>
			renderText(
				{
					...failing,
					findings: [
						finding('f', severity, 'load', 'verifier-rejected', { excerpt: '7: (79) r1 = r0\nR0 bad' }),
					],
				},
				options,
			);
		expect(shown('error')).toContain("\n  from the verifier's log:\n    7: (79) r1 = r0\n    R0 bad\n");
		expect(shown('notice')).not.toContain('R0 bad');
	});

	it('puts errors before notices', () => {
		const text = renderText(mixed, options);
		expect(text.indexOf('error:')).toBeLessThan(text.indexOf('notice:'));
		expect(text.lastIndexOf('error:')).toBeLessThan(text.indexOf('notice:'));
	});

	it.each([40, 60, 80, 90, 120])('keeps the matrix within %i columns', (width) => {
		const table = renderText(mixed, { ...options, width }).split('\n\n', 1)[0] ?? '';
		// Below some width there is no room for names and marks at once; what is left of names is 16 columns.
		const least = 16 + 2 + 4 * 14;
		for (const line of table.split('\n')) expect(columns(line)).toBeLessThanOrEqual(Math.max(width, least));
	});

	it('says the same with colours', () => {
		const text = renderText(mixed, { ...options, paint: coloured });
		expect(text).toContain('\x1b[');
		expect(stripVTControlCharacters(text)).toBe(renderText(mixed, options));
	});

	it.each([
		'::error::x',
		'##[error]x',
		'a\r::error::x',
		'\n::error::x',
		'\x1b[2J',
		'x/::error::y',
		'\u202ex',
		'\u00ad::error::x',
	])('lets no %j reach the terminal or the runner', (text) => {
		const lines = renderText(withTextsOf(mixed, text), { ...options, out: text }).split('\n');
		for (const line of lines) {
			expect(parseCommand(line)).toBeUndefined();
			expect(line).not.toMatch(/\p{C}/u);
		}
	});

	it('stays harmless where the folder that all objects share is taken off their names', () => {
		const kernels = failing.kernels.map((kernel) => ({
			...kernel,
			cells: kernel.cells.map((cell) => ({ ...cell, object: 'src/::error::x' })),
		}));
		for (const line of renderText({ ...failing, kernels }, options).split('\n'))
			expect(parseCommand(line)).toBeUndefined();
	});
});
