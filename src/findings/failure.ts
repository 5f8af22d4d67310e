import type { FindingCode, Place, Stage } from './finding.ts';
import type { RelocationObservation, Trouble } from './observation.ts';

/** What went wrong with one thing on one kernel: a finding before kernels are joined. */
export interface Failure {
	readonly stage: Stage;
	readonly code: FindingCode;
	readonly title: string;
	/** What was seen; where it was seen is added when kernels are joined. */
	readonly message: string;
	readonly hint?: string;
	readonly place?: Place;
	/** Tells apart failures of one program with the same code and place, such as the texts not printed. */
	readonly subject?: string;
	/** What a CO-RE relocation asked for, where one is to blame. */
	readonly relocation?: RelocationObservation;
	/** The kernel's own words for it, on one line: they differ from kernel to kernel. */
	readonly said?: string;
	/** The lines of the verifier's log that show how it came to it, at most 40. */
	readonly excerpt?: string;
	readonly logs: readonly string[];
}

/** A failure together with what it happened to. */
export interface Incident {
	readonly failure: Failure;
	/** Spec of the load kernel, or of the kernel that had the trouble; missing where the configuration is at fault. */
	readonly kernel?: string;
	/** Missing where a kernel as a whole is meant. */
	readonly object?: string;
	readonly program?: string;
	/** Set when it happened to a command of the user's. */
	readonly command?: string;
	/** Spec of the build kernel. */
	readonly builtOn?: string;
	/** Whether the configuration says that this must happen, or nobody says that it must not. */
	readonly expected: boolean;
	/** Set when it is no failure but the limit of what was tried. */
	readonly untested?: true;
}

/** How far one thing came on one kernel. */
export interface Attempt {
	readonly kernel: string;
	/** Spec of the build kernel; missing for an object that came compiled. */
	readonly builtOn?: string;
	/** Missing for a command. */
	readonly object?: string;
	/** Missing: the object as a whole. */
	readonly program?: string;
	readonly command?: string;
	/** The stage that it did not get past; missing when it passed. */
	readonly failed?: Stage;
}

const infrastructure: ReadonlySet<FindingCode> = new Set([
	'kernel-unavailable',
	'verification-failed',
	'boot-timeout',
	'guest-lost',
]);

/** Whether it says nothing about the user's programs: the kernel was not there, or went before any of them was tried. */
export function isInfrastructure({ code, stage }: Pick<Trouble, 'code' | 'stage'>): boolean {
	if (infrastructure.has(code) || stage === 'resolve' || stage === 'boot') return true;
	return code === 'kernel-panic' && stage === 'build';
}
