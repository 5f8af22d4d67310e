import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KernelObservation, ProgramObservation } from '../../src/findings/observation.ts';
import { packageFile } from '../../src/package-root.ts';
import { publicReport } from '../../src/report/json.ts';
import { testSuites } from '../../src/report/junit/suites.ts';
import {
	build,
	cell,
	expectation,
	kernel,
	objectConfig,
	program,
	rejected,
	report,
	specs,
	trouble,
} from './observed.ts';

const objectNames = ['bpf/a.bpf.c', 'bpf/b.bpf.c'];
const programNames = ['first', 'second'];
const objects = objectNames.map((name) => objectConfig({ name }));

type Mode = 'each' | 'kernel' | 'all';
const builders: Readonly<Record<Mode, (spec: string) => readonly string[]>> = {
	each: (spec) => [spec],
	kernel: () => ['debian:6.1'],
	all: () => specs,
};

/** Every kernel, object and program observed, and all of it good. */
function complete(mode: Mode): KernelObservation[] {
	return specs.map((spec) =>
		kernel(spec, {
			builds:
				mode !== 'kernel' || spec === 'debian:6.1' ? objectNames.map((object) => build({ object })) : [],
			cells: objectNames.flatMap((object) =>
				builders[mode](spec).map((builtOn) =>
					cell(
						programNames.map((name) => program(name)),
						{ object, builtOn },
					),
				),
			),
		}),
	);
}

type Edit = (kernels: KernelObservation[]) => KernelObservation[];
const dropKernel =
	(spec: string): Edit =>
	(kernels) =>
		kernels.filter((each) => each.spec !== spec);
const dropCell =
	(spec: string, object: string): Edit =>
	(kernels) =>
		kernels.map((each) =>
			each.spec === spec ? { ...each, cells: each.cells.filter((one) => one.object !== object) } : each,
		);
const editPrograms =
	(
		spec: string,
		object: string,
		edit: (programs: readonly ProgramObservation[]) => ProgramObservation[],
	): Edit =>
	(kernels) =>
		kernels.map((each) => ({
			...each,
			cells: each.cells.map((one) =>
				each.spec === spec && one.object === object ? { ...one, programs: edit(one.programs) } : one,
			),
		}));

const spec = fc.constantFrom(...specs);
const object = fc.constantFrom(...objectNames);
const name = fc.constantFrom(...programNames);
/** Each takes away at least one observation of one program on one kernel. */
const loss: fc.Arbitrary<Edit> = fc.oneof(
	spec.map(dropKernel),
	fc.tuple(spec, object).map(([on, of]) => dropCell(on, of)),
	fc
		.tuple(spec, object, name)
		.map(([on, of, lost]) =>
			editPrograms(on, of, (programs) => programs.filter((each) => each.name !== lost)),
		),
	fc.tuple(spec, object, name, fc.constantFrom('attach', 'trigger')).map(([on, of, lost, stage]) =>
		editPrograms(on, of, (programs) =>
			programs.map((each) => {
				if (each.name !== lost) return each;
				const { attach, trigger: _never, ...rest } = each;
				return stage === 'attach' || attach === undefined ? rest : { ...rest, attach };
			}),
		),
	),
);
const modes = fc.constantFrom<Mode>('each', 'kernel', 'all');

function judged(kernels: readonly KernelObservation[], mode: Mode, expect_ = objects) {
	return report(kernels, { objects: expect_, ...(mode !== 'kernel' && { build: { on: mode } }) });
}

