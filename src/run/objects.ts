import { dirname, join } from 'node:path';
import type { ObjectConfig } from '../config/config.ts';
import type { PlannedKernel } from '../config/plan.ts';
import type { ProgramObservation } from '../findings/observation.ts';
import type { Guest } from '../guest/guest.ts';
import { workFolder } from './boot.ts';
import { type BuildContext, buildObject, prepareHeader } from './build.ts';
import { buildByCommand } from './build-command.ts';
import type { RunContext } from './context.ts';
import { commandText } from './guest-command.ts';
import { buildOnHost, fetchHeader } from './host-build.ts';
import { repositoryOf } from './known-objects.ts';
import { type LoadContext, loadObject } from './load.ts';
import { kernelPaths } from './paths.ts';
import type { Progress } from './progress.ts';
import type { Seat } from './seat.ts';

/** Builds all that the kernel is to build, or says of each object why it could not. */
export async function buildAll(
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
		clang: building.clang,
		workspace: building.workspace,
		paths: kernelPaths(task.spec.text),
		buildMs: context.host.deadlines.buildMs,
		builds: context.builds,
	};
	const headerFolder = join(build.out, workFolder, dirname(build.paths.header));
	const trouble =
		(await prepareHeader(build)) ??
		(building.on === 'host' ? await fetchHeader(build, headerFolder) : undefined);
	if (trouble !== undefined) {
		const unbuilt = { exitCode: -1, log: trouble.logs[0] ?? '', diagnostics: [], trouble };
		progress.builds.push(...task.builds.map(({ name }) => ({ object: name, ...unbuilt })));
		return;
	}
	const tell = (detail: string) =>
		context.listen({ type: 'stage', kernel: task.spec.text, stage: 'build', detail });
	const { buildCommand } = context.options.config;
	const made = task.builds.filter(({ kind }) => kind === 'built');
	if (buildCommand !== undefined && made.length > 0) {
		tell(commandText(buildCommand));
		progress.builds.push(...(await buildByCommand(build, buildCommand, made)));
	}
	for (const object of task.builds.filter(({ kind }) => kind === 'source')) {
		progress.object = object.name;
		tell(object.name);
		progress.builds.push(
			building.on === 'host'
				? await buildOnHost(
						build,
						object,
						{ workspace: building.folder, header: headerFolder },
						context.options.signal,
					)
				: await buildObject(build, object),
		);
	}
	delete progress.object;
}

/** Tries all that the kernel is to load, each object as soon as it is there. */
export async function loadAll(
	context: RunContext,
	task: PlannedKernel,
	progress: Progress,
	seat: Seat,
	version: string,
): Promise<void> {
	const { options, host } = context;
	for (const { object, builtOn } of task.loads) {
		progress.object = object.name;
		if (object.kind !== 'object') progress.builtOn = builtOn;
		else delete progress.builtOn;
		const path =
			object.kind === 'object'
				? join(options.config.root, object.name)
				: await waitFor(context, task, object, builtOn);
		if (path === undefined) continue;
		const load: LoadContext = {
			seat,
			version,
			repository: repositoryOf(context, object),
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
		const trouble = await loadObject(load, object, builtOn, path, programs).catch(seat.lost);
		if (trouble !== undefined) progress.cells.splice(-1, 1, { ...cell, trouble });
		delete progress.program;
	}
	delete progress.object;
	delete progress.builtOn;
}

async function waitFor(context: RunContext, task: PlannedKernel, object: ObjectConfig, builtOn: string) {
	if (builtOn !== task.spec.text) {
		context.listen({ type: 'stage', kernel: task.spec.text, stage: 'wait', detail: object.name });
	}
	return await context.builds.await(object.name, builtOn);
}
