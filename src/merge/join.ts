import type { Config } from '../config/config.ts';
import type { BuildObservation, KernelObservation } from '../findings/observation.ts';
import type { RunRecord } from '../record/record.ts';
import { inOrder } from '../run/order.ts';

/**
 * What one run of the whole configuration would have seen, out of what runs of its kernels have. A kernel that none of
 * them was asked for, though the configuration names it, is one of which nothing was observed.
 */
export function joinRecords(config: Config, records: readonly RunRecord[]): KernelObservation[] {
	// Of a job that was run again, the last word counts.
	const latest = records.toSorted((a, b) => (a.started < b.started ? 1 : -1));
	const joined = new Map<string, KernelObservation>();
	for (const spec of buildersOf(latest)) {
		const [first, ...others] = observationsOf(latest, spec);
		if (first !== undefined) joined.set(spec, { ...first, builds: allBuilds([first, ...others]) });
	}
	for (const { text } of config.kernels) {
		const record = latest.find(({ asked }) => asked.includes(text));
		const own = record?.kernels.find(({ spec }) => spec === text);
		if (record === undefined || own === undefined) {
			joined.set(text, absent(text));
			continue;
		}
		const builds = joined.get(text)?.builds ?? own.builds;
		joined.set(text, { ...(isComplete(config, own) ? own : withBuildersTrouble(record, own)), builds });
	}
	return inOrder(config, [...joined.values()]);
}

/** Specs of kernels that a run booted only to build for others. */
function buildersOf(records: readonly RunRecord[]): ReadonlySet<string> {
	return new Set(
		records.flatMap(({ asked, kernels }) =>
			kernels.flatMap(({ spec }) => (asked.includes(spec) ? [] : [spec])),
		),
	);
}

/** The best first: a guest that was there to the end. */
function observationsOf(records: readonly RunRecord[], spec: string): KernelObservation[] {
	return records
		.flatMap(({ kernels }) => kernels.filter((kernel) => kernel.spec === spec))
		.toSorted((a, b) => Number(a.trouble !== undefined) - Number(b.trouble !== undefined));
}

/** Each object once. The same source on the same kernel comes to the same; a guest that was lost lacks some. */
function allBuilds(observed: readonly KernelObservation[]): readonly BuildObservation[] {
	const builds = observed.flatMap((kernel) => kernel.builds).toReversed();
	return [...new Map(builds.map((build) => [build.object, build])).values()].toReversed();
}

function isComplete({ objects }: Config, { cells }: KernelObservation): boolean {
	return objects.every(({ name }) => cells.some(({ object }) => object === name));
}

/** A kernel that waited in vain for what another was to build in its run lacks objects for that reason. */
function withBuildersTrouble({ kernels }: RunRecord, own: KernelObservation): KernelObservation {
	const lost = kernels.find(({ spec, trouble }) => spec !== own.spec && trouble !== undefined);
	if (own.trouble !== undefined || lost?.trouble === undefined) return own;
	const message = `kernel ${lost.spec}, which was to build for it, was lost: ${lost.trouble.message}`;
	return { ...own, trouble: { code: 'guest-lost', stage: 'build', message, logs: lost.trouble.logs } };
}

function absent(spec: string): KernelObservation {
	return {
		spec,
		arch: 'x86_64',
		accel: 'tcg',
		timings: { resolveMs: 0, bootMs: 0, buildMs: 0, loadMs: 0, triggerMs: 0, totalMs: 0 },
		trouble: {
			code: 'guest-lost',
			stage: 'resolve',
			message: `there is no record of kernel ${spec} among those that are merged`,
			remedy:
				'Look at the log of its job: it did not end, or its artifact was not uploaded or not downloaded.',
			logs: [],
		},
		builds: [],
		cells: [],
		commands: [],
		kernelLog: [],
	};
}