describe('whatever is observed', () => {
	test('complete and good is a pass', () => {
		// Without this the next property would hold for a judge that never passes anything.
		expect(judged(complete('each'), 'each').verdict).toBe('pass');
		expect(judged(complete('kernel'), 'kernel').verdict).toBe('pass');
		expect(judged(complete('all'), 'all').verdict).toBe('pass');
	});

	test('a planned program without an observation is never a pass, and there is a finding that says so', () => {
		fc.assert(
			fc.property(modes, fc.array(loss, { minLength: 1, maxLength: 4 }), (mode, losses) => {
				const left = losses.reduce((kernels, lose) => lose(kernels), complete(mode));
				const { verdict, findings } = judged(left, mode);
				expect(verdict).not.toBe('pass');
				expect(findings.some(({ severity }) => severity === 'error')).toBe(true);
			}),
			{ numRuns: 500 },
		);
	});

	test('nor is it when every failure there could be is expected', () => {
		const lenient = objectNames.map((each) => objectConfig({ name: each, expect: [expectation('*')] }));
		const allFailed = (mode: Mode) =>
			complete(mode).map((each) => ({
				...each,
				cells: each.cells.map((one) => ({
					...one,
					programs: programNames.map((failing) => rejected(failing)),
				})),
			}));
		expect(judged(allFailed('each'), 'each', lenient).verdict).toBe('pass');
		const dropping = fc.oneof(
			spec.map(dropKernel),
			fc.tuple(spec, object).map(([on, of]) => dropCell(on, of)),
			fc
				.tuple(spec, object, name)
				.map(([on, of, lost]) =>
					editPrograms(on, of, (programs) => programs.filter((each) => each.name !== lost)),
				),
		);
		fc.assert(
			fc.property(modes, dropping, (mode, lose) => {
				expect(judged(lose(allFailed(mode)), mode, lenient).verdict).not.toBe('pass');
			}),
		);
	});

	test('the report is as its schema says, ids are unique, and a failed kernel fails the run', () => {
		const validate = new Ajv().compile(
			JSON.parse(readFileSync(packageFile('schema/report.schema.json'), 'utf8')),
		);
		const hostile = fc.string({ unit: 'binary', maxLength: 60 });
		const seen = fc.oneof(
			name.map((good) => program(good)),
			fc.tuple(name, fc.nat(600), hostile).map(([bad, errno, excerpt]) => rejected(bad, { errno, excerpt })),
			fc
				.tuple(name, fc.nat(3), hostile)
				.map(([loud, runs, prints]) => program(loud, { trigger: { runs, prints } })),
		);
		const observed = fc.record({
			spec,
			programs: fc.array(seen, { maxLength: 3 }),
			exitCode: fc.nat(2),
			lost: fc.option(fc.constantFrom('kernel-panic', 'guest-lost', 'stage-timeout', 'boot-timeout'), {
				nil: undefined,
			}),
			stage: fc.constantFrom('boot', 'build', 'load', 'trigger'),
		});
		const kernels = fc.uniqueArray(observed, { selector: (each) => each.spec, maxLength: 4 });
		const wanted = fc.array(
			fc.record({
				kernels: fc.constantFrom('*', '>=6.4', '5.10'),
				program: fc.option(name, { nil: undefined }),
				code: fc.option(fc.constantFrom('core-relocation', 'build-error', 'kernel-panic'), {
					nil: undefined,
				}),
			}),
			{ maxLength: 3 },
		);
		fc.assert(
			fc.property(modes, kernels, wanted, (mode, many, expectations) => {
				const result = judged(
					many.map((each) =>
						kernel(each.spec, {
							builds: objectNames.map((of) => build({ object: of, exitCode: each.exitCode })),
							cells: [cell(each.programs, { object: objectNames[0] ?? '' })],
							...(each.lost !== undefined && { trouble: trouble({ code: each.lost, stage: each.stage }) }),
						}),
					),
					mode,
					objectNames.map((of) =>
						objectConfig({
							name: of,
							expect: expectations.map(({ kernels: range, program: which, code }) =>
								expectation(range, {
									...(which !== undefined && { program: which }),
									...(code !== undefined && { code }),
								}),
							),
						}),
					),
				);
				const kinds = new Set(
					testSuites(result).flatMap(({ cases }) => cases.map(({ outcome }) => outcome.kind)),
				);
				// JUnit's words for fail and infra.
				expect(kinds.has('failure')).toBe(result.verdict === 'fail');
				if (result.verdict !== 'fail') expect(kinds.has('error')).toBe(result.verdict === 'infra');
				expect(validate(publicReport(result)), JSON.stringify(validate.errors)).toBe(true);
				expect(new Set(result.findings.map(({ id }) => id)).size).toBe(result.findings.length);
				const verdicts = result.kernels.map(({ verdict }) => verdict);
				if (verdicts.includes('fail')) expect(result.verdict).toBe('fail');
				if (result.verdict === 'pass') expect(new Set(verdicts)).toEqual(new Set(['pass']));
			}),
			{ numRuns: 500 },
		);
		// Seconds when other work shares the processor.
	}, 30_000);
});
