import type { TargetTypes } from '../bpf/core/resolve.ts';
import type { Config, ObjectConfig } from '../config/config.ts';
import type { KernelSpec } from '../kernels/spec.ts';
import { satisfies } from '../kernels/version.ts';
import type { KernelObservation } from './observation.ts';

/** What a report says of a program wherever it was not tried. */
export interface ProgramIdentity {
	readonly name: string;
	readonly section: string;
	readonly type: string;
}

/** What judging one kernel needs to know of the others. */
export interface Context {
	readonly config: Config;
	/** One for every kernel of the configuration, and for the build kernel. */
	readonly kernels: ReadonlyMap<string, KernelObservation>;
	/** By object: every program that was seen on some kernel, or that the configuration names and may exist. */
	readonly programs: ReadonlyMap<string, ReadonlyMap<string, ProgramIdentity>>;
	/** Names in the configuration that no object has. */
	readonly unknown: readonly { readonly object: string; readonly program: string }[];
	/** The types of a kernel by its spec, where they are known. */
	readonly btf?: KernelBtf;
}

export type KernelBtf = (spec: string) => TargetTypes | undefined;

export function contextOf(config: Config, observed: readonly KernelObservation[]): Context {
	const kernels = new Map(observed.map((kernel) => [kernel.spec, kernel]));
	const buildKernel = config.build.on === 'kernel' ? [config.build.kernel] : [];
	for (const spec of [...config.kernels, ...buildKernel]) {
		if (!kernels.has(spec.text)) kernels.set(spec.text, unobserved(spec));
	}
	const programs = new Map<string, ReadonlyMap<string, ProgramIdentity>>();
	const unknown: { object: string; program: string }[] = [];
	for (const object of config.objects) {
		const seen = seenPrograms(object.name, observed);
		const complete = observed.filter(
			(kernel) =>
				kernel.trouble === undefined &&
				kernel.cells.some((cell) => cell.object === object.name && cell.trouble === undefined),
		);
		for (const program of namedPrograms(object)) {
			if (seen.has(program)) continue;
			// A kernel that skips it says nothing about whether it exists.
			const { skip } = object.programs[program] ?? {};
			const tried = complete.filter(
				({ version, release }) => skip === undefined || !satisfies(version ?? release ?? '', skip),
			);
			if (tried.length > 0) unknown.push({ object: object.name, program });
			else seen.set(program, { name: program, section: '', type: '' });
		}
		programs.set(object.name, seen);
	}
	return { config, kernels, programs, unknown };
}

/** What ranges are compared with. */
export function versionOf(context: Context, kernel: KernelObservation): string {
	return kernel.version ?? releaseOf(context, kernel);
}

/** The kernel's own word, or before it has spoken, what was asked for. */
export function releaseOf({ config }: Context, kernel: KernelObservation): string {
	if (kernel.release !== undefined) return kernel.release;
	const all = config.build.on === 'kernel' ? [...config.kernels, config.build.kernel] : config.kernels;
	const spec = all.find(({ text }) => text === kernel.spec);
	return spec?.kind === 'version' ? spec.version : '';
}

function namedPrograms(object: ObjectConfig): Set<string> {
	const expected = object.expect.flatMap(({ program }) => (program === undefined ? [] : [program]));
	return new Set([...Object.keys(object.programs), ...expected]);
}

function seenPrograms(object: string, observed: readonly KernelObservation[]): Map<string, ProgramIdentity> {
	const cells = observed.flatMap((kernel) => kernel.cells).filter((cell) => cell.object === object);
	const seen = new Map<string, ProgramIdentity>(
		cells.flatMap((cell) => cell.programs).map((program) => [program.name, program]),
	);
	for (const { trouble } of observed) {
		if (trouble?.object !== object || trouble.program === undefined || seen.has(trouble.program)) continue;
		seen.set(trouble.program, { name: trouble.program, section: '', type: '' });
	}
	return seen;
}

/** A kernel of which a run brought nothing back: never a pass. */
function unobserved({ text }: KernelSpec): KernelObservation {
	return {
		spec: text,
		arch: 'x86_64',
		accel: 'tcg',
		timings: { resolveMs: 0, bootMs: 0, buildMs: 0, loadMs: 0, triggerMs: 0, totalMs: 0 },
		trouble: {
			code: 'guest-lost',
			stage: 'resolve',
			message: `Nothing was observed of kernel ${text}.`,
			logs: [],
		},
		builds: [],
		cells: [],
		commands: [],
		kernelLog: [],
	};
}
