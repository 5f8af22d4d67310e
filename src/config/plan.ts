import type { KernelSpec } from '../kernels/spec.ts';
import type { CommandConfig, Config, ObjectConfig } from './config.ts';

/** What a run does, in the order in which it is begun. */
export interface Plan {
	/** A kernel that builds for others comes first, whether objects are loaded on it as well or not. */
	readonly kernels: readonly PlannedKernel[];
}

export interface PlannedKernel {
	readonly spec: KernelSpec;
	/** The objects that are built in this kernel's guest. */
	readonly builds: readonly ObjectConfig[];
	/** Empty for a kernel that only builds. */
	readonly loads: readonly PlannedLoad[];
	/** Run after what is loaded; empty for a kernel that only builds. */
	readonly commands: readonly CommandConfig[];
}

export interface PlannedLoad {
	readonly object: ObjectConfig;
	/** Spec of the kernel whose object is taken. Means nothing for an object that came compiled. */
	readonly builtOn: string;
}

/** Specs of the kernels whose builds of an object a kernel loads; none for an object that came compiled. */
export function buildersOf({ kernels, build }: Config, object: ObjectConfig, loadKernel: string): string[] {
	if (object.kind === 'object') return [];
	if (build.on === 'kernel') return [build.kernel.text];
	return build.on === 'all' ? kernels.map(({ text }) => text) : [loadKernel];
}

export function makePlan(config: Config): Plan {
	const { kernels, build, objects, commands } = config;
	const sources = objects.filter(({ kind }) => kind !== 'object');
	// Without one nothing is built, so a kernel that is there only to build is not booted.
	const builder = build.on === 'kernel' && sources.length > 0 ? build.kernel : undefined;
	const others = kernels.filter(({ text }) => text !== builder?.text);
	const plan = (spec: KernelSpec): PlannedKernel => {
		const isLoadKernel = kernels.some(({ text }) => text === spec.text);
		return {
			spec,
			builds: builder === undefined || builder === spec ? sources : [],
			loads: isLoadKernel ? objects.flatMap((object) => loadsOf(config, object, spec)) : [],
			commands: isLoadKernel ? commands : [],
		};
	};
	return { kernels: [...(builder === undefined ? [] : [builder]), ...others].map(plan) };
}

function loadsOf(config: Config, object: ObjectConfig, { text }: KernelSpec): PlannedLoad[] {
	if (object.kind === 'object') return [{ object, builtOn: text }];
	return buildersOf(config, object, text).map((builtOn) => ({ object, builtOn }));
}
