/** What to do about a request that failed. */
export type Reaction =
	| { readonly retryAfterMs: number }
	/** `reason`: why there will be no answer, for people. */
	| { readonly reason: string };

/** What is known of a failed request; without a status there was no answer. */
export interface Failure {
	readonly status?: number;
	readonly message: string;
	readonly headers: Readonly<Record<string, string | number | undefined>>;
}

const attemptsMax = 4;
/** A job waits no longer than this for one request; runs are minutes long. */
const longestWaitMs = 60_000;
/** Without a Retry-After, GitHub asks for at least a minute after a secondary limit. */
const secondaryWaitMs = 60_000;

/**
 * By https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: 403 and 429 stand for limits as well as
 * for what is not allowed; the headers tell them apart. `attempt`: how many there have been. `now`: milliseconds of Unix time.
 */
export function reactionTo(failure: Failure, attempt: number, now: number): Reaction {
	const { status, message } = failure;
	if (status === undefined || status >= 500) {
		const wait = 1000 * 2 ** (attempt - 1);
		const what = status === undefined ? `no answer (${message})` : `HTTP ${status}`;
		return waiting(wait, attempt, `GitHub's API is not to be had: ${what}`);
	}
	if (status === 403 || status === 429) {
		const wait = limitWait(failure, now);
		if (wait !== undefined) return waiting(wait, attempt, `the token's rate limit: ${message}`);
	}
	if (status === 401) return { reason: 'GitHub does not accept the token' };
	if (status === 403 || status === 404) {
		return { reason: `the token may not write check runs (HTTP ${status}: ${message})` };
	}
	return { reason: `GitHub refuses the check run (HTTP ${status}: ${message})` };
}

function waiting(waitMs: number, attempt: number, reason: string): Reaction {
	return attempt < attemptsMax && waitMs <= longestWaitMs ? { retryAfterMs: waitMs } : { reason };
}

/** Undefined when it is not about a limit. */
function limitWait({ status, message, headers }: Failure, now: number): number | undefined {
	const retryAfter = Number(headers['retry-after']);
	if (headers['retry-after'] !== undefined && retryAfter >= 0) return retryAfter * 1000;
	if (String(headers['x-ratelimit-remaining']) === '0') {
		return Math.max(0, Number(headers['x-ratelimit-reset']) * 1000 - now);
	}
	return status === 429 || /secondary rate limit/i.test(message) ? secondaryWaitMs : undefined;
}
