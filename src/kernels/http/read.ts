import { unavailable } from '../failure.ts';
import type { Exchange, Reply } from './exchange.ts';

type Asked = Pick<Exchange, 'what' | 'another'>;

/** The whole of a short answer. */
export async function readBytes(reply: Reply, { what, another }: Asked, mostBytes: number): Promise<Buffer> {
	const pieces: Uint8Array[] = [];
	let length = 0;
	for await (const piece of reply.chunks()) {
		length += piece.length;
		if (length > mostBytes) throw tooLong({ what, another }, mostBytes);
		pieces.push(piece);
	}
	return Buffer.concat(pieces);
}

/** Likewise as text, which is that of no web page. */
export async function readText(reply: Reply, asked: Asked, mostBytes: number): Promise<string> {
	refuseWebPage(reply, asked);
	return (await readBytes(reply, asked, mostBytes)).toString('utf8');
}

export function tooLong({ what, another }: Asked, mostBytes: number): Error {
	return unavailable(`${what} has more than ${mostBytes} bytes`, `Check the address, or ${another}.`);
}

export function expectOk({ status }: Reply, { what, another }: Asked): void {
	if (status >= 200 && status <= 299) return;
	throw unavailable(`cannot get ${what}: it answered ${status}`, `Check the address, or ${another}.`);
}

/** Mirrors, proxies and hotel networks say with a web page, and status 200, that something is wrong. */
export function refuseWebPage({ headers }: Reply, { what, another }: Asked): void {
	if (!/^(?:text\/html|application\/xhtml)/i.test(headers.get('content-type') ?? '')) return;
	throw unavailable(
		`cannot get ${what}: a web page came instead`,
		`Check whether a proxy or a login page stands between this machine and the server, or ${another}.`,
	);
}
