import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KernelObservation } from '../../src/findings/observation.ts';
import { joinRecords } from '../../src/merge/join.ts';
import { type RunRecord, readRecord, recordText } from '../../src/record/record.ts';
import {
	build,
	cell,
	configOf,
	foundingCase,
	kernel,
	kernelsOf,
	objectConfig,
	program,
	rejected,
	report,
	specs,
	trouble,
} from '../findings/observed.ts';

const builder = 'debian:6.1';

/** What a run of one kernel sees: that kernel, and the one that builds for it without what is loaded there. */
function part(spec: string, kernels: readonly KernelObservation[], over: Partial<RunRecord> = {}): RunRecord {
	const seen = kernels.flatMap((each) => {
		if (each.spec === spec) return [each];
		return each.spec === builder ? [{ ...each, cells: [] }] : [];
	});
	return { started: '2026-01-02T03:04:05.000Z', durationMs: 1, asked: [spec], kernels: seen, ...over };
}

const overTheWire = (record: RunRecord): RunRecord => readRecord(recordText(record, '1'), '1', 'record');
const split = (kernels: readonly KernelObservation[]): RunRecord[] =>
	specs.map((spec) => overTheWire(part(spec, kernels)));

describe('records of one kernel each', () => {
	test('make the report of one run', () => {
		const kernels = foundingCase();
		const joined = joinRecords(configOf(), split(kernels));
		expect(report(joined)).toEqual(report(kernels));
		expect(report(joined).findings[0]?.kernels).toEqual(['debian:6.12', 'debian:7']);
	});

	test('make it in whatever order they come', () => {
		const kernels = foundingCase();
		expect(report(joinRecords(configOf(), split(kernels).reverse()))).toEqual(report(kernels));
	});

	test('make it where the kernel that builds is not one of those that load', () => {
		const config = configOf({ kernels: configOf().kernels.filter(({ text }) => text !== builder) });
		const kernels = foundingCase().map((each) => (each.spec === builder ? { ...each, cells: [] } : each));
		const inOrder = [
			...kernels.filter(({ spec }) => spec !== builder),
			...kernels.filter(({ spec }) => spec === builder),
		];
		const records = config.kernels.map(({ text }) => part(text, kernels));
		expect(report(joinRecords(config, records), config)).toEqual(report(inOrder, config));
	});

	test('make it whatever was seen', () => {
		const names = ['bpf/a.bpf.c', 'bpf/b.bpf.c'];
		const objects = names.map((name) => objectConfig({ name }));
		const seen = fc.constantFrom(program('first'), rejected('first'), rejected('second', { errno: 1 }));
		const observed = fc.record({
			programs: fc.array(seen, { maxLength: 2 }),
			exitCode: fc.nat(1),
			lost: fc.option(fc.constantFrom('kernel-panic', 'guest-lost', 'boot-timeout'), { nil: undefined }),
			whole: fc.boolean(),
		});
		const lists = fc.array(observed, { minLength: specs.length, maxLength: specs.length });
		fc.assert(
			fc.property(lists, (many) => {
				const kernels = many.map(({ programs, exitCode, lost, whole }, index) =>
					kernel(specs[index] ?? '', {
						builds: names.map((object) => build({ object, exitCode })),
						cells: (whole ? names : names.slice(1)).map((object) =>
							cell(programs, { object, builtOn: specs[index] ?? '' }),
						),
						...(lost !== undefined && { trouble: trouble({ code: lost }) }),
					}),
				);
				const over = { objects, build: { on: 'each' } } as const;
				const records = specs.map((spec) =>
					overTheWire({ ...part(spec, []), kernels: kernels.filter((each) => each.spec === spec) }),
				);
				expect(report(joinRecords(configOf(over), records), over)).toEqual(report(kernels, over));
			}),
		);
	});
});

describe('a kernel without a record', () => {
	test('cannot be judged, and the others can', () => {
		const records = split(kernelsOf()).filter(({ asked }) => !asked.includes('debian:7'));
		const { verdict, kernels, findings } = report(joinRecords(configOf(), records));
		expect(verdict).toBe('infra');
		expect(kernels.map((each) => each.verdict)).toEqual(['pass', 'pass', 'pass', 'infra']);
		expect(findings).toHaveLength(1);
		expect(findings[0]?.message).toContain(
			'there is no record of kernel debian:7 among those that are merged',
		);
		expect(findings[0]?.hint).toContain('Look at the log of its job');
	});

	test('is one that a run was asked for and did not come to', () => {
		const records = split(kernelsOf()).map((record) =>
			record.asked.includes('debian:7') ? { ...record, kernels: [] } : record,
		);
		expect(report(joinRecords(configOf(), records)).verdict).toBe('infra');
	});
});

describe('of several records of one kernel', () => {
	test('the one that began last counts', () => {
		const [good, bad] = [kernelsOf(), foundingCase()];
		const older = part('debian:7', bad);
		const newer = part('debian:7', good, { started: '2026-01-02T04:00:00.000Z' });
		const others = split(good).filter(({ asked }) => !asked.includes('debian:7'));
		for (const both of [
			[older, newer],
			[newer, older],
		]) {
			expect(report(joinRecords(configOf(), [...others, ...both])).verdict).toBe('pass');
		}
	});
});

describe('a kernel that builds for others', () => {
	test('and is lost in one job takes nothing from the others, and is the reason there', () => {
		const lost = kernel(builder, { builds: [], cells: [], trouble: trouble({ message: 'no answer' }) });
		const records = split(kernelsOf()).map((record) =>
			record.asked.includes('debian:7')
				? { ...record, kernels: [kernel('debian:7', { cells: [] }), lost] }
				: record,
		);
		const { kernels, findings } = report(joinRecords(configOf(), records));
		expect(kernels.map((each) => each.verdict)).toEqual(['pass', 'pass', 'pass', 'infra']);
		expect(findings).toHaveLength(1);
		expect(findings[0]?.message).toContain(
			'kernel debian:6.1, which was to build for it, was lost: no answer',
		);
	});

	test('brings what the one job has built that another has not', () => {
		const objects = ['bpf/a.bpf.c', 'bpf/b.bpf.c'].map((name) => objectConfig({ name }));
		const cells = objects.map(({ name }) => cell([program('first')], { object: name }));
		const builds = objects.map(({ name }) => build({ object: name }));
		const kernels = specs.map((spec) => kernel(spec, { cells, builds: spec === builder ? builds : [] }));
		const records = split(kernels).map((record) =>
			record.asked.includes(builder)
				? { ...record, kernels: [kernel(builder, { cells, builds: builds.slice(0, 1) })] }
				: record,
		);
		expect(report(joinRecords(configOf({ objects }), records), { objects }).verdict).toBe('pass');
	});
});
