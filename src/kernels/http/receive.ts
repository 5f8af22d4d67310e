import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { isNoSpace, noSpace } from '../../no-space.ts';
import { unavailable, unverified } from '../failure.ts';
import type { Exchange, Reply } from './exchange.ts';
import type { Outcome } from './patience.ts';
import { tooLong } from './read.ts';

/*
 * A large answer on its way to a file. What a broken connection has brought is kept, and the next one goes on there (RFC 9110,
 * section 14). Each byte is hashed as it comes and read no second time.
 */

/** The file that is wanted. */
export interface Expected extends Pick<Exchange, 'what' | 'another'> {
	/** Hexadecimal. */
	readonly sha256: string;
	/** Bytes, where they are known beforehand. */
	readonly size?: number;
	/** A longer answer is refused. */
	readonly mostBytes: number;
}

/** Asks, and has each reply that is 2xx or 416 (nothing is where a range begins) used. */
export type Ask = (
	request: Pick<Exchange, 'headers' | 'progress'>,
	use: (reply: Reply) => Promise<Outcome<number>>,
) => Promise<number>;

/**
 * Writes what comes to a new file and returns its size. Throws `verification-failed` when it is another file than expected; when
 * it throws, there is none.
 */
export async function receive(file: string, expected: Expected, ask: Ask): Promise<number> {
	const handle = await open(file, 'wx');
	try {
		return await receiveInto(handle, expected, ask);
	} catch (error) {
		await rm(file, { force: true });
		throw isNoSpace(error) ? noSpace(file, error) : error;
	} finally {
		await handle.close();
	}
}

async function receiveInto(file: FileHandle, expected: Expected, ask: Ask): Promise<number> {
	const { size, mostBytes } = expected;
	let hash = createHash('sha256');
	let received = 0;
	/** Where a server that began anew had come to before: only what is beyond is progress. */
	let furthest = 0;
	let validator: string | undefined;
	let head: Uint8Array = Buffer.alloc(0);
	const headers = (): Record<string, string> => ({
		...(received > 0 && { range: `bytes=${received}-` }),
		...(received > 0 && validator !== undefined && { 'if-range': validator }),
	});
	return await ask({ headers, progress: () => furthest }, async (reply): Promise<Outcome<number>> => {
		if (!goesOn(reply, expected, received)) {
			await file.truncate(0);
			hash = createHash('sha256');
			received = 0;
		}
		if (reply.status === 416) return { why: 'it answered 416' };
		if (received === 0) checkLength(reply, expected);
		validator = strongTag(reply);
		for await (const chunk of reply.chunks()) {
			if (size !== undefined && received + chunk.length > size)
				throw wrongSize(expected, `more than ${size}`);
			if (received + chunk.length > mostBytes) throw tooLong(expected, mostBytes);
			if (received === 0) head = chunk.subarray(0, 64);
			await writeAt(file, chunk, received);
			hash.update(chunk);
			received += chunk.length;
			furthest = Math.max(furthest, received);
		}
		if (size !== undefined && received < size) return { why: `it ended after ${received} of ${size} bytes` };
		checkDigest(expected, hash.digest('hex'), received, Buffer.from(head).toString('latin1'));
		return { done: received };
	});
}

/** Whether it begins where the last one ended; a server that knows no ranges, or has another file by now, sends the whole. */
function goesOn({ status, headers }: Reply, expected: Expected, received: number): boolean {
	if (status === 416 && expected.size !== undefined) throw wrongSize(expected, String(received));
	if (status !== 206) return false;
	const start = /^bytes (\d{1,15})-/.exec(headers.get('content-range') ?? '')?.[1];
	if (Number(start) === received) return true;
	throw unavailable(
		`cannot get ${expected.what}: asked to go on at ${received}, the server went on elsewhere`,
		`Run again; if it stays so, ${expected.another}.`,
	);
}

/** What cannot be right is refused before it is fetched. */
function checkLength({ headers }: Reply, expected: Expected): void {
	const length = Number(headers.get('content-length') ?? Number.NaN);
	if (Number.isNaN(length)) return;
	if (expected.size !== undefined && length !== expected.size) throw wrongSize(expected, String(length));
	if (length > expected.mostBytes) throw tooLong(expected, expected.mostBytes);
}

/** With it, `If-Range` has the server send the whole when it has another file (RFC 9110, 13.1.5); weak ones do not count there. */
function strongTag({ headers }: Reply): string | undefined {
	const tag = headers.get('etag');
	return tag === null || tag.startsWith('W/') ? undefined : tag;
}

async function writeAt(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
	for (let done = 0; done < chunk.length; ) {
		const { bytesWritten } = await file.write(chunk, done, chunk.length - done, position + done);
		done += bytesWritten;
	}
}

function checkDigest(expected: Expected, sha256: string, bytes: number, head: string): void {
	if (sha256 === expected.sha256) return;
	const page = /^\s*<(?:!doctype|html|\?xml)/i.test(head) ? ', a web page' : '';
	throw another(expected, `${bytes} bytes${page}, sha256 ${sha256} instead of ${expected.sha256}`);
}

function wrongSize(expected: Expected, bytes: string): Error {
	return another(expected, `${bytes} bytes instead of ${expected.size}`);
}

function another(expected: Expected, how: string): Error {
	return unverified(
		`${expected.what} is another file: ${how}`,
		`Try again; if it stays so, what is published or a server in between is damaged: ${expected.another}.`,
	);
}
