import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { assumptions } from './config/assumed.ts';
import { makePlan, type Plan } from './config/plan.ts';
import type { Listener, RunEvent } from './events.ts';
import type { KernelBtf } from './findings/context.ts';
import { judge } from './findings/judge.ts';
import type { KernelObservation } from './findings/observation.ts';
import { toolVersion } from './package-root.ts';
import type { Report } from './report/report.ts';
import { workFolder } from './run/boot.ts';
import { createBuilds } from './run/builds.ts';
import { prepareHost } from './run/host.ts';
import { keepRecord } from './run/keep.ts';
import { startKernel } from './run/kernel.ts';
import { inOrder } from './run/order.ts';
import { clearOutput } from './run/output.ts';
import { createSlots, guestsAtATime, guestsInMemory } from './run/slots.ts';
import { takesTwoTurns } from './run/turns.ts';
import { kernelTypes } from './run/types.ts';
import type { RunOptions } from './run-options.ts';

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

/** Whether memory holds all guests that wait for each other's objects; tells what follows where it does not. */
function holdsAll({ kernels }: Plan, memoryMiB: number, listen: Listener): boolean {
	const waiting = kernels.filter(takesTwoTurns).length;
	const most = guestsInMemory(memoryMiB);
	if (waiting <= most) return true;
	listen({
		type: 'notice',
		message: `${waiting} guests of ${memoryMiB} MiB wait for each other's objects, and memory holds ${most} at a time: each kernel is booted twice, once to build and once to load. Less for each with --memory may spare that.`,
	});
	return false;
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
	for (const message of assumptions(config)) listen({ type: 'host', message });
	await clearOutput(options.out);
	const host = await prepareHost(options, listen);
	const plan = makePlan(config);
	const context = {
		options,
		listen,
		host,
		builds: createBuilds(),
		slots: createSlots(options.parallel ?? guestsAtATime(options.memoryMiB)),
		keepsGuests: holdsAll(plan, options.memoryMiB, listen),
	};
	const judgeAll = (kernels: readonly KernelObservation[], btf?: KernelBtf) =>
		judge({
			config,
			kernels,
			started,
			durationMs: Date.now() - started.getTime(),
			toolVersion: toolVersion(),
			...(btf !== undefined && { btf }),
			...(options.baseline !== undefined && { baseline: options.baseline }),
		});
	try {
		const runs = plan.kernels.map((kernel) => startKernel(context, kernel));
		const snapshots = () =>
			inOrder(
				config,
				runs.map((kernel) => kernel.snapshot()),
			);
		await Promise.all(
			runs.map(async (kernel) => {
				await kernel.finished;
				listen(doneEvent(kernel.snapshot(), judgeAll(snapshots())));
			}),
		);
		const observed = snapshots();
		// Who is interrupted has no time for what takes a second or two.
		const images = options.signal?.aborted ? [] : runs.flatMap((kernel) => kernel.image() ?? []);
		const types = await kernelTypes(images);
		const report = judgeAll(observed, types.of);
		if (report.findings.some(({ code }) => code === 'core-relocation')) {
			for (const message of types.missing) listen({ type: 'notice', message });
		}
		const { durationMs } = report;
		const asked = config.kernels.map(({ text }) => text);
		await keepRecord(
			options.out,
			{ started: report.started, durationMs, asked, kernels: observed },
			types.of,
			listen,
		);
		return report;
	} finally {
		await rm(join(options.out, workFolder), { recursive: true, force: true });
	}
}
