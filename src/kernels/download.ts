import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { CoreMatrixError } from '../error.ts';
import { isNoSpace, noSpace } from '../no-space.ts';

/** How patient a download is. */
export interface Patience {
	/** Milliseconds without a byte after which a server counts as stalled. */
	readonly idleMs: number;
	/** Milliseconds before each further attempt, when a server is away or cuts the connection. */
	readonly pausesMs: readonly number[];
}

export const usualPatience: Patience = { idleMs: 30_000, pausesMs: [1000, 3000] };

export interface FetchOptions {
	/** A longer answer is refused. */
	readonly mostBytes: number;
	readonly signal?: AbortSignal | undefined;
	readonly patience?: Patience | undefined;
}

/** What is at an address; undefined when nothing is (404). Throws `kernel-unavailable` when it cannot be had. */
export async function fetchBytes(url: string, options: FetchOptions): Promise<Buffer | undefined> {
	return await withRetries(url, options, async () => {
		const parts: Uint8Array[] = [];
		try {
			for await (const chunk of bodyOf(url, options)) parts.push(chunk);
		} catch (error) {
			if (error instanceof CoreMatrixError && error.cause === notFound) return undefined;
			throw error;
		}
		return Buffer.concat(parts);
	});
}

/**
 * Fetches a file, whose digest is taken on the way, and returns its size. Throws `verification-failed` when it is
 * another file than `sha256` (hexadecimal), `kernel-unavailable` when it cannot be had; then nothing is left of it.
 */
export async function download(
	url: string,
	file: string,
	sha256: string,
	options: FetchOptions,
): Promise<number> {
	try {
		return await withRetries(url, options, async () => {
			const hash = createHash('sha256');
			let size = 0;
			let head = '';
			const body = async function* () {
				for await (const chunk of bodyOf(url, options)) {
					if (size === 0) head = Buffer.from(chunk).toString('latin1', 0, 64);
					size += chunk.length;
					hash.update(chunk);
					yield chunk;
				}
			};
			await pipeline(Readable.from(body()), createWriteStream(file));
			const actual = hash.digest('hex');
			if (actual === sha256) return size;
			const page = /^\s*<(?:!doctype|html|\?xml)/i.test(head) ? ', a web page' : '';
			throw anotherFile(
				`${url} gave another file (${size} bytes${page}): sha256 ${actual}, expected ${sha256}`,
			);
		});
	} catch (error) {
		await rm(file, { force: true });
		throw isNoSpace(error) ? noSpace(file, error) : error;
	}
}

const notFound = new Error('the server said 404 Not Found');

/** What ends with an error of ours would end so again; what a server or a connection does may have passed. */
async function withRetries<T>(
	url: string,
	{ signal, patience = usualPatience }: FetchOptions,
	attempt: () => Promise<T>,
): Promise<T> {
	for (const wait of [...patience.pausesMs, undefined]) {
		try {
			return await attempt();
		} catch (error) {
			signal?.throwIfAborted();
			if (error instanceof CoreMatrixError || isNoSpace(error)) throw error;
			if (wait === undefined) throw away(url, reasonOf(error), error);
			await pause(wait, undefined, signal === undefined ? {} : { signal });
		}
	}
	throw new TypeError('no attempt was made');
}

async function* bodyOf(
	url: string,
	{ mostBytes, signal, patience: { idleMs } = usualPatience }: FetchOptions,
): AsyncGenerator<Uint8Array> {
	const idle = new AbortController();
	const timer = setTimeout(() => idle.abort(), idleMs);
	try {
		const signals = signal === undefined ? [idle.signal] : [idle.signal, signal];
		const response = await fetch(url, { signal: AbortSignal.any(signals) });
		if (!response.ok) {
			await response.body?.cancel();
			if (response.status === 404) throw away(url, notFound.message, notFound);
			const said = `the server said ${response.status} ${response.statusText}`.trim();
			throw response.status === 429 || response.status >= 500 ? new Error(said) : away(url, said);
		}
		let size = 0;
		for await (const chunk of response.body ?? []) {
			timer.refresh();
			size += chunk.length;
			if (size > mostBytes) throw away(url, `it is longer than ${mostBytes} bytes`);
			yield chunk;
		}
	} catch (error) {
		// fetch calls it "terminated".
		throw idle.signal.aborted ? new Error(`nothing came for ${idleMs / 1000} seconds`) : error;
	} finally {
		clearTimeout(timer);
	}
}

/** fetch itself says only "fetch failed"; what failed is the cause. */
function reasonOf(error: unknown): string {
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	if (!(cause instanceof Error)) return String(cause);
	// Several addresses, none of which can be connected to, are an error without a message.
	return cause.message || ('code' in cause ? String(cause.code) : cause.name);
}

function away(url: string, reason: string, cause?: unknown): CoreMatrixError {
	return new CoreMatrixError('infrastructure', `cannot get ${url}: ${reason.slice(0, 300)}`, {
		remedy: 'Check the network, or name another source.',
		code: 'kernel-unavailable',
		cause,
	});
}

function anotherFile(message: string): CoreMatrixError {
	return new CoreMatrixError('infrastructure', message, {
		remedy: 'Try again; if it stays so, find out what stands between this machine and the server.',
		code: 'verification-failed',
	});
}
