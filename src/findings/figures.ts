import type { Config } from '../config/config.ts';
import type { KernelObservation, LoadObservation, ProgramObservation } from './observation.ts';

/** What verifying and loading a program took; a figure that the kernel did not say is missing. */
export type Figures = Pick<
	LoadObservation,
	| 'insns'
	| 'states'
	| 'peakStates'
	| 'verifyUs'
	| 'stackDepth'
	| 'xlatedBytes'
	| 'jitedBytes'
	| 'memlockBytes'
>;

export interface ProgramFigures extends Figures {
	readonly object: string;
	/** Spec of the build kernel; empty for an object that came compiled. */
	readonly builtOn: string;
	readonly name: string;
	readonly section: string;
	readonly type: string;
	/** Whether the kernel took it; what it refused has figures up to there. */
	readonly loaded: boolean;
}

export interface KernelFigures {
	readonly spec: string;
	/** What `uname -r` said inside the guest; empty when it never booted. */
	readonly release: string;
	readonly programs: readonly ProgramFigures[];
}

/** The figures of every program that a kernel was asked to load. */
export function figuresOf(config: Config, kernels: readonly KernelObservation[]): KernelFigures[] {
	const compiled = new Set(config.objects.flatMap(({ kind, name }) => (kind === 'object' ? [name] : [])));
	const isLoadKernel = ({ spec }: KernelObservation) => config.kernels.some(({ text }) => text === spec);
	return kernels.filter(isLoadKernel).map(({ spec, release = '', cells }) => ({
		spec,
		release,
		programs: cells.flatMap(({ object, builtOn, programs }) =>
			programs
				.filter(({ autoload }) => autoload !== false)
				.map((program) => ({
					object,
					builtOn: compiled.has(object) ? '' : builtOn,
					...programFigures(program),
				})),
		),
	}));
}

function programFigures({ name, section, type, load }: ProgramObservation) {
	const { insns, states, peakStates, verifyUs, stackDepth, xlatedBytes, jitedBytes, memlockBytes } = load;
	const figures = { insns, states, peakStates, verifyUs, stackDepth, xlatedBytes, jitedBytes, memlockBytes };
	const known = Object.fromEntries(
		Object.entries(figures).filter(([, value]) => value !== undefined),
	) as Figures;
	// Where a deadline came first there is no error, and no size either.
	return { name, section, type, loaded: jitedBytes !== undefined, ...known };
}
