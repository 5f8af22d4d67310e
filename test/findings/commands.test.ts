import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { CommandConfig } from '../../src/config/config.ts';
import { errnoOf } from '../../src/findings/errno.ts';
import type { CommandObservation } from '../../src/findings/observation.ts';
import { parseRange } from '../../src/kernels/version.ts';
import { packageFile } from '../../src/package-root.ts';
import { publicReport } from '../../src/report/json.ts';
import { expectation, kernel, relocationLog, report, source, specs, trouble } from './observed.ts';

const isReport = new Ajv({ allowUnionTypes: true, formats: { 'date-time': true } }).compile(
	JSON.parse(readFileSync(packageFile('schema/report.schema.json'), 'utf8')),
);

const command = (over: Partial<CommandConfig> = {}): CommandConfig => ({
	name: 'loader',
	run: './loader',
	folder: '',
	files: [],
	tools: [],
	env: {},
	expect: [],
	...over,
});

const ran = (over: Partial<CommandObservation> = {}): CommandObservation => ({
	name: 'loader',
	exitCode: 0,
	log: 'logs/loader.log',
	excerpt: '',
	refused: [],
	...over,
});

/** A run of nothing but the command: what it came to on debian:7, while it passes on the others. */
function judged(seen: CommandObservation | undefined, over: Partial<CommandConfig> = {}) {
	const kernels = specs.map((spec) => {
		const commands = spec !== 'debian:7' ? [ran()] : seen === undefined ? [] : [seen];
		return kernel(spec, { builds: [], cells: [], commands });
	});
	const judgement = report(kernels, { objects: [], commands: [command(over)] });
	expect(isReport(publicReport(judgement)), JSON.stringify(isReport.errors)).toBe(true);
	const { findings, verdict, kernels: reports } = judgement;
	return { findings, verdict, commands: reports.map((each) => each.commands[0]), last: reports.at(-1) };
}

describe('a command', () => {
	test('passes with exit code 0, whatever it printed', () => {
		const { verdict, commands, findings } = judged(ran({ excerpt: relocationLog }));
		expect(verdict).toBe('pass');
		expect(findings).toEqual([]);
		expect(commands[3]).toEqual({ name: 'loader', exitCode: 0, verdict: 'pass', log: 'logs/loader.log' });
	});

	test('fails with another, and says how it ended and what it printed last', () => {
		const { verdict, commands, findings } = judged(ran({ exitCode: 3, excerpt: 'one\n\ntwo\nno map\n' }));
		expect(verdict).toBe('fail');
		expect(commands.map((each) => each?.verdict)).toEqual(['pass', 'pass', 'pass', 'fail']);
		expect(findings).toMatchObject([
			{
				severity: 'error',
				stage: 'trigger',
				code: 'command-failed',
				title: 'the command `loader` failed: exit code 3',
				message: expect.stringMatching(
					/^What it printed last:\n {2}one\n {2}two\n {2}no map\nFails on debian:7 \(7\.3\.4\); runs on debian:5\.10/,
				),
				kernels: ['debian:7'],
				logs: ['logs/loader.log'],
			},
		]);
	});

	test('that a signal ended, or that did not start, says so', () => {
		const title = (over: Partial<CommandObservation>) => judged(ran(over)).findings[0]?.title;
		expect(title({ exitCode: 139, ended: 'ended by signal 11' })).toBe(
			'the command `loader` failed: ended by signal 11',
		);
		expect(judged(ran({ exitCode: 127 })).findings[0]?.hint).toContain('list it as a file or a tool');
	});

	test('that did not end in time has a stage of its own', () => {
		const late = trouble({ code: 'stage-timeout', stage: 'trigger', message: 'it did not end within 60 s' });
		const { findings, verdict } = judged(ran({ exitCode: 124, trouble: late, excerpt: relocationLog }));
		expect(verdict).toBe('fail');
		expect(findings).toMatchObject([{ code: 'stage-timeout', stage: 'trigger' }]);
	});

	test('that was not run makes its kernel infra, never a pass', () => {
		const { verdict, last, findings } = judged(undefined);
		expect(verdict).toBe('infra');
		expect(last).toMatchObject({ verdict: 'infra', commands: [], reason: 'not observed: loader' });
		expect(findings).toMatchObject([{ code: 'guest-lost' }]);
	});

	test('is skipped where the configuration says so', () => {
		const { verdict, commands } = judged(undefined, { skip: parseRange('>=7') });
		expect(verdict).toBe('pass');
		expect(commands[3]).toEqual({ name: 'loader', exitCode: 0, verdict: 'skip', log: '' });
	});

	test('skipped on every kernel is a run that tried nothing', () => {
		expect(judged(undefined, { skip: parseRange('*') })).toMatchObject({
			verdict: 'fail',
			findings: [{ code: 'expectation', title: 'no program was tried on any kernel' }],
		});
	});

	test('on a kernel that panicked under it is not observed, and the panic is told', () => {
		const panic = trouble({ code: 'kernel-panic', stage: 'trigger', message: 'the kernel panicked' });
		const kernels = specs.map((spec) =>
			spec === 'debian:7'
				? kernel(spec, { builds: [], cells: [], trouble: panic })
				: kernel(spec, { builds: [], cells: [], commands: [ran()] }),
		);
		const result = report(kernels, { objects: [], commands: [command()] });
		expect(result.verdict).toBe('fail');
		expect(result.findings).toMatchObject([
			{ code: 'kernel-panic', message: expect.stringContaining('Not observed because of it: loader') },
		]);
	});
});

