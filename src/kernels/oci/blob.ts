import { createHash } from 'node:crypto';
import { unverified } from '../failure.ts';
import { expectOk, readText, refuseWebPage } from '../http/read.ts';
import { receive } from '../http/receive.ts';
import type { Descriptor } from './manifest.ts';
import { another, ask, type Registry } from './registry.ts';

/** A short blob as text; its digest is right. */
export async function fetchBlobText(
	registry: Registry,
	blob: Descriptor,
	mostBytes: number,
): Promise<string> {
	const what = describe(registry, blob);
	return await ask(registry, { path: `blobs/${blob.digest}`, what }, async (reply) => {
		expectOk(reply, { what, another });
		const text = await readText(reply, { what, another }, mostBytes);
		const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
		if (digest === blob.digest) return { done: text };
		throw unverified(`${what} is another: it is ${digest}`, `Try again; if it stays so, ${another}.`);
	});
}

/**
 * Writes a blob to a new file, going on where a broken connection left off. Its length and digest are right, else it throws
 * with the code `verification-failed`.
 */
export async function fetchBlob(registry: Registry, blob: Descriptor, file: string): Promise<void> {
	const { digest, size } = blob;
	const what = describe(registry, blob);
	const expected = { what, another, sha256: digest.replace('sha256:', ''), size, mostBytes: size };
	await receive(file, expected, (request, use) =>
		ask(registry, { path: `blobs/${digest}`, what, ...request }, async (reply) => {
			if (reply.status !== 416) expectOk(reply, expected);
			refuseWebPage(reply, expected);
			return await use(reply);
		}),
	);
}

function describe(registry: Registry, { digest }: Descriptor): string {
	return `the blob ${digest} of ${registry.name}`;
}
