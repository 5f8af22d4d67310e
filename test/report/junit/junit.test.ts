import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { packageFile } from '../../../src/package-root.ts';
import { junit } from '../../../src/report/junit/junit.ts';
import { type Outcome, testSuites } from '../../../src/report/junit/suites.ts';
import type { KernelReport, Report } from '../../../src/report/report.ts';
import { withTextsOf } from '../hostile.ts';
import { expected, failing, finding, mixed } from '../sample.ts';

/** What xmllint has to say against a document. */
async function complaints(xml: string): Promise<string> {
	const schema = packageFile('test/fixtures/junit/junit.xsd');
	const { exitCode, stderr } = await execa('xmllint', ['--noout', '--nonet', '--schema', schema, '-'], {
		input: xml,
		reject: false,
	});
	return exitCode === 0 ? '' : stderr;
}

const bad = (report: Report, kind: Outcome['kind']) =>
	testSuites(report)
		.flatMap(({ cases }) => cases)
		.filter(({ outcome }) => outcome.kind === kind);

const withKernel = (change: Partial<KernelReport>): Report => {
	const [kernel] = expected.kernels;
	if (kernel === undefined) throw new Error('the sample has kernels');
	return { ...expected, kernels: [{ ...kernel, ...change }], findings: [] };
};

describe('junit', () => {
	it.each([
		['expected', expected],
		['failing', failing],
		['mixed', mixed],
	])('looks like golden/junit-%s.xml, which keeps to the schema', async (name, report) => {
		const xml = junit(report);
		await expect(xml).toMatchFileSnapshot(`../../golden/junit-${name}.xml`);
		expect(await complaints(xml)).toBe('');
	});

	it('would be found by the schema if it were wrong', async () => {
		expect(await complaints(junit(failing).replaceAll('<failure type', '<failed type'))).toContain('failed');
		expect(await complaints(junit(failing).replaceAll(' name="naive"', ''))).toContain('name');
	});

	it.each([
		'\x00\x01\x1b[31m\x0b\x7f',
		'\ufffe\uffff \ud800 \udc00',
		']]><!-- & "\' </testsuites>',
		'🐝漢字\u2028\u202e',
		'%0A::error::x\r\nnext',
	])('stays well-formed with %j everywhere', async (text) => {
		expect(await complaints(junit(withTextsOf(mixed, `${text}x`)))).toBe('');
	});

	it('keeps the advice in lines, and bounds it', () => {
		const hint = `Write:\n\n    if (a < b)\n${'x'.repeat(100_000)}`;
		const report = { ...failing, findings: failing.findings.map((found) => ({ ...found, hint })) };
		const xml = junit(report);
		expect(xml).toContain('Fix: Write:\n\n    if (a &lt; b)\n');
		expect(xml.length).toBeLessThan(200_000);
	});
});

describe('testSuites', () => {
	it('has no failure and no error where all is as expected', () => {
		expect([...bad(expected, 'failure'), ...bad(expected, 'error')]).toEqual([]);
		const messages = bad(expected, 'skipped').map(({ outcome }) => 'message' in outcome && outcome.message);
		expect(new Set(messages)).toEqual(
			new Set(['failed as expected: build-error', 'failed as expected: core-relocation']),
		);
	});

	it('tells a kernel that could not be judged from a program that failed', () => {
		expect(bad(mixed, 'error')).toMatchObject([
			{ classname: 'debian:7', name: 'kernel', outcome: { type: 'boot-timeout' } },
		]);
		expect(bad(mixed, 'failure').map(({ name }) => name)).toEqual(['on_enter', 'on_enter', 'on_enter']);
	});

	it('puts a failed build on the object and the rest on its program', () => {
		expect(bad(failing, 'failure').map(({ classname, name }) => `${classname} ${name}`)).toEqual([
			...['debian:5.10', 'debian:6.1'].map((spec) => `${spec} examples/iov_iter/direct.bpf.c build`),
			...['debian:6.12', 'debian:7'].flatMap((spec) => [
				`${spec} examples/iov_iter/direct.bpf.c build`,
				`${spec} examples/iov_iter/naive.bpf.c naive`,
				`${spec} examples/iov_iter/two-underscores.bpf.c two_underscores`,
			]),
		]);
	});

	it('says which build it was where an object was built on several kernels', () => {
		const program = { name: 'p', section: 's', type: 't', verdict: 'pass' as const };
		const built = (builtOn: string, verdict: 'pass' | 'fail') => ({
			...{ object: 'a.c', builtOn, verdict },
			programs: [{ ...program, verdict }],
		});
		const report = {
			...withKernel({ verdict: 'fail', cells: [built('debian:5.10', 'pass'), built('debian:6.1', 'fail')] }),
			findings: [
				finding('f', 'error', 'load', 'load-error', {
					...{ object: 'a.c', program: 'p', kernels: ['debian:5.10'], builtOn: ['debian:6.1'] },
				}),
			],
		};
		expect(testSuites(report)[0]?.cases.map(({ name, outcome }) => [name, outcome.kind])).toEqual([
			['kernel', 'pass'],
			['build (built on debian:5.10)', 'pass'],
			['p (built on debian:5.10)', 'pass'],
			['build (built on debian:6.1)', 'pass'],
			['p (built on debian:6.1)', 'failure'],
		]);
	});

	it('has a test for each command', () => {
		const command = { name: 'loader', exitCode: 3, verdict: 'fail' as const, log: 'loader.log' };
		const { cases = [] } = testSuites(withKernel({ cells: [], commands: [command] }))[0] ?? {};
		expect(cases.at(-1)).toEqual({
			classname: 'debian:5.10 commands',
			name: 'loader',
			outcome: { kind: 'failure', type: 'command-failed', message: 'exit code 3', text: 'Log: loader.log' },
		});
	});

	it.each([
		['of no kernel', { kernels: [] }, 'configuration', 'expectation'],
		['of a kernel that is not in the report', { kernels: ['debian:9'] }, 'configuration', 'expectation'],
		[
			'of an object that the kernel did not come to',
			{ kernels: ['debian:5.10'], object: 'gone.c', program: 'p' },
			'debian:5.10 gone.c',
			'p',
		],
	])('loses no error: one %s', (_, more, classname, name) => {
		const report = {
			...expected,
			findings: [finding('lost', 'error', 'expect', 'expectation', more)],
		};
		expect(bad(report, 'failure')).toMatchObject([{ classname, name, outcome: { message: 'lost' } }]);
	});

	it('gives the reason of a skip where a finding has it', () => {
		const object = 'src/two.bpf.c';
		const why = finding('why', 'notice', 'attach', 'attach-type-unsupported', {
			...{ title: 'loaded, not attached', object, program: 'on_exit', kernels: ['debian:5.10'] },
		});
		const skipped = bad({ ...mixed, findings: [why] }, 'skipped').filter(({ name }) => name === 'on_exit');
		expect(skipped.map(({ outcome }) => 'message' in outcome && outcome.message)).toEqual([
			'loaded, not attached',
			'skipped by the configuration',
			'skipped by the configuration',
		]);
	});
});
