import { setTimeout } from 'node:timers/promises';
import { unavailable } from '../failure.ts';

/** How long to bear with a server. Milliseconds. */
export interface Patience {
	/** Tries in a row that bring nothing. */
	readonly attempts: number;
	/** Before the second try; it doubles each time. */
	readonly pauseMs: number;
	/** The longest wait that a server may ask for. */
	readonly longestPauseMs: number;
	/** How long a server may say nothing, between two pieces of an answer too. */
	readonly idleMs: number;
}

export const patience: Patience = { attempts: 4, pauseMs: 1000, longestPauseMs: 60_000, idleMs: 30_000 };

/** Why a try brought no result, though another may. */
export interface Interruption {
	/** As half a sentence, such as `it answered 503`. */
	readonly why: string;
	/** What the server asks to wait. */
	readonly waitMs?: number;
	readonly cause?: unknown;
}

export type Outcome<T> = { readonly done: T } | Interruption;

/** What is tried, and for whom. */
export interface Effort {
	/** What is asked for, for errors. */
	readonly what: string;
	/** How to go elsewhere, as the end of a sentence such as `Check the network, or name another source.` */
	readonly another: string;
	readonly patience: Patience;
	readonly signal?: AbortSignal;
	/** Bytes that there are by now; missing: a try brings all or nothing. */
	readonly progress?: () => number;
}

/** A try that brought less counts as one in vain. */
const progressBytes = 256 << 10;

/** Tries until there is a result, or patience ends. */
export async function persistently<T>(
	{ what, another, patience: { attempts, pauseMs, longestPauseMs }, signal, progress = () => 0 }: Effort,
	work: () => Promise<Outcome<T>>,
): Promise<T> {
	for (let inVain = 0; ; ) {
		signal?.throwIfAborted();
		const before = progress();
		const outcome = await work();
		if ('done' in outcome) return outcome.done;
		inVain = progress() - before >= progressBytes ? 1 : inVain + 1;
		const pause = Math.max(outcome.waitMs ?? 0, pauseMs * 2 ** (inVain - 1));
		if (pause > longestPauseMs) {
			const seconds = Math.ceil(pause / 1000);
			throw unavailable(
				`cannot get ${what}: ${outcome.why}, and asks to wait ${seconds} s`,
				`Run again later, log in where that allows more, or ${another}.`,
				outcome.cause,
			);
		}
		if (inVain >= attempts) {
			throw unavailable(
				`cannot get ${what}: ${outcome.why} (tried ${attempts} times)`,
				`Check the network, or ${another}.`,
				outcome.cause,
			);
		}
		await setTimeout(pause, undefined, signal === undefined ? {} : { signal });
	}
}

/** Milliseconds that a `Retry-After` asks for: seconds, or a date (RFC 9110, 10.2.3). Undefined when it is neither. */
export function retryAfter(value: string | null, now: number): number | undefined {
	if (value === null) return undefined;
	if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
	const date = Date.parse(value);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
