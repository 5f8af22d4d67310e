import { describe, expect, test } from 'vitest';
import {
	build,
	cell,
	expectation,
	foundingCase,
	kernel,
	kernelsOf,
	objectConfig,
	program,
	rejected,
	relocationLog,
	report,
	source,
	specs,
	trouble,
	verdicts,
} from './observed.ts';

const core = { code: 'core-relocation', line: 13 } as const;

describe('what was seen, beside what was expected', () => {
	test('everything passes', () => {
		const judged = report(kernelsOf());
		expect(judged.verdict).toBe('pass');
		expect(judged.kernels.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass', 'pass']);
		expect(judged.findings).toEqual([]);
		expect(judged).toMatchObject({ version: 1, started: '2026-01-02T03:04:05.000Z', durationMs: 1234 });
	});

	test('what passed carries the figures of the kernel', () => {
		expect(report(kernelsOf()).kernels[0]?.cells[0]?.programs[0]).toEqual({
			name: 'on_send',
			section: 'kprobe/tcp_sendmsg',
			type: 'kprobe',
			verdict: 'pass',
			runs: 3,
			insns: 20,
			states: 1,
			log: 'logs/load.log',
		});
	});

	test('a failure nobody expects fails its program, cell, kernel and run, and no other kernel', () => {
		const judged = report(foundingCase());
		expect(verdicts(judged)).toEqual(['pass', 'pass', 'fail', 'fail']);
		expect(judged.kernels.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'fail', 'fail']);
		expect(judged.kernels[2]?.cells[0]).toMatchObject({
			verdict: 'fail',
			programs: [{ stage: 'load', code: 'core-relocation' }],
		});
		expect(judged.verdict).toBe('fail');
	});

	test('the same failure, expected there, is an xfail and leaves a notice', () => {
		const objects = [objectConfig({ expect: [expectation('>=6.4', core)] })];
		const judged = report(foundingCase(), { objects });
		expect(verdicts(judged)).toEqual(['pass', 'pass', 'xfail', 'xfail']);
		expect(judged.verdict).toBe('pass');
		expect(judged.kernels[2]).toMatchObject({ verdict: 'pass', cells: [{ verdict: 'xfail' }] });
		expect(judged.findings).toMatchObject([{ severity: 'notice', code: 'core-relocation' }]);
	});

	test('expected to fail and passed is an error on that kernel', () => {
		const objects = [objectConfig({ expect: [expectation('>=6.4', core)] })];
		const judged = report(kernelsOf(), { objects });
		expect(verdicts(judged)).toEqual(['pass', 'pass', 'xpass', 'xpass']);
		expect(judged.kernels.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'fail', 'fail']);
		expect(judged.verdict).toBe('fail');
		expect(judged.findings).toHaveLength(1);
		expect(judged.findings[0]).toMatchObject({
			severity: 'error',
			stage: 'expect',
			code: 'expectation',
			kernels: ['debian:6.12', 'debian:7'],
		});
		// It says what was expected, where.
		expect(judged.findings[0]?.message).toContain('core-relocation at line 13 on kernels >=6.4');
	});

	test.each([
		['code', expectation('>=6.4', { code: 'verifier-rejected' }), 'verifier-rejected on kernels >=6.4'],
		['line', expectation('>=6.4', { code: 'core-relocation', line: 12 }), 'core-relocation at line 12'],
	])(
		'a failure with another %s than expected stays a failure, and a finding says both',
		(_what, expected, text) => {
			const judged = report(foundingCase(), { objects: [objectConfig({ expect: [expected] })] });
			expect(verdicts(judged)).toEqual(['pass', 'pass', 'fail', 'fail']);
			expect(judged.findings.map(({ code, severity }) => [code, severity])).toEqual([
				['core-relocation', 'error'],
				['expectation', 'error'],
			]);
			expect(judged.findings[1]?.message).toContain(text);
			expect(judged.findings[1]?.message).toContain('What came: core-relocation at line 13');
		},
	);

	test('an expectation with a line is not met by a failure at no known line', () => {
		const cells = [cell([{ ...rejected('on_send'), load: { errno: 22, log: 'l', excerpt: relocationLog } }])];
		const judged = report(kernelsOf({ 'debian:7': { cells } }), {
			objects: [objectConfig({ expect: [expectation('7', core)] })],
		});
		expect(verdicts(judged)[3]).toBe('fail');
		expect(judged.findings.at(-1)?.message).toContain('at no known line');
	});

	test('ranges mean upstream’s version where the release hides it', () => {
		const objects = [objectConfig({ expect: [expectation('>=6.1.190 <6.2', { code: 'core-relocation' })] })];
		const failing = { cells: [cell([rejected('on_send')])], release: '6.1.0-56-cloud-amd64' };
		const known = report(kernelsOf({ 'debian:6.1': { ...failing, version: '6.1.192' } }), { objects });
		const unknown = report(kernelsOf({ 'debian:6.1': failing }), { objects });
		expect([verdicts(known)[1], verdicts(unknown)[1]]).toEqual(['xfail', 'fail']);
	});

	test('of several expectations that mean a program, the last one counts', () => {
		const expect_ = [expectation('>=6.4', core), expectation('7', { verdict: 'pass' })];
		const judged = report(foundingCase(), { objects: [objectConfig({ expect: expect_ })] });
		expect(verdicts(judged)).toEqual(['pass', 'pass', 'xfail', 'fail']);
	});

	test('an expectation for one program leaves the others alone', () => {
		const both = [cell([rejected('on_send'), rejected('on_receive')])];
		const judged = report(
			kernelsOf({
				'debian:5.10': { cells: [cell([program('on_send'), program('on_receive')])] },
				'debian:6.1': { cells: [cell([program('on_send'), program('on_receive')])] },
				'debian:6.12': { cells: both },
				'debian:7': { cells: both },
			}),
			{ objects: [objectConfig({ expect: [expectation('>=6.4', { program: 'on_send' })] })] },
		);
		expect(judged.kernels[3]?.cells[0]?.programs.map(({ verdict }) => verdict)).toEqual(['xfail', 'fail']);
		// A cell is as bad as its worst program.
		expect(judged.kernels[3]?.cells[0]?.verdict).toBe('fail');
	});

	test('a skipped program is not judged, whatever it would have done', () => {
		const objects = [
			objectConfig({
				programs: {
					on_send: { prints: [], skip: { text: '>=6.4', comparators: [{ operator: '>=', version: '6.4' }] } },
				},
			}),
		];
		const judged = report(
			kernelsOf({
				'debian:6.12': { cells: [cell([])] },
				'debian:7': { cells: [cell([rejected('on_send')])] },
			}),
			{ objects },
		);
		expect(verdicts(judged)).toEqual(['pass', 'pass', 'skip', 'skip']);
		// Where it was not tried, the section is known from where it was.
		expect(judged.kernels[2]?.cells[0]?.programs[0]?.section).toBe('kprobe/tcp_sendmsg');
		expect(judged.verdict).toBe('pass');
		expect(judged.findings).toEqual([]);
	});
});

