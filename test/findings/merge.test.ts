import { describe, expect, test } from 'vitest';
import { attempt } from '../bpf/fixtures.ts';
import {
	cell,
	expectation,
	foundingCase,
	kernelsOf,
	objectConfig,
	program,
	rejected,
	report,
	source,
} from './observed.ts';

describe('one finding for each failure of a program at a place', () => {
	test('its kernels are joined, oldest first, and those that do better are named', () => {
		const [finding, ...others] = report(foundingCase().reverse()).findings;
		expect(others).toEqual([]);
		expect(finding).toMatchObject({
			stage: 'load',
			program: 'on_send',
			object: source,
			builtOn: ['debian:6.1'],
			file: source,
			line: 13,
			kernels: ['debian:6.12', 'debian:7'],
			logs: ['logs/load.log'],
		});
		expect(finding?.message.split('\n').at(-1)).toBe(
			'Fails on debian:6.12 (6.12.95), debian:7 (7.3.4); loads on debian:5.10 (5.10.0-46), debian:6.1 (6.1.0-50). ' +
				'Last good 6.1.0-50, first bad 6.12.95.',
		);
	});

	test('where kernels word it differently, each wording is there', () => {
		const place = { file: source, line: 96 };
		const refusedBy = (log: string) => [
			cell([
				rejected('kernel_pointer', {
					errno: 13,
					excerpt: attempt(log, 'refusals.o', 'kernel_pointer').said,
					place,
				}),
			]),
		];
		const [finding, ...others] = report(
			kernelsOf({
				'debian:5.10': { cells: refusedBy('5.10.262.refusals.log') },
				'debian:6.1': { cells: refusedBy('6.1.192.refusals.log') },
				'debian:6.12': { cells: refusedBy('6.12.117.refusals.log') },
				'debian:7': { cells: refusedBy('7.3.4.refusals.log') },
			}),
		).findings.filter(({ stage }) => stage === 'load');
		expect(others).toEqual([]);
		expect(finding?.message.split('\n').slice(-4, -1)).toEqual([
			'The kernels word it differently:',
			"  debian:5.10 (5.10.0-46): R1 invalid mem access 'inv'",
			"  debian:6.1 (6.1.0-50), debian:6.12 (6.12.95), debian:7 (7.3.4): R1 invalid mem access 'scalar'",
		]);
		expect(finding?.excerpt?.split('\n').at(-1)).toBe("R1 invalid mem access 'inv'");
	});

	test('where they all say the same, once is enough', () => {
		const [finding] = report(foundingCase()).findings;
		expect(finding?.message).not.toContain('word it differently');
	});

	test('a failure of old kernels turns the other way', () => {
		const cells = [cell([rejected('on_send')])];
		const [finding] = report(kernelsOf({ 'debian:5.10': { cells } })).findings;
		expect(finding?.message).toContain('Last bad 5.10.0-46, first good 6.1.0-50.');
	});

	test('a failure in the middle has no single turn', () => {
		const cells = [cell([rejected('on_send')])];
		const [finding] = report(kernelsOf({ 'debian:6.1': { cells } })).findings;
		expect(finding?.message).toContain('loads on debian:5.10');
		expect(finding?.message).not.toMatch(/Last (good|bad)/);
	});

	test('a kernel on which it loads and then fails otherwise does better than one on which it does not load', () => {
		const silent = [cell([program('on_send', { trigger: { runs: 0, prints: '' } })])];
		const findings = report(
			kernelsOf({ 'debian:6.12': { cells: silent }, 'debian:7': { cells: [cell([rejected('on_send')])] } }),
		).findings;
		expect(findings.find(({ stage }) => stage === 'load')?.message).toContain(
			'loads on debian:5.10 (5.10.0-46), debian:6.1 (6.1.0-50), debian:6.12',
		);
		// The other way round it does not: what did not load did not run.
		expect(findings.find(({ stage }) => stage === 'trigger')?.message).toContain(
			'runs on debian:5.10 (5.10.0-46), debian:6.1 (6.1.0-50).',
		);
	});

	test('another line is another finding', () => {
		const at = (line: number) => ({
			cells: [cell([rejected('on_send', { place: { file: source, line } })])],
		});
		const findings = report(kernelsOf({ 'debian:6.12': at(13), 'debian:7': at(14) })).findings;
		expect(findings.map(({ line, kernels }) => [line, kernels])).toEqual([
			[13, ['debian:6.12']],
			[14, ['debian:7']],
		]);
	});

	test('expected on one kernel and not on the other: one finding, an error, and it says which', () => {
		const objects = [objectConfig({ expect: [expectation('7', { code: 'core-relocation' })] })];
		const findings = report(foundingCase(), { objects }).findings;
		expect(findings).toMatchObject([{ severity: 'error', kernels: ['debian:6.12', 'debian:7'] }]);
		expect(findings[0]?.message).toContain('Expected on debian:7 (7.3.4) only.');
	});

	test('expected everywhere it happened', () => {
		const objects = [objectConfig({ expect: [expectation('>=6.4')] })];
		expect(report(foundingCase(), { objects }).findings[0]?.message).toMatch(/As expected\.$/);
	});

	test('without a known line, a source is named and a prebuilt object is not', () => {
		const load = rejected('on_send').load;
		const { place: _nowhere, ...unplaced } = load;
		const cells = [cell([{ ...rejected('on_send'), load: unplaced }])];
		const kernels = kernelsOf({ 'debian:7': { cells } });
		const [ofSource] = report(kernels).findings;
		expect(ofSource?.file).toBe(source);
		expect(ofSource?.line).toBeUndefined();
		expect(
			report(kernels, { objects: [objectConfig({ kind: 'object' })] }).findings[0]?.file,
		).toBeUndefined();
	});

	test('a release is hostile text as well', () => {
		const cells = [cell([rejected('on_send')])];
		const [finding] = report(kernelsOf({ 'debian:7': { cells, release: '7.3.4\n::error::x' } })).findings;
		expect(finding?.message).not.toContain('\n::error');
	});
});

describe('an id', () => {
	const idOf = (kernels: ReturnType<typeof foundingCase>) => report(kernels).findings[0]?.id;
	const one = (over: Parameters<typeof rejected>[1], name = 'on_send') =>
		kernelsOf({ 'debian:7': { cells: [cell([rejected(name, over)])] } });

	test('is the same whatever the kernels', () => {
		expect(idOf(one({}))).toBe(idOf(foundingCase()));
		expect(idOf(one({}))).toMatch(/^[0-9a-f]{16}$/);
	});

	test('differs by line, column and code', () => {
		const ids = [
			idOf(one({})),
			idOf(one({ place: { file: source, line: 14 } })),
			idOf(one({ place: { file: source, line: 13, column: 2 } })),
			idOf(one({ excerpt: '0: (b7) r0 = 0\nR1 !read_ok\n' })),
		];
		expect(new Set(ids).size).toBe(4);
	});

	test('of two texts that were not printed is not the same', () => {
		const wanted = (text: string) =>
			report(kernelsOf(), { objects: [objectConfig({ programs: { on_send: { prints: [text] } } })] })
				.findings[0]?.id;
		expect(wanted('a')).not.toBe(wanted('b'));
	});
});
