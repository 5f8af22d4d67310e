import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { isNoSpace, noSpace } from '../../no-space.ts';
import type { Reply } from './exchange.ts';
import { unavailable, unverified } from './failure.ts';
import type { Descriptor } from './manifest.ts';
import type { Outcome } from './patience.ts';
import { readText, refuseWebPage } from './read.ts';
import { ask, expectOk, type Registry } from './registry.ts';

/** A try that brought less counts as one in vain. */
const advanceBytes = 256 << 10;

/** A short blob as text; its digest is right. */
export async function fetchBlobText(
	registry: Registry,
	blob: Descriptor,
	mostBytes: number,
): Promise<string> {
	const what = describe(registry, blob);
	return await ask(registry, { path: `blobs/${blob.digest}`, what }, async (reply) => {
		expectOk(reply, what);
		const text = await readText(reply, what, mostBytes);
		checkDigest(what, blob, createHash('sha256').update(text).digest('hex'));
		return { done: text };
	});
}

/**
 * Writes a blob to a new file, going on where a broken connection left off. Its length and digest are right, else it throws
 * with the code `verification-failed`.
 */
export async function fetchBlob(registry: Registry, blob: Descriptor, file: string): Promise<void> {
	const handle = await open(file, 'wx');
	try {
		await fetchInto(registry, blob, handle);
	} catch (error) {
		throw isNoSpace(error) ? noSpace(file, error) : error;
	} finally {
		await handle.close();
	}
}

async function fetchInto(registry: Registry, blob: Descriptor, file: FileHandle): Promise<void> {
	const what = describe(registry, blob);
	const hash = createHash('sha256');
	let received = 0;
	const headers = (): Record<string, string> => (received === 0 ? {} : { range: `bytes=${received}-` });
	await ask(
		registry,
		{ path: `blobs/${blob.digest}`, what, headers },
		async (reply): Promise<Outcome<void>> => {
			const before = received;
			let known = bytesBefore(reply, what, blob, received);
			for await (const chunk of reply.chunks()) {
				const fresh = chunk.subarray(Math.min(known, chunk.length));
				known -= chunk.length - fresh.length;
				if (received + fresh.length > blob.size) {
					throw unverified(`${what} is longer than the ${blob.size} bytes that its manifest says`);
				}
				await file.writeFile(fresh);
				hash.update(fresh);
				received += fresh.length;
			}
			if (received === blob.size) return { done: undefined };
			return {
				why: `it ended after ${received} of ${blob.size} bytes`,
				advanced: received - before >= advanceBytes,
			};
		},
	);
	checkDigest(what, blob, hash.digest('hex'));
}

/** How much of what comes is there already: nothing when the server goes on where it was asked to. */
function bytesBefore(reply: Reply, what: string, { size }: Descriptor, received: number): number {
	// 416: there is nothing where we ask to go on, so it is shorter than promised (RFC 9110, 15.5.17).
	if (reply.status === 416) throw unverified(`${what} has ${received} bytes, its manifest says ${size}`);
	expectOk(reply, what);
	refuseWebPage(reply, what);
	const length = reply.headers.get('content-length');
	if (reply.status !== 206) {
		if (length !== null && Number(length) !== size) {
			throw unverified(`${what} has ${Number(length)} bytes, its manifest says ${size}`);
		}
		return received;
	}
	const start = /^bytes (\d{1,15})-/.exec(reply.headers.get('content-range') ?? '')?.[1];
	if (Number(start) !== received) {
		throw unavailable(
			`cannot get ${what}: asked to go on at ${received}, the server went on elsewhere`,
			'Run again; if it stays so, name another mirror.',
		);
	}
	return 0;
}

function checkDigest(what: string, { digest }: Descriptor, actual: string): void {
	if (digest === `sha256:${actual}`) return;
	throw unverified(`${what} is not what it should be: it is sha256:${actual}`);
}

function describe(registry: Registry, { digest }: Descriptor): string {
	return `the blob ${digest} of ${registry.name}`;
}
