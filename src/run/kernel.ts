import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectConfig } from '../config/config.ts';
import { CoreMatrixError } from '../error.ts';
import type { Listener } from '../events.ts';
import type { FindingCode, Stage } from '../findings/finding.ts';
import type {
	BuildObservation,
	CellObservation,
	KernelObservation,
	Timings,
	Trouble,
} from '../findings/observation.ts';
import { bootGuest, type Guest } from '../guest/guest.ts';
import { baseFiles, writeInitramfs } from '../guest/initramfs.ts';
import { describeMachine } from '../guest/qemu.ts';
import { workspaceFiles } from '../guest/workspace.ts';
import type { KernelImage } from '../kernels/image.ts';
import { resolveKernel } from '../kernels/resolve.ts';
import type { KernelSpec } from '../kernels/spec.ts';
import type { RunOptions } from '../run-options.ts';
import { type BuildContext, buildObject, prepareHeader } from './build.ts';
import type { Builds } from './builds.ts';
import type { Host } from './host.ts';
import { type LoadContext, loadObject } from './load.ts';
import { kernelPaths } from './paths.ts';
import type { Slots } from './slots.ts';

/** One kernel's part of a run. */
export interface KernelTask {
	readonly spec: KernelSpec;
	/** Whether it builds, and what. */
	readonly builds: readonly ObjectConfig[];
	/** What it loads; empty for a kernel that only builds. */
	readonly loads: readonly { readonly object: ObjectConfig; readonly builtOn: string }[];
}

export interface RunContext {
	readonly options: RunOptions;
	readonly listen: Listener;
	readonly host: Host;
	readonly builds: Builds;
	readonly slots: Slots;
}

/** What is known of a kernel while its guest runs; it is given out whole whatever happens. */
interface Progress {
	readonly started: number;
	stage: Stage;
	object?: string;
	program?: string;
	image?: KernelImage;
	release?: string;
	console?: string;
	trouble?: Trouble;
	builds: BuildObservation[];
	cells: CellObservation[];
	timings: { -readonly [Part in Exclude<keyof Timings, 'totalMs'>]: number };
}

const codeAtStage = (stage: Stage): FindingCode =>
	stage === 'resolve' ? 'kernel-unavailable' : 'guest-lost';

/** What was under way is what it happened to; a bug of ours is not the kernel's fault and goes on up. */
function troubleOf(error: unknown, progress: Progress): Trouble {
	if (!(error instanceof CoreMatrixError)) throw error;
	return {
		code: error.code ?? codeAtStage(progress.stage),
		stage: progress.stage,
		message: error.message,
		...(error.remedy !== undefined && { remedy: error.remedy }),
		...(progress.object !== undefined && { object: progress.object }),
		...(progress.program !== undefined && { program: progress.program }),
		logs: progress.console === undefined ? [] : [progress.console],
	};
}

async function boot(
	context: RunContext,
	task: KernelTask,
	progress: Progress,
	image: KernelImage,
): Promise<Guest> {
	const { options, host } = context;
	const paths = kernelPaths(task.spec.text);
	const building = task.builds.length > 0 ? host.building : undefined;
	const folder = join(options.out, '.work');
	await mkdir(folder, { recursive: true });
	const initramfs = join(folder, `${paths.console.replaceAll('/', '-')}.cpio`);
	await writeInitramfs(initramfs, building === undefined ? [] : [building.toolchain.archive], [
		...baseFiles(host.programs.agent, image.modules),
		...(building === undefined ? [] : workspaceFiles(building.workspace)),
	]);
	progress.console = paths.console;
	try {
		return await bootGuest({
			arguments: describeMachine({
				accelerator: host.accelerator,
				memoryMiB: options.memoryMiB,
				image: image.image,
				initramfs,
			}),
			consolePath: join(options.out, paths.console),
			deadlineMs: host.deadlines.bootMs,
			...(options.signal !== undefined && { signal: options.signal }),
		});
	} finally {
		// QEMU has read it, or never will.
		await rm(initramfs, { force: true });
	}
}