describe('builds', () => {
	const diagnostic = {
		severity: 'error',
		message: "no member named '__iov' in 'struct iov_iter'",
		file: source,
		line: 16,
		column: 29,
		includedFrom: [],
		notes: [],
	} as const;
	const broken = build({ exitCode: 1, diagnostics: [diagnostic, { ...diagnostic, line: 17 }] });
	const notBuilt = (over = {}) =>
		kernelsOf({
			'debian:5.10': { cells: [] },
			'debian:6.1': { builds: [broken], cells: [] },
			'debian:6.12': { cells: [] },
			'debian:7': { cells: [] },
			...over,
		});

	test('an object that does not compile fails on every kernel it was meant for, as one finding at its place', () => {
		const judged = report(notBuilt());
		expect(judged.kernels.map(({ cells }) => cells)).toEqual(
			Array(4).fill([{ object: source, builtOn: 'debian:6.1', verdict: 'fail', programs: [] }]),
		);
		expect(judged.verdict).toBe('fail');
		expect(judged.findings).toHaveLength(1);
		expect(judged.findings[0]).toMatchObject({
			severity: 'error',
			stage: 'build',
			code: 'build-error',
			file: source,
			line: 16,
			column: 29,
			builtOn: ['debian:6.1'],
			kernels: ['debian:5.10', 'debian:6.1', 'debian:6.12', 'debian:7'],
		});
		expect(judged.findings[0]?.message).toContain('Does not compile on debian:6.1 (6.1.0-50).');
		expect(judged.findings[0]?.hint).toContain('struct iov_iter___other {');
	});

	test('a trouble of the cell that only repeats it adds nothing', () => {
		const cells = [cell([], { trouble: trouble({ code: 'build-error', stage: 'build' }) })];
		expect(report(notBuilt({ 'debian:7': { cells } })).findings).toHaveLength(1);
	});

	test.each([
		['of any code', expectation('*'), 'xfail'],
		['build-error', expectation('*', { code: 'build-error', line: 16 }), 'xfail'],
		['build-error at another line', expectation('*', { code: 'build-error', line: 17 }), 'fail'],
		['of another code', expectation('*', { code: 'core-relocation' }), 'fail'],
		['of one program', expectation('*', { program: 'direct' }), 'fail'],
	])('an expected failure %s', (_what, expected, verdict) => {
		const good = { object: 'bpf/good.bpf.c' };
		const kernels = notBuilt().map((each) => ({
			...each,
			builds: each.builds.length === 0 ? [] : [...each.builds, build(good)],
			cells: [cell([program('good')], good)],
		}));
		const objects = [objectConfig({ expect: [expected] }), objectConfig({ name: good.object })];
		const judged = report(kernels, { objects });
		expect(verdicts(judged)).toEqual(Array(4).fill(verdict));
		expect(judged.verdict).toBe(verdict === 'xfail' ? 'pass' : 'fail');
	});

	test('expected not to compile is no pass when there is nothing else: no kernel was asked anything', () => {
		const judged = report(notBuilt(), { objects: [objectConfig({ expect: [expectation('*')] })] });
		expect(verdicts(judged)).toEqual(Array(4).fill('xfail'));
		expect(judged.verdict).toBe('fail');
		expect(judged.findings.map(({ code, severity }) => [code, severity])).toEqual([
			['build-error', 'notice'],
			['expectation', 'error'],
		]);
	});

	test('a kernel without BTF can be expected to build nothing', () => {
		const builds = [build({ exitCode: -1, trouble: trouble({ code: 'btf-missing', stage: 'build' }) })];
		const expect_ = [expectation('*', { code: 'btf-missing' })];
		const judged = report(notBuilt({ 'debian:6.1': { builds, cells: [] } }), {
			objects: [objectConfig({ expect: expect_ })],
		});
		expect(verdicts(judged)).toEqual(Array(4).fill('xfail'));
	});

	test('expected not to compile, and compiles', () => {
		const objects = [objectConfig({ expect: [expectation('*', { code: 'build-error' })] })];
		const judged = report(kernelsOf(), { objects });
		// The programs are good, their object is not what was expected.
		expect(judged.kernels[0]?.cells[0]).toMatchObject({ verdict: 'xpass', programs: [{ verdict: 'pass' }] });
		expect(judged.verdict).toBe('fail');
		expect(judged.findings).toMatchObject([{ code: 'expectation', object: source, kernels: { length: 4 } }]);
	});

	test('built on each kernel, different first errors are different findings', () => {
		const old = { builds: [broken], cells: [] };
		const young = {
			builds: [
				build({ exitCode: 1, diagnostics: [{ ...diagnostic, message: "no member named 'iov'", line: 13 }] }),
			],
			cells: [],
		};
		const judged = report(
			kernelsOf({ 'debian:5.10': old, 'debian:6.1': old, 'debian:6.12': young, 'debian:7': young }),
			{ build: { on: 'each' } },
		);
		expect(judged.findings.map(({ line, builtOn, kernels }) => [line, builtOn, kernels])).toEqual([
			[16, ['debian:5.10', 'debian:6.1'], ['debian:5.10', 'debian:6.1']],
			[13, ['debian:6.12', 'debian:7'], ['debian:6.12', 'debian:7']],
		]);
	});

	test('an error in a file that is not in the repository stands at the nearest include that is', () => {
		const { file: _file, ...elsewhere } = diagnostic;
		const includedFrom = [
			{ file: '/usr/include/bpf/bpf_tracing.h', line: 3 },
			{ file: 'bpf/common.h', line: 6 },
			{ file: source, line: 2 },
		];
		const builds = [build({ exitCode: 1, diagnostics: [{ ...elsewhere, includedFrom }] })];
		const [finding] = report(notBuilt({ 'debian:6.1': { builds, cells: [] } })).findings;
		expect(finding).toMatchObject({ file: 'bpf/common.h', line: 6 });
		expect(finding?.column).toBeUndefined();
		expect(finding?.message).toContain('in a header that this line includes');
	});

	test('warnings are no errors: the first error is', () => {
		const warning = { ...diagnostic, severity: 'warning', message: 'unused', line: 1 } as const;
		const builds = [build({ exitCode: 1, diagnostics: [warning, diagnostic] })];
		expect(report(notBuilt({ 'debian:6.1': { builds, cells: [] } })).findings).toMatchObject([{ line: 16 }]);
		expect(
			report(kernelsOf({ 'debian:6.1': { builds: [build({ diagnostics: [warning] })] } })).findings,
		).toEqual([]);
	});

	test('a compiler that fails without naming an error is a failure all the same', () => {
		const builds = [build({ exitCode: 139 })];
		const [finding] = report(notBuilt({ 'debian:6.1': { builds, cells: [] } })).findings;
		expect(finding).toMatchObject({ code: 'build-error', file: source, logs: ['logs/build.log'] });
		expect(finding?.message).toContain('exit code 139');
	});

	test('a compiler that does not end is a failure of its object', () => {
		const builds = [build({ exitCode: -1, trouble: trouble({ code: 'stage-timeout', stage: 'build' }) })];
		const judged = report(notBuilt({ 'debian:6.1': { builds, cells: [] } }));
		expect(judged.verdict).toBe('fail');
		expect(judged.findings).toMatchObject([{ code: 'stage-timeout', stage: 'build', object: source }]);
	});
});

