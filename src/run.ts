import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config/config.ts';
import type { Listener, RunEvent } from './events.ts';
import { judge } from './findings/judge.ts';
import type { KernelObservation } from './findings/observation.ts';
import { toolVersion } from './package-root.ts';
import type { Report } from './report/report.ts';
import { createBuilds } from './run/builds.ts';
import { prepareHost } from './run/host.ts';
import { type KernelTask, startKernel } from './run/kernel.ts';
import { createSlots, guestsAtATime } from './run/slots.ts';
import type { RunOptions } from './run-options.ts';

/** Each kernel's part. The build kernel comes first, so that it gets a guest before those that wait for its objects. */
function tasksOf(config: Config): KernelTask[] {
	const sources = config.objects.filter(({ kind }) => kind === 'source');
	if (config.build.on === 'each') {
		return config.kernels.map((spec) => ({
			spec,
			builds: sources,
			loads: config.objects.map((object) => ({ object, builtOn: spec.text })),
		}));
	}
	const builder = config.build.kernel;
	const loads = config.objects.map((object) => ({ object, builtOn: builder.text }));
	const others = config.kernels.filter(({ text }) => text !== builder.text);
	const loadsToo = others.length < config.kernels.length;
	const first: KernelTask = { spec: builder, builds: sources, loads: loadsToo ? loads : [] };
	return [
		...(sources.length > 0 || loadsToo ? [first] : []),
		...others.map((spec) => ({ spec, builds: [], loads })),
	];
}

/** A kernel that only builds has no verdict in the report but what became of it. */
function doneEvent(observation: KernelObservation, report: Report): RunEvent {
	const { spec, timings, trouble } = observation;
	const kernel = report.kernels.find((candidate) => candidate.spec === spec);
	const reason = kernel?.reason ?? trouble?.message;
	return {
		type: 'done',
		kernel: spec,
		verdict: kernel?.verdict ?? (trouble === undefined ? 'pass' : 'infra'),
		durationMs: timings.totalMs,
		...(reason !== undefined && { reason }),
	};
}

/** Runs the plan on every kernel. What is observed becomes the report; only wrong usage and our own bugs reject. */
export async function run(options: RunOptions, listen: Listener): Promise<Report> {
	const started = new Date();
	const { config } = options;
	listen({
		type: 'plan',
		kernels: config.kernels.map(({ text }) => text),
		objects: config.objects.map(({ name }) => name),
	});
	await mkdir(options.out, { recursive: true });
	const host = await prepareHost(options, listen);
	const context = {
		options,
		listen,
		host,
		builds: createBuilds(),
		slots: createSlots(options.parallel ?? guestsAtATime(options.memoryMiB)),
	};
	const judgeAll = (kernels: readonly KernelObservation[]) =>
		judge({
			config,
			kernels,
			started,
			durationMs: Date.now() - started.getTime(),
			toolVersion: toolVersion(),
		});
	try {
		const runs = tasksOf(config).map((task) => startKernel(context, task));
		const snapshots = () => runs.map((kernel) => kernel.snapshot());
		await Promise.all(
			runs.map(async (kernel) => {
				await kernel.finished;
				listen(doneEvent(kernel.snapshot(), judgeAll(snapshots())));
			}),
		);
		return judgeAll(snapshots());
	} finally {
		await rm(join(options.out, '.work'), { recursive: true, force: true });
	}
}
