import { join } from 'node:path';
import type { ObjectConfig } from '../config/config.ts';
import type { PlannedKernel } from '../config/plan.ts';
import type { KernelObservation, ProgramObservation } from '../findings/observation.ts';
import type { Guest } from '../guest/guest.ts';
import type { KernelImage } from '../kernels/image.ts';
import { resolveKernel } from '../kernels/resolve.ts';
import { boot } from './boot.ts';
import { type BuildContext, buildObject, prepareHeader } from './build.ts';
import type { RunContext } from './context.ts';
import { withLastWords } from './last-words.ts';
import { type LoadContext, loadObject } from './load.ts';
import { kernelPaths } from './paths.ts';
import { begin, type Progress, snapshotOf, troubleOf, versionOf } from './progress.ts';

/** Sets the stage, tells it, and adds the time that the work takes to the stage's own. */
async function inStage<Result>(
	context: RunContext,
	task: PlannedKernel,
	progress: Progress,
	stage: 'resolve' | 'boot' | 'build',
	work: () => Promise<Result>,
): Promise<Result> {
	progress.stage = stage;
	context.listen({ type: 'stage', kernel: task.spec.text, stage });
	const started = performance.now();
	try {
		return await work();
	} finally {
		progress.timings[`${stage}Ms`] += performance.now() - started;
	}
}

async function buildAll(
	context: RunContext,
	task: PlannedKernel,
	progress: Progress,
	guest: Guest,
): Promise<void> {
	const { building } = context.host;
	if (building === undefined || task.builds.length === 0) return;
	const build: BuildContext = {
		guest,
		spec: task.spec.text,
		root: context.options.config.root,
		out: context.options.out,
		clang: building.toolchain.clang,
		workspace: building.workspace,
		paths: kernelPaths(task.spec.text),
		buildMs: context.host.deadlines.buildMs,
		builds: context.builds,
	};
	const trouble = await prepareHeader(build);
	for (const object of task.builds) {
		progress.object = object.name;
		context.listen({ type: 'stage', kernel: task.spec.text, stage: 'build', detail: object.name });
		progress.builds.push(
			trouble === undefined
				? await buildObject(build, object)
				: { object: object.name, exitCode: -1, log: trouble.logs[0] ?? '', diagnostics: [], trouble },
		);
	}
	delete progress.object;
}

async function loadAll(
	context: RunContext,
	task: PlannedKernel,
	progress: Progress,
	guest: Guest,
	version: string,
): Promise<void> {
	const { options, host } = context;
	for (const { object, builtOn } of task.loads) {
		progress.object = object.name;
		const path =
			object.kind === 'object'
				? join(options.config.root, object.name)
				: await waitFor(context, task, object, builtOn);
		if (path === undefined) continue;
		const load: LoadContext = {
			guest,
			version,
			repository: {
				root: options.config.root,
				...(object.kind !== 'object' &&
					host.building !== undefined && { workspace: host.building.workspace }),
			},
			out: options.out,
			paths: kernelPaths(task.spec.text),
			deadlines: host.deadlines,
			onStage(stage) {
				progress.stage = stage;
			},
			onProgram(name) {
				progress.program = name;
				const detail = `${object.name} ${name}`;
				context.listen({ type: 'stage', kernel: task.spec.text, stage: 'load', detail });
			},
			onTrial({ loadMs, triggerMs }) {
				progress.timings.loadMs += loadMs;
				progress.timings.triggerMs += triggerMs;
			},
		};
		progress.stage = 'load';
		const programs: ProgramObservation[] = [];
		const cell = { object: object.name, builtOn, programs };
		progress.cells.push(cell);
		const trouble = await loadObject(load, object, builtOn, path, programs);
		if (trouble !== undefined) progress.cells.splice(-1, 1, { ...cell, trouble });
		delete progress.program;
	}
	delete progress.object;
}

async function waitFor(context: RunContext, task: PlannedKernel, object: ObjectConfig, builtOn: string) {
	if (builtOn !== task.spec.text) {
		context.listen({ type: 'stage', kernel: task.spec.text, stage: 'wait', detail: object.name });
	}
	return await context.builds.await(object.name, builtOn);
}

async function inGuest(
	context: RunContext,
	task: PlannedKernel,
	progress: Progress,
	image: KernelImage,
): Promise<void> {
	context.builds.begin(task.spec.text);
	const guest = await inStage(context, task, progress, 'boot', () => boot(context, task, progress, image));
	progress.release = guest.hello.release;
	try {
		if (task.builds.length > 0) {
			await inStage(context, task, progress, 'build', () => buildAll(context, task, progress, guest));
			context.builds.close(task.spec.text);
		}
		await loadAll(context, task, progress, guest, versionOf(image, guest.hello.release));
	} finally {
		await guest.stop();
	}
}

async function runKernel(context: RunContext, task: PlannedKernel, progress: Progress): Promise<void> {
	const { options, listen } = context;
	try {
		const image = await inStage(context, task, progress, 'resolve', () =>
			resolveKernel(task.spec, {
				access: options.access,
				...(options.signal !== undefined && { signal: options.signal }),
				...(options.config.lock !== undefined && { lock: options.config.lock }),
				onNotice: (message) => listen({ type: 'notice', message }),
				onProgress: (detail) => listen({ type: 'stage', kernel: task.spec.text, stage: 'resolve', detail }),
			}),
		);
		progress.image = image;
		listen({ type: 'stage', kernel: task.spec.text, stage: 'wait' });
		const builders = task.loads
			.filter(({ object }) => object.kind !== 'object')
			.map(({ builtOn }) => builtOn);
		await context.builds.begun(builders.filter((builder) => builder !== task.spec.text));
		await context.slots.use(() => inGuest(context, task, progress, image));
	} catch (error) {
		progress.trouble = withLastWords(troubleOf(error, progress), options.out);
	} finally {
		progress.ended = performance.now();
		context.builds.close(task.spec.text);
	}
}

/** A kernel on its way. */
export interface KernelRun {
	/** What has been seen so far. */
	snapshot(): KernelObservation;
	/** Missing as long as it is not resolved. */
	image(): KernelImage | undefined;
	/** Settles when nothing more comes; rejects only for a bug of ours. */
	readonly finished: Promise<void>;
}

/** Runs one kernel from its spec to its last program. */
export function startKernel(context: RunContext, task: PlannedKernel): KernelRun {
	const progress = begin();
	const finished = runKernel(context, task, progress);
	return {
		snapshot: () => snapshotOf(task.spec.text, context.host.accelerator, progress),
		image: () => progress.image,
		finished,
	};
}
