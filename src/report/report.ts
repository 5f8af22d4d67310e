import type { Comparison } from '../baseline/compare.ts';
import type { KernelFigures } from '../findings/figures.ts';
import type { Finding, FindingCode, Stage } from '../findings/finding.ts';
import type { KernelSource, Timings } from '../findings/observation.ts';

/** `xfail`: failed as the configuration expects. `xpass`: expected to fail, passed; an error. */
export type Verdict = 'pass' | 'fail' | 'skip' | 'xfail' | 'xpass';

/** `OUT/report.json`, version 1. Times in milliseconds, sizes in bytes, paths relative to OUT. */
export interface Report {
	readonly version: 1;
	readonly tool: { readonly name: string; readonly version: string };
	/** ISO 8601, UTC. */
	readonly started: string;
	readonly durationMs: number;
	readonly verdict: 'pass' | 'fail' | 'infra';
	readonly kernels: readonly KernelReport[];
	readonly findings: readonly Finding[];
	/** What verifying each program took. Not in report.json, which keeps its form: verifier.json has it. */
	readonly figures?: readonly KernelFigures[];
	/** What changed since an earlier run, where one is given. Not in report.json either. */
	readonly comparison?: Comparison;
}

export interface KernelReport {
	readonly spec: string;
	/** What `uname -r` said inside the guest; empty when it never booted. */
	readonly release: string;
	readonly source: KernelSource;
	readonly arch: string;
	readonly accel: 'kvm' | 'tcg';
	readonly verdict: 'pass' | 'fail' | 'infra';
	readonly reason?: string;
	readonly timings: Timings;
	/** Path of the console log. */
	readonly console: string;
	readonly cells: readonly CellReport[];
	readonly commands: readonly CommandReport[];
}

export interface CellReport {
	readonly object: string;
	readonly builtOn: string;
	readonly verdict: Verdict;
	readonly programs: readonly ProgramReport[];
}

export interface ProgramReport {
	readonly name: string;
	readonly section: string;
	readonly type: string;
	readonly verdict: Verdict;
	/** Where it failed, or would have been expected to. */
	readonly stage?: Stage;
	readonly code?: FindingCode;
	readonly runs?: number;
	readonly insns?: number;
	readonly states?: number;
	readonly verifyUs?: number;
	readonly jitedBytes?: number;
	readonly log?: string;
}

export interface CommandReport {
	readonly name: string;
	readonly exitCode: number;
	readonly verdict: Verdict;
	readonly log: string;
}
