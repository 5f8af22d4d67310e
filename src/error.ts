import type { FindingCode } from './findings/finding.ts';

/** Whose the trouble is, which decides the exit code: `usage` 2, `infrastructure` 3. */
export type ErrorKind = 'usage' | 'infrastructure';

export interface ErrorDetails {
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

	constructor(kind: ErrorKind, message: string, details: ErrorDetails = {}) {
		super(message, details.cause === undefined ? undefined : { cause: details.cause });
		this.name = 'CoreMatrixError';
		this.kind = kind;
		this.remedy = details.remedy;
		this.code = details.code;
	}
}