describe('attaching and running', () => {
	const one = (seen: Parameters<typeof program>[1], wanted = {}) =>
		report(kernelsOf({ 'debian:7': { cells: [cell([program('on_send', seen)])] } }), {
			objects: [objectConfig({ programs: { on_send: { prints: [], ...wanted } } })],
		});

	test.each([
		[2, 'kprobe/gone', 'attach-target-missing'],
		[99, 'kprobe/notrace', 'attach-target-missing'],
		[1, 'kprobe/x', 'permission'],
		[524, 'fentry/x', 'attach-type-unsupported'],
		[22, 'kprobe.multi/x', 'attach-type-unsupported'],
		[22, 'kprobe/x', 'load-error'],
	])('errno %i of attaching %s is %s', (errno, section, code) => {
		const { trigger: _none, ...loadedOnly } = program('on_send', {
			section,
			attach: { errno, message: 'no' },
		});
		const judged = report(kernelsOf({ 'debian:7': { cells: [cell([loadedOnly])] } }));
		expect(judged.findings).toMatchObject([{ stage: 'attach', code, kernels: ['debian:7'] }]);
		expect(judged.findings[0]?.message).toContain('attaches on debian:5.10');
	});

	test('a program that is loaded on request only is skipped, and told with what asks for it', () => {
		const cells = [cell([program('on_send'), program('on_request', { autoload: false })])];
		const judged = report(kernelsOf(Object.fromEntries(specs.map((spec) => [spec, { cells }]))));
		expect(judged.kernels[0]?.cells[0]).toMatchObject({
			verdict: 'pass',
			programs: [
				{ name: 'on_send', verdict: 'pass' },
				{ name: 'on_request', verdict: 'skip' },
			],
		});
		expect(judged.findings).toMatchObject([
			{
				severity: 'notice',
				program: 'on_request',
				hint: 'Have it loaded: `programs: { on_request: { autoload: true } }`.',
			},
		]);
	});

	test('a program that there is nothing to attach to is skipped, told, and no failure', () => {
		const { trigger: _none, ...loadedOnly } = program('on_send', {
			section: 'uprobe',
			attach: { errno: 95, message: '' },
		});
		const judged = report(kernelsOf({ 'debian:7': { cells: [cell([loadedOnly])] } }));
		expect(verdicts(judged)).toEqual(['pass', 'pass', 'pass', 'skip']);
		expect(judged.verdict).toBe('pass');
		expect(judged.findings).toMatchObject([
			{ severity: 'notice', stage: 'attach', code: 'attach-type-unsupported', kernels: ['debian:7'] },
		]);
		expect(judged.findings[0]?.message).toMatch(/not attached\.\nHappens on debian:7 \(7\.3\.4\)\.$/);
	});

	test('a run of nothing but such programs passes: that they load is known', () => {
		const { trigger: _none, ...loadedOnly } = program('on_send', { attach: { errno: 95, message: '' } });
		const cells = [cell([loadedOnly])];
		const judged = report(kernelsOf(Object.fromEntries(specs.map((spec) => [spec, { cells }]))));
		expect([judged.verdict, ...verdicts(judged)]).toEqual(['pass', 'skip', 'skip', 'skip', 'skip']);
	});

	test('one that libbpf tried to attach and this kernel cannot is a failure', () => {
		const { trigger: _none, ...loadedOnly } = program('on_send', {
			attach: { errno: 95, message: "libbpf: prog 'on_send': failed to attach: Operation not supported" },
		});
		const judged = report(kernelsOf({ 'debian:7': { cells: [cell([loadedOnly])] } }));
		expect(verdicts(judged)[3]).toBe('fail');
		expect(judged.findings).toMatchObject([{ severity: 'error', code: 'attach-type-unsupported' }]);
	});

	test('a program that never ran is not triggered', () => {
		const judged = one({ trigger: { runs: 0, prints: '' } });
		expect(verdicts(judged)[3]).toBe('fail');
		expect(judged.findings).toMatchObject([{ stage: 'trigger', code: 'not-triggered', severity: 'error' }]);
		expect(judged.findings[0]?.message).toContain('runs on debian:5.10');
		expect(judged.kernels[3]?.cells[0]?.programs[0]?.runs).toBe(0);
	});

	test.each([
		[0, '>=0', 'pass', undefined],
		[0, '==0', 'pass', undefined],
		[0, '>=5', 'fail', 'not-triggered'],
		[4, '>=5', 'fail', 'expectation'],
		[5, '>=5', 'pass', undefined],
		[5, '>5', 'fail', 'expectation'],
		[5, '<5', 'fail', 'expectation'],
		[5, '<=5', 'pass', undefined],
		[5, '==6', 'fail', 'expectation'],
	] as const)('%i runs where %s is wanted: %s', (runs, wanted, verdict, code) => {
		const [, operator, count] = /^(\D+)(\d+)$/.exec(wanted) ?? [];
		const judged = one({ trigger: { runs, prints: '' } }, { runs: { operator, count: Number(count) } });
		// The other kernels ran it three times, which is not under test.
		expect(verdicts(judged)[3]).toBe(verdict);
		expect(judged.kernels[3]?.cells[0]?.programs[0]?.code).toBe(code);
	});

	test('what it should have printed and did not, with what it did', () => {
		const prints = 'iov_iter: iov set, len 42\nsecond line\n';
		const judged = one({ trigger: { runs: 1, prints } }, { prints: ['len 42', 'len 23'] });
		const finding = judged.findings.find(({ kernels }) => kernels.includes('debian:7'));
		expect(finding).toMatchObject({ stage: 'expect', code: 'expectation' });
		expect(finding?.message).toContain('"len 23"');
		expect(finding?.message).toContain('iov_iter: iov set, len 42\n  second line');
	});

	test('what it should print is a plain text, no pattern', () => {
		const wanted = { prints: ['a.c'] };
		expect(verdicts(one({ trigger: { runs: 1, prints: 'abc' } }, wanted))[3]).toBe('fail');
		expect(verdicts(one({ trigger: { runs: 1, prints: 'xa.cx' } }, wanted))[3]).toBe('pass');
	});

	test('a workload that did not end well is no pass', () => {
		const judged = one({ trigger: { runs: 3, prints: '', failure: 'exit code 7' } });
		expect(judged.findings).toMatchObject([{ stage: 'trigger', code: 'command-failed' }]);
		expect(judged.findings[0]?.message).toContain('exit code 7');
	});
});

