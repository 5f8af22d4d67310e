import { describe, expect, test } from 'vitest';
import { parseRange } from '../../src/kernels/version.ts';
import {
	build,
	cell,
	expectation,
	kernel,
	objectConfig,
	program,
	rejected,
	report,
	source,
	specs,
	trouble,
} from './observed.ts';

/*
 * Every kernel builds, and loads what every kernel built. The kernels from 6.4 on refuse the program as the older two
 * built it; the newer two do not compile it.
 */

const all = { build: { on: 'all' } } as const;
const isOld = (spec: string) => spec === 'debian:5.10' || spec === 'debian:6.1';
const diagnostic = { file: source, line: 13, severity: 'error', message: "no member named 'iov'" } as const;
const notCompiled = build({ exitCode: 1, diagnostics: [{ ...diagnostic, includedFrom: [], notes: [] }] });

function observed() {
	return specs.map((spec) =>
		kernel(spec, {
			builds: [isOld(spec) ? build() : notCompiled],
			cells: specs
				.filter(isOld)
				.map((builtOn) => cell([isOld(spec) ? program('on_send') : rejected('on_send')], { builtOn })),
		}),
	);
}

const lines = (text: string | undefined) => text?.split('\n').slice(1);

test('each kernel has a cell for each build, in the order of the configuration', () => {
	const judged = report(observed(), all);
	for (const { spec, cells } of judged.kernels) {
		expect(cells.map(({ builtOn, verdict }) => [builtOn, verdict])).toEqual([
			['debian:5.10', isOld(spec) ? 'pass' : 'fail'],
			['debian:6.1', isOld(spec) ? 'pass' : 'fail'],
			['debian:6.12', 'fail'],
			['debian:7', 'fail'],
		]);
	}
});

test('a failure says on which kernels which builds fail', () => {
	const [building, loading, ...others] = report(observed(), all).findings;
	expect(others).toEqual([]);
	expect(loading).toMatchObject({ stage: 'load', builtOn: specs.filter(isOld) });
	expect(lines(loading?.message)).toEqual([
		'Built on debian:5.10 (5.10.0-46), debian:6.1 (6.1.0-50): fails on debian:6.12 (6.12.95), debian:7 (7.3.4); ' +
			'loads on debian:5.10 (5.10.0-46), debian:6.1 (6.1.0-50). Last good 6.1.0-50, first bad 6.12.95.',
	]);
	expect(building).toMatchObject({ stage: 'build', builtOn: ['debian:6.12', 'debian:7'] });
	expect(lines(building?.message)).toEqual([
		'Does not compile on debian:6.12 (6.12.95), debian:7 (7.3.4); compiles on debian:5.10 (5.10.0-46), debian:6.1 (6.1.0-50). ' +
			'Last good 6.1.0-50, first bad 6.12.95.',
	]);
});

test('builds that fare differently have a line each', () => {
	const kernels = observed().map((each) => ({
		...each,
		builds: [build()],
		cells: [
			...each.cells.filter(({ builtOn }) => builtOn === 'debian:5.10'),
			...specs.slice(1).map((builtOn) => cell([program('on_send')], { builtOn })),
		],
	}));
	const [finding] = report(kernels, all).findings;
	expect(finding?.builtOn).toEqual(['debian:5.10']);
	expect(lines(finding?.message)).toEqual([
		expect.stringMatching(
			/^Built on debian:5\.10 \(5\.10\.0-46\): fails on debian:6\.12 \(6\.12\.95\), debian:7/,
		),
		expect.stringMatching(
			/^Built on debian:6\.1 .*, debian:6\.12 .*, debian:7 .*: loads on debian:5\.10 .*debian:7/,
		),
	]);
});

describe('an expectation', () => {
	const judged = (...expect_: ReturnType<typeof expectation>[]) =>
		report(observed(), { ...all, objects: [objectConfig({ expect: expect_ })] });
	const doesNotCompile = expectation('*', { builtOn: parseRange('>=6.4'), code: 'build-error', line: 13 });

	test('may be about what some kernels build', () => {
		const { verdict, kernels, findings } = judged(
			expectation('>=6.4', { builtOn: parseRange('<6.4') }),
			doesNotCompile,
		);
		expect(findings.map(({ severity, message }) => [severity, lines(message)?.at(-1)])).toEqual([
			['notice', expect.stringContaining('As expected.')],
			['notice', expect.stringContaining('As expected.')],
		]);
		expect(verdict).toBe('pass');
		expect(kernels.map(({ cells }) => cells.map((each) => each.verdict))).toEqual([
			...Array(2).fill(['pass', 'pass', 'xfail', 'xfail']),
			...Array(2).fill(Array(4).fill('xfail')),
		]);
	});

	test('is not held against what others build', () => {
		const { kernels } = judged(expectation('>=6.4', { builtOn: parseRange('6.1') }), doesNotCompile);
		expect(kernels[3]?.cells.map(({ verdict }) => verdict)).toEqual(['fail', 'xfail', 'xfail', 'xfail']);
	});

	test('that is not met names the build kernels', () => {
		const { findings } = judged(expectation('<6.4', { builtOn: parseRange('6.1') }), doesNotCompile);
		const mismatch = findings.find(({ code }) => code === 'expectation');
		expect(mismatch).toMatchObject({ builtOn: ['debian:6.1'], kernels: ['debian:5.10', 'debian:6.1'] });
		expect(mismatch?.message).toContain('on kernels <6.4, built on 6.1');
	});
});

describe('a kernel that is lost', () => {
	const panic = { code: 'kernel-panic', object: source, builtOn: 'debian:6.1', program: 'on_send' } as const;

	test('while it tries one build gives that one the blame; what it had not come to is missing', () => {
		const cells = specs.map((builtOn) => cell([program('on_send')], { builtOn }));
		const kernels = specs.map((spec) =>
			kernel(spec, {
				builds: [build()],
				...(spec === 'debian:5.10'
					? { cells: cells.slice(0, 1), trouble: trouble({ ...panic, stage: 'load' }) }
					: { cells }),
			}),
		);
		const judged = report(kernels, all);
		expect(judged.kernels[0]?.cells).toMatchObject([
			{ builtOn: 'debian:5.10', verdict: 'pass' },
			{ builtOn: 'debian:6.1', verdict: 'fail', programs: [{ name: 'on_send', code: 'kernel-panic' }] },
		]);
		expect(judged.findings.find(({ code }) => code === 'kernel-panic')).toMatchObject({
			builtOn: ['debian:6.1'],
		});
	});

	test('before it built leaves its builds missing on every other', () => {
		const kernels = observed().map((each) =>
			each.spec === 'debian:7'
				? { ...each, builds: [], cells: [], trouble: trouble({ stage: 'boot' }) }
				: each,
		);
		const { kernels: judged } = report(kernels, all);
		expect(judged[0]).toMatchObject({
			verdict: 'fail',
			cells: { length: 3 },
			reason: 'not observed: on_send',
		});
	});
});

test('a build that was planned for a kernel and is not in what it sent is never a pass', () => {
	const good = specs.map((spec) =>
		kernel(spec, {
			builds: [build()],
			cells: specs.map((builtOn) => cell([program('on_send')], { builtOn })),
		}),
	);
	expect(report(good, all).verdict).toBe('pass');
	for (const spec of specs)
		for (const builtOn of specs) {
			const lossy = good.map((each) =>
				each.spec === spec ? { ...each, cells: each.cells.filter((one) => one.builtOn !== builtOn) } : each,
			);
			expect(report(lossy, all).verdict).toBe('infra');
		}
});