/** Sets the stage, tells it, and adds the time that the work takes to the stage's own. */
async function inStage<Result>(
	context: RunContext,
	task: KernelTask,
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
	task: KernelTask,
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
	task: KernelTask,
	progress: Progress,
	guest: Guest,
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
			repository: {
				root: options.config.root,
				...(object.kind === 'source' &&
					host.building !== undefined && { workspace: host.building.workspace }),
			},
			out: options.out,
			paths: kernelPaths(task.spec.text),
			deadlines: host.deadlines,
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
		progress.cells.push(await loadObject(load, object, builtOn, path));
		delete progress.program;
	}
	delete progress.object;
}

async function waitFor(context: RunContext, task: KernelTask, object: ObjectConfig, builtOn: string) {
	if (builtOn !== task.spec.text) {
		context.listen({ type: 'stage', kernel: task.spec.text, stage: 'wait', detail: object.name });
	}
	return await context.builds.await(object.name, builtOn);
}

async function inGuest(
	context: RunContext,
	task: KernelTask,
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
		await loadAll(context, task, progress, guest);
	} finally {
		await guest.stop();
	}
}

/** What has been seen of a kernel so far. */
function snapshot(context: RunContext, task: KernelTask, progress: Progress): KernelObservation {
	const { image, release, console, trouble, builds, cells, timings } = progress;
	return {
		spec: task.spec.text,
		...(release !== undefined && { release }),
		...(image !== undefined && { source: image.source }),
		arch: image?.arch ?? 'x86_64',
		accel: context.host.accelerator,
		timings: {
			resolveMs: Math.round(timings.resolveMs),
			bootMs: Math.round(timings.bootMs),
			buildMs: Math.round(timings.buildMs),
			loadMs: Math.round(timings.loadMs),
			triggerMs: Math.round(timings.triggerMs),
			totalMs: Math.round(performance.now() - progress.started),
		},
		...(console !== undefined && { console }),
		...(trouble !== undefined && { trouble }),
		builds: [...builds],
		cells: [...cells],
	};
}

async function runKernel(context: RunContext, task: KernelTask, progress: Progress): Promise<void> {
	const { options, listen } = context;
	try {
		const image = await inStage(context, task, progress, 'resolve', () =>
			resolveKernel(task.spec, {
				...(options.debianMirror !== undefined && { debianMirror: options.debianMirror }),
				...(options.signal !== undefined && { signal: options.signal }),
				onNotice: (message) => listen({ type: 'notice', message }),
				onProgress: (detail) => listen({ type: 'stage', kernel: task.spec.text, stage: 'resolve', detail }),
			}),
		);
		progress.image = image;
		listen({ type: 'stage', kernel: task.spec.text, stage: 'wait' });
		const builders = task.loads
			.filter(({ object }) => object.kind === 'source')
			.map(({ builtOn }) => builtOn);
		await context.builds.begun(builders.filter((builder) => builder !== task.spec.text));
		await context.slots.use(() => inGuest(context, task, progress, image));
	} catch (error) {
		progress.trouble = troubleOf(error, progress);
	} finally {
		context.builds.close(task.spec.text);
	}
}

/** A kernel on its way. */
export interface KernelRun {
	/** What has been seen so far. */
	snapshot(): KernelObservation;
	/** Settles when nothing more comes; rejects only for a bug of ours. */
	readonly finished: Promise<void>;
}

/** Runs one kernel from its spec to its last program. */
export function startKernel(context: RunContext, task: KernelTask): KernelRun {
	const progress: Progress = {
		started: performance.now(),
		stage: 'resolve',
		builds: [],
		cells: [],
		timings: { resolveMs: 0, bootMs: 0, buildMs: 0, loadMs: 0, triggerMs: 0 },
	};
	const finished = runKernel(context, task, progress);
	return { snapshot: () => snapshot(context, task, progress), finished };
}
