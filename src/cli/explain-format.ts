import type { KernelChoice } from './explain-kernels.ts';

export const explainFormats = ['text', 'json', 'markdown'] as const;

export interface ExplainArguments extends KernelChoice {
	/** An eBPF object file, relative to the working folder. */
	readonly object: string;
	readonly format: (typeof explainFormats)[number];
}
