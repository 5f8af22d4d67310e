/** The stages of a run, in order. */
export const stages = ['resolve', 'boot', 'build', 'load', 'attach', 'trigger', 'expect'] as const;
export type Stage = (typeof stages)[number];

/** Every code a finding can have. Stable: documented one by one in docs/findings.md. */
export const findingCodes = [
	'build-error',
	'btf-missing',
	'core-relocation',
	'core-flavor-name',
	'helper-unavailable',
	'kfunc-unavailable',
	'ksym-missing',
	'map-unsupported',
	'program-type-unsupported',
	'attach-type-unsupported',
	'attach-target-missing',
	'verifier-rejected',
	'verifier-complexity',
	'lsm-inactive',
	'lockdown',
	'memlock',
	'permission',
	'not-triggered',
	'expectation',
	'command-failed',
	'kernel-splat',
	'kernel-panic',
	'boot-timeout',
	'guest-lost',
	'stage-timeout',
	'kernel-unavailable',
	'verification-failed',
	'load-error',
] as const;
export type FindingCode = (typeof findingCodes)[number];

export type Severity = 'error' | 'warning' | 'notice';

/** A place in the user's repository: `file` relative to its root with `/`, lines and columns from 1. */
export interface Place {
	readonly file: string;
	readonly line: number;
	readonly column?: number;
}

/** A failure is a fact with a place. Every output renders findings; none of them parses anything. */
export interface Finding {
	/** Stable across runs of the same sources, so that a re-run updates instead of adding. */
	readonly id: string;
	readonly severity: Severity;
	readonly stage: Stage;
	readonly code: FindingCode;
	readonly title: string;
	readonly message: string;
	/** What to write instead, or what to do. */
	readonly hint?: string;
	readonly file?: string;
	readonly line?: number;
	readonly column?: number;
	readonly endLine?: number;
	readonly program?: string;
	readonly object?: string;
	/** Specs of the build kernels whose object failed. */
	readonly builtOn?: readonly string[];
	/** Specs of the kernels on which this happened, oldest first. */
	readonly kernels: readonly string[];
	/**
	 * At most 40 lines that show how it came to it: of the verifier's log, or of the kernel's where it complained. The
	 * whole log is in `logs`. Not in report.json.
	 */
	readonly excerpt?: string;
	/** Paths relative to the output folder. */
	readonly logs: readonly string[];
}
