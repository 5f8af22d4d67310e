import { type Exchange, exchange } from './exchange.ts';
import { type Patience, patience as usualPatience } from './patience.ts';
import { expectOk, readBytes } from './read.ts';
import { receive } from './receive.ts';

/*
 * What lies at an address of its own, as packages do: no login, no negotiation.
 */

export interface FetchOptions {
	/** A longer answer is refused. */
	readonly mostBytes: number;
	/** How to go elsewhere: see {@link Exchange}. */
	readonly another: string;
	readonly signal?: AbortSignal | undefined;
	readonly patience?: Patience | undefined;
}

/** What is at an address; undefined when nothing is (404). Throws `kernel-unavailable` when it cannot be had. */
export async function fetchBytes(url: string, options: FetchOptions): Promise<Buffer | undefined> {
	const asked = { ...exchangeOf(url, options), headers: () => ({}) };
	return await exchange(asked, async (reply) => {
		if (reply.status === 404) return { done: undefined };
		expectOk(reply, asked);
		return { done: await readBytes(reply, asked, options.mostBytes) };
	});
}

/**
 * Fetches a file and returns its size. Throws `verification-failed` when it is another file than `sha256` (hexadecimal),
 * `kernel-unavailable` when it cannot be had; then nothing is left of it.
 */
export async function download(
	url: string,
	file: string,
	sha256: string,
	options: FetchOptions,
): Promise<number> {
	const asked = exchangeOf(url, options);
	return await receive(file, { ...asked, sha256, mostBytes: options.mostBytes }, (request, use) =>
		exchange({ ...asked, ...request }, async (reply) => {
			if (reply.status !== 416) expectOk(reply, asked);
			return await use(reply);
		}),
	);
}

function exchangeOf(
	url: string,
	{ another, signal, patience = usualPatience }: FetchOptions,
): Omit<Exchange, 'headers'> {
	return { what: url, url: new URL(url), another, patience, ...(signal === undefined ? {} : { signal }) };
}