describe('what the kernel refused to a command’s loader', () => {
	const libbpf = `${relocationLog}\nlibbpf: failed to load object 'send_bpf'\n`;

	test('is the finding that the program would have had, at its line where the object is known', () => {
		const refused = [
			{
				name: 'on_send',
				section: 'kprobe/x',
				object: source,
				builtOn: 'debian:6.1',
				place: { file: source, line: 13 },
			},
		];
		const { findings, commands } = judged(ran({ exitCode: 1, excerpt: libbpf, refused }));
		expect(commands[3]?.verdict).toBe('fail');
		expect(findings).toMatchObject([
			{
				code: 'core-relocation',
				stage: 'load',
				object: source,
				program: 'on_send',
				file: source,
				line: 13,
				message: expect.stringContaining('The command `loader` said so, by libbpf.'),
			},
		]);
		expect(findings[0]?.message).toContain('Fails on debian:7 (7.3.4); loads on debian:5.10');
	});

	test('has no place where it is not', () => {
		const [finding] = judged(ran({ exitCode: 1, excerpt: libbpf })).findings;
		expect(finding).toMatchObject({ code: 'core-relocation', program: 'on_send' });
		expect(finding).not.toHaveProperty('file');
		expect(finding).not.toHaveProperty('object');
	});

	test.each([
		[
			'program on_send: load program: permission denied: 0: (95) exit: R0 !read_ok (2 line(s) omitted)',
			'verifier-rejected',
		],
		['program on_send: load program: operation not permitted', 'permission'],
		['field X: program x: fixing up kfuncs: kfunc "bpf_task_acquire": not supported', 'kfunc-unavailable'],
		['map events: map create: invalid argument', 'map-unsupported'],
		['program on_send: load program: no words that mean anything', 'command-failed'],
	])('%s', (line, code) => {
		expect(judged(ran({ exitCode: 1, excerpt: `${line}\n` })).findings).toMatchObject([{ code }]);
	});

	test('is as expected where the configuration says so, by any of several codes', () => {
		const expect_ = [expectation('>=6.4', { code: 'core-relocation' })];
		const excerpt = `map events: map create: invalid argument\n${libbpf}`;
		const { verdict, commands, findings } = judged(ran({ exitCode: 1, excerpt }), {
			skip: parseRange('6.12'),
			expect: expect_,
		});
		expect(verdict).toBe('pass');
		expect(commands.map((each) => each?.verdict)).toEqual(['pass', 'pass', 'skip', 'xfail']);
		expect(findings.map(({ code, severity }) => [code, severity])).toEqual([
			['map-unsupported', 'notice'],
			['core-relocation', 'notice'],
		]);
	});

	test('is an error where another was expected, and where it did not come', () => {
		const wrong = [expectation('>=7', { code: 'memlock' })];
		expect(judged(ran({ exitCode: 1, excerpt: libbpf }), { expect: wrong }).findings).toMatchObject([
			{ code: 'core-relocation', severity: 'error' },
			{ code: 'expectation', severity: 'error' },
		]);
		const { verdict, commands } = judged(ran(), { expect: wrong });
		expect([verdict, commands[3]?.verdict]).toEqual(['fail', 'xpass']);
	});
});

test.each([
	['-22', 22],
	['-EINVAL', 22],
	['Permission denied (os error 13)', 13],
	['operation not permitted', 1],
	['argument list too long', 7],
	['bad CO-RE relocation', undefined],
	['', undefined],
])('%j is errno %s', (words, errno) => {
	expect(errnoOf(words)).toBe(errno);
});
