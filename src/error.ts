import type { FindingCode } from './findings/finding.ts';

/** Whose the trouble is, which decides the exit code: `usage` 2, `infrastructure` 3. */
export type ErrorKind = 'usage' | 'infrastructure';

/** One thing wrong at a place in a file of the user's: what an annotation or an editor can point at. */
export interface Problem {
	/** Absolute. */
	readonly file: string;
	/** Counted from 1. */
	readonly line?: number;
	readonly column?: number;
	readonly message: string;
}

export interface ErrorDetails {
	/** Where, when the trouble is in files of the user's: each problem of a wrong configuration, in order. */
	readonly problems?: readonly Problem[];
	/** What to do next, as one imperative sentence. */
	readonly remedy?: string;
	/** The finding that this becomes when it happens within a run. */
	readonly code?: FindingCode;
	readonly cause?: unknown;
}

/** The one error class of the project: what is wrong, with which thing, and what to do about it. */
export class CoreMatrixError extends Error {
	readonly kind: ErrorKind;
	readonly remedy: string | undefined;
	readonly code: FindingCode | undefined;
	readonly problems: readonly Problem[];

	constructor(kind: ErrorKind, message: string, details: ErrorDetails = {}) {
		super(message, details.cause === undefined ? undefined : { cause: details.cause });
		this.name = 'CoreMatrixError';
		this.kind = kind;
		this.remedy = details.remedy;
		this.code = details.code;
		this.problems = details.problems ?? [];
	}
}