describe('trouble', () => {
	test.each(['kernel-unavailable', 'verification-failed', 'boot-timeout', 'guest-lost'] as const)(
		'%s makes its kernel infra, with the reason, and the run with it',
		(code) => {
			const lost = kernel('debian:7', {
				cells: [],
				trouble: trouble({ code, stage: 'boot', message: 'why so' }),
			});
			const { release: _unknown, ...unbooted } = lost;
			const judged = report([...kernelsOf().slice(0, 3), unbooted]);
			expect(judged.kernels.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass', 'infra']);
			expect(judged.kernels[3]).toMatchObject({ reason: 'why so', release: '', cells: [] });
			expect(judged.verdict).toBe('infra');
			expect(judged.findings).toMatchObject([{ code, severity: 'error', kernels: ['debian:7'] }]);
			expect(judged.findings[0]?.message).toContain('on_send');
		},
	);

	test('infrastructure never masks a failure', () => {
		const [a, b, c] = foundingCase();
		const lost = kernel('debian:7', { cells: [], trouble: trouble() });
		expect(report([a, b, c, lost].filter((each) => each !== undefined)).verdict).toBe('fail');
	});

	test.each(['kernel-panic', 'stage-timeout'] as const)(
		'%s while a program is tried is its failure',
		(code) => {
			const { trigger: _last, ...begun } = program('on_send');
			const fatal = trouble({ code, stage: 'trigger', message: 'Kernel panic - not syncing' });
			const judged = report(kernelsOf({ 'debian:7': { cells: [cell([begun])], trouble: fatal } }));
			expect(judged.kernels[3]).toMatchObject({
				verdict: 'fail',
				reason: 'Kernel panic - not syncing',
				cells: [{ programs: [{ verdict: 'fail', stage: 'trigger', code }] }],
			});
			expect(judged.findings).toMatchObject([{ code, program: 'on_send', kernels: ['debian:7'] }]);
		},
	);

	test('the program that the trouble names need not have been observed at all', () => {
		const fatal = trouble({ code: 'kernel-panic', stage: 'load', object: source, program: 'on_send' });
		const judged = report(kernelsOf({ 'debian:7': { cells: [cell([])], trouble: fatal } }));
		expect(judged.kernels[3]?.cells[0]?.programs).toMatchObject([{ verdict: 'fail', code: 'kernel-panic' }]);
	});

	test('an expected panic is an xfail, and what could not be tried after it still makes the kernel infra', () => {
		const fatal = trouble({ code: 'kernel-panic', stage: 'load', object: source, program: 'on_send' });
		const both = { cells: [cell([program('on_send'), program('later')])] };
		const judged = report(
			kernelsOf({
				'debian:5.10': both,
				'debian:6.1': both,
				'debian:6.12': both,
				'debian:7': { cells: [cell([])], trouble: fatal },
			}),
			{
				objects: [objectConfig({ expect: [expectation('7', { program: 'on_send', code: 'kernel-panic' })] })],
			},
		);
		expect(judged.kernels[3]).toMatchObject({ verdict: 'infra', cells: [{ verdict: 'skip' }] });
		expect(judged.kernels[3]?.cells[0]?.programs).toMatchObject([{ name: 'on_send', verdict: 'xfail' }]);
	});

	test.each([
		['its deadline', trouble({ code: 'stage-timeout', stage: 'trigger' })],
		['the death of what tried it', trouble({ code: 'load-error', stage: 'load' })],
	])('%s is what a program fails with when a stage has no end of its own', (_what, ended) => {
		const { trigger: _none, attach: _neither, ...begun } = program('on_send', { trouble: ended });
		const judged = report(kernelsOf({ 'debian:7': { cells: [cell([begun])] } }));
		const { code, stage } = ended;
		expect(judged.kernels[3]?.cells[0]?.programs).toMatchObject([{ verdict: 'fail', code, stage }]);
		expect(judged.findings).toMatchObject([{ code, program: 'on_send' }]);
	});

	test('a guest that was lost in the middle of a program is not its fault', () => {
		const { trigger: _none, ...begun } = program('on_send', { trouble: trouble({ code: 'guest-lost' }) });
		expect(report(kernelsOf({ 'debian:7': { cells: [cell([begun])] } })).kernels[3]?.verdict).toBe('infra');
	});

	test('a panic that no program can be blamed for fails its kernel', () => {
		const fatal = trouble({ code: 'kernel-panic', stage: 'load' });
		const judged = report(kernelsOf({ 'debian:7': { cells: [], trouble: fatal } }));
		expect(judged.kernels[3]?.verdict).toBe('fail');
		expect(judged.findings).toMatchObject([{ code: 'kernel-panic', kernels: ['debian:7'] }]);
	});

	test('a panic before any program was tried says nothing about programs', () => {
		const fatal = trouble({ code: 'kernel-panic', stage: 'boot' });
		expect(report(kernelsOf({ 'debian:7': { cells: [], trouble: fatal } })).kernels[3]?.verdict).toBe(
			'infra',
		);
	});

	test('a build kernel that was lost leaves every other kernel without an object: infra, explained once', () => {
		const judged = report(
			kernelsOf({
				'debian:5.10': { cells: [] },
				'debian:6.1': { builds: [], cells: [], trouble: trouble({ stage: 'build' }) },
				'debian:6.12': { cells: [] },
				'debian:7': { cells: [] },
			}),
		);
		expect(judged.kernels.map(({ verdict }) => verdict)).toEqual(Array(4).fill('infra'));
		expect(judged.findings).toMatchObject([{ code: 'guest-lost', kernels: ['debian:6.1'] }]);
	});

	test('an object that cannot be opened fails as a whole', () => {
		const cells = [cell([], { trouble: trouble({ code: 'load-error', message: 'not an ELF file' }) })];
		const judged = report(kernelsOf({ 'debian:7': { cells } }));
		expect(judged.kernels[3]).toMatchObject({ verdict: 'fail', cells: [{ verdict: 'fail', programs: [] }] });
		expect(judged.findings).toMatchObject([{ code: 'load-error', object: source }]);
	});
});

describe('what is missing is never a pass', () => {
	test('a kernel without an observation', () => {
		const judged = report(kernelsOf().slice(0, 3));
		expect(judged.kernels[3]).toMatchObject({ spec: 'debian:7', verdict: 'infra' });
		expect(judged.verdict).toBe('infra');
		expect(judged.findings).toMatchObject([{ code: 'guest-lost', kernels: ['debian:7'] }]);
	});

	test.each([
		['a cell', { cells: [] }],
		['the programs of a cell', { cells: [cell([])] }],
		['how a program was attached', { cells: [cell([rejected('on_send', { errno: 0 })])] }],
	])('%s', (_what, over) => {
		const judged = report(kernelsOf({ 'debian:7': over }));
		expect(judged.kernels[3]).toMatchObject({ verdict: 'infra', reason: 'not observed: on_send' });
		expect(judged.verdict).toBe('infra');
		expect(judged.findings).toMatchObject([{ code: 'guest-lost', kernels: ['debian:7'] }]);
	});

	test('one program of two: the cell cannot be good', () => {
		const both = { cells: [cell([program('on_send'), program('second')])] };
		const judged = report(kernelsOf({ 'debian:5.10': both, 'debian:6.1': both, 'debian:6.12': both }));
		expect(judged.kernels[3]).toMatchObject({ verdict: 'infra', cells: [{ verdict: 'skip' }] });
	});

	test('an object without a program', () => {
		const empty = { cells: [cell([])] };
		const judged = report(
			kernelsOf({ 'debian:5.10': empty, 'debian:6.1': empty, 'debian:6.12': empty, 'debian:7': empty }),
		);
		expect(judged.verdict).toBe('fail');
		expect(judged.findings).toMatchObject([{ code: 'load-error', kernels: { length: 4 } }]);
		expect(judged.findings[0]?.title).toContain('holds no eBPF program');
	});

	test.each([
		['no objects', []],
		[
			'every program skipped',
			[objectConfig({ programs: { on_send: { prints: [], skip: { text: '*', comparators: [] } } } })],
		],
	])('nothing was tried: %s', (_why, objects) => {
		const judged = report(kernelsOf(), { objects });
		expect(judged.verdict).toBe('fail');
		expect(judged.findings).toMatchObject([
			{ code: 'expectation', title: 'no program was tried on any kernel' },
		]);
	});
});

describe('names that no object has', () => {
	test.each([
		['an expectation', objectConfig({ expect: [expectation('*', { program: 'on_sned' })] })],
		['the programs', objectConfig({ programs: { on_sned: { prints: ['x'] } } })],
	])('in %s: an error that names the nearest', (_where, object) => {
		const judged = report(kernelsOf(), { objects: [object] });
		expect(judged.verdict).toBe('fail');
		expect(judged.findings).toMatchObject([
			{ code: 'expectation', severity: 'error', object: source, hint: 'Did you mean `on_send`?' },
		]);
		expect(judged.findings[0]?.title).toContain('on_sned');
	});

	test('that no kernel could have shown is no error but a missing observation', () => {
		const lost = { cells: [cell([program('on_send')])], trouble: trouble() };
		const judged = report(
			kernelsOf({ 'debian:5.10': lost, 'debian:6.1': lost, 'debian:6.12': lost, 'debian:7': lost }),
			{ objects: [objectConfig({ programs: { second: { prints: [] } } })] },
		);
		expect(judged.verdict).toBe('infra');
	});
});
