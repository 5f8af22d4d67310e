import { unavailable } from '../failure.ts';
import { type Effort, type Interruption, type Outcome, persistently, retryAfter } from './patience.ts';

/*
 * One GET, until it is answered: redirects, silence, broken connections and overloaded servers are dealt with here.
 */

export interface Exchange extends Effort {
	readonly url: URL;
	/** Made anew for each try. */
	readonly headers: () => Readonly<Record<string, string>>;
}

export interface Reply {
	/** 2xx or 4xx. */
	readonly status: number;
	readonly headers: Headers;
	readonly chunks: () => AsyncGenerator<Uint8Array>;
}

/** RFC 9110 and 6585: told to come again. */
const passing: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);
const mostRedirects = 5;

/** Asks, and gives the reply to `use`, again when the connection breaks while it reads. */
export async function exchange<T>(asked: Exchange, use: (reply: Reply) => Promise<Outcome<T>>): Promise<T> {
	return await persistently(asked, () => once(asked, use));
}

async function once<T>(asked: Exchange, use: (reply: Reply) => Promise<Outcome<T>>): Promise<Outcome<T>> {
	const watch = startWatch(asked.patience.idleMs);
	const signal = asked.signal === undefined ? watch.signal : AbortSignal.any([asked.signal, watch.signal]);
	let broken: Interruption | undefined;
	const guarded = async <R>(work: () => Promise<R>): Promise<R> => {
		try {
			return await work();
		} catch (error) {
			// What fetch throws is a TypeError, or the reason that its signal was aborted for.
			if (error instanceof TypeError || watch.signal.aborted) broken = { why: reasonOf(error), cause: error };
			throw error;
		}
	};
	async function* chunks(body: Response['body']): AsyncGenerator<Uint8Array> {
		const reader = body?.getReader();
		while (reader !== undefined) {
			const { done, value } = await guarded(() => reader.read());
			if (done) return;
			watch.touch();
			yield value;
			// However long it took to write that away.
			watch.touch();
		}
	}
	try {
		const response = await guarded(() => follow(asked, signal));
		const { status, headers, body } = response;
		if (passing.has(status)) {
			const waitMs = retryAfter(headers.get('retry-after'), Date.now());
			return { why: `it answered ${status}`, ...(waitMs === undefined ? {} : { waitMs }) };
		}
		return await use({ status, headers, chunks: () => chunks(body) });
	} catch (error) {
		if (broken !== undefined) return broken;
		throw error;
	} finally {
		watch.stop();
	}
}

/** Aborts when it has not been touched for so long. */
function startWatch(idleMs: number): {
	readonly signal: AbortSignal;
	readonly touch: () => void;
	readonly stop: () => void;
} {
	const controller = new AbortController();
	const timer = setTimeout(
		() => controller.abort(new Error(`it said nothing for ${idleMs / 1000} s`)),
		idleMs,
	);
	return {
		signal: controller.signal,
		touch: () => timer.refresh(),
		stop: () => {
			clearTimeout(timer);
			// Nobody reads the rest of the body, so its connection is of no more use.
			controller.abort();
		},
	};
}

/** Files are often handed out from elsewhere; what is said to a server to prove who asks is not for that place. */
async function follow({ what, another, url, headers }: Exchange, signal: AbortSignal): Promise<Response> {
	const refused = (why: string) =>
		unavailable(`cannot get ${what}: ${why}`, `Check the address, or ${another}.`);
	let from = url;
	for (let redirects = 0; ; redirects++) {
		const { authorization, ...others } = headers();
		const own = authorization !== undefined && from.origin === url.origin;
		const response = await fetch(from, {
			// A coding would be undone on the way, so that neither lengths nor ranges were those of the blob.
			headers: { 'accept-encoding': 'identity', ...others, ...(own ? { authorization } : {}) },
			redirect: 'manual',
			signal,
		});
		const location = response.headers.get('location');
		if (response.status < 300 || response.status > 399 || location === null) return response;
		await response.body?.cancel();
		const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
		if (to === undefined || (to.protocol !== 'https:' && to.protocol !== from.protocol)) {
			throw refused(`${from.host} sends on to an address that is not to be trusted`);
		}
		if (redirects >= mostRedirects) throw refused(`it was sent on more than ${mostRedirects} times`);
		from = to;
	}
}

/** fetch says `fetch failed`, and why in its cause; that of several addresses has only a code. */
function reasonOf(error: unknown): string {
	const cause = error instanceof TypeError ? error.cause : error;
	if (!(cause instanceof Error)) return String(cause ?? error);
	const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
	return cause.message === '' ? code : cause.message;
}
