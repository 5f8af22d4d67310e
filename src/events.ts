import type { Stage } from './findings/finding.ts';

/** What a run tells while it goes on; renderers turn it into a live table or into lines. */
export type RunEvent =
	| { readonly type: 'plan'; readonly kernels: readonly string[]; readonly objects: readonly string[] }
	/** Work on the host that all kernels wait for: packages, agent, toolchain. */
	| { readonly type: 'host'; readonly message: string }
	| { readonly type: 'notice'; readonly message: string }
	/** A kernel enters a stage, or goes on within it (`detail`: the object or package at hand). */
	| {
			readonly type: 'stage';
			readonly kernel: string;
			readonly stage: Stage | 'wait';
			readonly detail?: string;
	  }
	| {
			readonly type: 'done';
			readonly kernel: string;
			readonly verdict: 'pass' | 'fail' | 'infra';
			readonly durationMs: number;
			readonly reason?: string;
	  };

export type Listener = (event: RunEvent) => void;
