import type { Reply } from './exchange.ts';
import { unavailable } from './failure.ts';

/** The whole of a short answer. `what` names it, for errors. */
export async function readText(reply: Reply, what: string, mostBytes: number): Promise<string> {
	refuseWebPage(reply, what);
	const pieces: Uint8Array[] = [];
	let length = 0;
	for await (const piece of reply.chunks()) {
		length += piece.length;
		if (length > mostBytes) {
			throw unavailable(
				`${what} has more than ${mostBytes} bytes`,
				'Check the address of the registry or its mirror.',
			);
		}
		pieces.push(piece);
	}
	return Buffer.concat(pieces).toString('utf8');
}

/** Mirrors, proxies and hotel networks say with a web page, and status 200, that something is wrong. */
export function refuseWebPage({ headers }: Reply, what: string): void {
	if (!/^(?:text\/html|application\/xhtml)/i.test(headers.get('content-type') ?? '')) return;
	throw unavailable(
		`cannot get ${what}: a web page came instead`,
		'Check whether a proxy or a login page stands between this machine and the registry.',
	);
}
