import { describe, expect, test } from 'vitest';
import type { Baseline, ReportedFigures } from '../../src/baseline/baseline.ts';
import { compareWith } from '../../src/baseline/compare.ts';
import { judge } from '../../src/findings/judge.ts';
import { changeLines, changeSection } from '../../src/report/changes.ts';
import { plain } from '../../src/report/paint.ts';
import type { Report } from '../../src/report/report.ts';
import { cell, configOf, kernel, program, rejected, report, source, specs } from '../findings/observed.ts';

const figures = { insns: 1000, states: 50, verifyUs: 400, jitedBytes: 300 };
const loadedWith = (name: string, over: ReportedFigures = {}) =>
	program(name, { load: { ...program(name).load, ...figures, ...over } });

type Programs = Parameters<typeof cell>[0];
const observed = (programs: Programs, on: readonly string[] = specs) =>
	on.map((spec) => kernel(spec, { cells: [cell(programs)] }));

const asBaseline = ({ started, kernels }: Report): Baseline => ({
	name: 'main/report.json',
	started,
	kernels,
});
const before = asBaseline(report(observed([loadedWith('on_send'), loadedWith('on_recv')])));

function judged(programs: Programs, baseline = before, baselineGrowth = 10): Report {
	return judge({
		config: configOf({ baselineGrowth }),
		kernels: observed(programs),
		started: new Date(0),
		durationMs: 1,
		toolVersion: '0.1.0',
		baseline,
	});
}

const grown = (over: ReportedFigures, growth?: number) =>
	judged([loadedWith('on_send', over), loadedWith('on_recv')], before, growth);

describe('a program that takes more than in the baseline', () => {
	test('is a warning with the figures of both sides on each kernel, and leaves the run green', () => {
		const { findings, verdict } = grown({ insns: 1500, states: 60, verifyUs: 610, jitedBytes: 330 });
		expect(verdict).toBe('pass');
		expect(findings).toMatchObject([
			{
				severity: 'warning',
				stage: 'load',
				code: 'verifier-complexity',
				object: source,
				file: source,
				program: 'on_send',
				kernels: specs,
			},
		]);
		expect(findings[0]?.message.split('\n').slice(0, 2)).toEqual([
			'In the baseline (main/report.json) and now:',
			'  debian:5.10 (5.10.0-46, built on debian:6.1): 1000 → 1500 instructions (+50 %), 50 → 60 states (+20 %), 400 → 610 µs (+53 %), 300 → 330 bytes of machine code (+10 %)',
		]);
	});

	test.each([
		['by as much as is let pass', { insns: 1100 }, 10, 0],
		['by more', { insns: 1101 }, 10, 1],
		['by more than another figure lets pass', { insns: 1250 }, 25, 0],
		['by anything, where nothing is let pass, and the least that counts', { insns: 1100 }, 0, 1],
		['by less than the least that counts', { insns: 1099 }, 0, 0],
		['in states', { states: 70 }, 10, 1],
		['in states by less than the least that counts', { states: 69 }, 10, 0],
		['in time, which is never twice the same', { verifyUs: 90_000 }, 0, 0],
		['less', { insns: 10, states: 1 }, 0, 0],
	])('%s', (_, over, growth, warnings) => {
		expect(grown(over, growth).findings).toHaveLength(warnings);
	});

	test('says of which release each side is, where the spec means another by now', () => {
		const [first, ...rest] = before.kernels;
		if (first === undefined) throw new Error('the baseline has kernels');
		const baseline = { ...before, kernels: [{ ...first, release: '5.10.0-45-cloud-amd64' }, ...rest] };
		const { findings } = judged([loadedWith('on_send', { insns: 2000 }), loadedWith('on_recv')], baseline);
		expect(findings[0]?.message).toContain('debian:5.10 (5.10.0-45 → 5.10.0-46, built on debian:6.1)');
	});
});

describe('what cannot be compared is told, and no finding', () => {
	test('programs that one run did not load, and kernels that one does not have', () => {
		const refused = judged([rejected('on_recv', { insns: 900_000 }), loadedWith('fresh')]);
		const comparison = refused.comparison;
		expect(comparison?.added.map(({ program: name, kernel: on }) => [name, on])).toEqual(
			specs.map((spec) => ['fresh', spec]),
		);
		expect(new Set(comparison?.gone.map(({ program: name }) => name))).toEqual(
			new Set(['on_send', 'on_recv']),
		);
		expect(refused.findings.filter(({ code }) => code === 'verifier-complexity')).toEqual([]);

		const baseline = { ...before, kernels: before.kernels.slice(1) };
		const compared = compareWith(baseline, judged([loadedWith('on_send')]).kernels, 10);
		expect(compared.newKernels).toEqual(['debian:5.10']);
		expect(compared.changes.map(({ kernel: on }) => on)).toEqual(specs.slice(1));
	});

	test('the same program as another kernel built it', () => {
		const elsewhere = before.kernels.map((each) => ({
			...each,
			cells: each.cells.map((one) => ({ ...one, builtOn: 'debian:5.10' })),
		}));
		const { comparison } = judged([loadedWith('on_send')], { ...before, kernels: elsewhere });
		expect(comparison?.changes).toEqual([]);
	});
});

describe('near the limit of the verifier', () => {
	const near = { insns: 950_000 };

	test('is a warning without a baseline too', () => {
		const { findings } = report(observed([loadedWith('on_send', near)]));
		expect(findings).toMatchObject([{ severity: 'warning', code: 'verifier-complexity', kernels: specs }]);
		expect(findings[0]?.message).toContain('950000 instructions, 50 states');
		expect(report(observed([loadedWith('on_send', { insns: 900_000 })])).findings).toEqual([]);
	});

	test('has both sides with one, and is another finding than growth', () => {
		const { findings } = grown(near);
		expect(new Set(findings.map(({ id }) => id)).size).toBe(2);
		for (const { message } of findings) expect(message).toContain('1000 → 950000 instructions (+94900 %)');
	});
});

describe('the table of changes', () => {
	const { comparison } = judged([
		loadedWith('on_send', { insns: 1500 }),
		loadedWith('on_recv', { jitedBytes: 290 }),
	]);

	test('shows what changed, the grown first, and counts the rest', () => {
		expect(changeLines(comparison, { paint: plain, width: 200 })).toEqual([
			'',
			'Compared with the baseline main/report.json of 2026-01-02T03:04:05.000Z',
			expect.stringMatching(/^program +kernel +instructions +states +machine code$/),
			...specs.map((spec) =>
				expect.stringMatching(
					new RegExp(`^bpf/naive\\.bpf\\.c on_send +${spec}.* +1000 → 1500 \\(\\+50 %\\) +50 +300$`),
				),
			),
			...specs.map((spec) => expect.stringMatching(new RegExp(`on_recv +${spec}.* 300 → 290 \\(-3 %\\)$`))),
			'0 programs as before.',
		]);
		expect(changeSection(comparison)).toContain('**1000 → 1500 (+50 %)**');
	});

	test('is not there without a baseline', () => {
		expect(changeLines(undefined, { paint: plain, width: 80 })).toEqual([]);
		expect(changeSection(undefined)).toBe('');
	});
});
