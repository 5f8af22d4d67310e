import { describe, expect, it } from 'vitest';
import { type Exchange, exchange } from '../../../src/kernels/http/exchange.ts';
import { persistently, retryAfter } from '../../../src/kernels/http/patience.ts';
import { readText } from '../../../src/kernels/http/read.ts';
import { type Handler, hasty, type Server, startServer } from '../oci/support.ts';

const asked = { what: 'it', another: 'go elsewhere' };
const askFor = ({ host }: Server, more: Partial<Exchange> = {}): Promise<{ status: number; text: string }> =>
	exchange(
		{ ...asked, url: new URL(`http://${host}/`), headers: () => ({}), patience: hasty, ...more },
		async (reply) => ({ done: { status: reply.status, text: await readText(reply, asked, 100) } }),
	);

/** Does the first on the first request, and so on; the last one for all that follow. */
function inTurn(...handlers: readonly Handler[]): Handler {
	let turn = 0;
	return (request, response) => handlers[Math.min(turn++, handlers.length - 1)]?.(request, response);
}

const fine: Handler = (_, response) => response.end('fine');
const status =
	(code: number, headers = {}): Handler =>
	(_, response) =>
		response.writeHead(code, headers).end();

describe('exchange', () => {
	it.each([408, 429, 500, 502, 503, 504])('asks again after a %i', async (code) => {
		const server = await startServer(inTurn(status(code), status(code), fine));
		expect(await askFor(server)).toEqual({ status: 200, text: 'fine' });
		expect(server.log).toHaveLength(3);
	});

	it('gives up, and says why and how often it tried', async () => {
		const server = await startServer(status(503));
		await expect(askFor(server)).rejects.toMatchObject({
			kind: 'infrastructure',
			code: 'kernel-unavailable',
			message: 'cannot get it: it answered 503 (tried 3 times)',
		});
		expect(server.log).toHaveLength(3);
	});

	it('leaves other answers to who asked', async () => {
		const server = await startServer(status(404));
		expect((await askFor(server)).status).toBe(404);
		expect(server.log).toHaveLength(1);
	});

	it('waits as long as it is told to', async () => {
		const server = await startServer(inTurn(status(429, { 'retry-after': '1' }), fine));
		const begun = performance.now();
		expect((await askFor(server)).text).toBe('fine');
		expect(performance.now() - begun).toBeGreaterThan(950);
	});

	it('does not wait for hours', async () => {
		const server = await startServer(status(429, { 'retry-after': '7200' }));
		await expect(askFor(server)).rejects.toMatchObject({
			message: 'cannot get it: it answered 429, and asks to wait 7200 s',
			remedy: 'Run again later, log in where that allows more, or go elsewhere.',
		});
		expect(server.log).toHaveLength(1);
	});

	it('asks again where a connection breaks, before an answer and within it', async () => {
		const server = await startServer(
			inTurn(
				(request) => request.socket.destroy(),
				(_, response) => {
					response.writeHead(200, { 'content-length': 4 });
					response.write('fi', () => response.destroy());
				},
				fine,
			),
		);
		expect(await askFor(server)).toEqual({ status: 200, text: 'fine' });
	});

	it('says which server is away', async () => {
		await expect(askFor({ host: '127.0.0.1:2', log: [] })).rejects.toMatchObject({
			code: 'kernel-unavailable',
			message: 'cannot get it: connect ECONNREFUSED 127.0.0.1:2 (tried 3 times)',
			remedy: 'Check the network, or go elsewhere.',
		});
	});

	it.each<[string, Handler]>([
		['before an answer', () => {}],
		[
			'within an answer',
			(_, response) => {
				response.writeHead(200, { 'content-length': 4 });
				response.write('fi');
			},
		],
	])('does not wait for a server that says nothing %s', async (_, handler) => {
		const server = await startServer(inTurn(handler, fine));
		expect((await askFor(server)).text).toBe('fine');
		const silent = await startServer(handler);
		await expect(askFor(silent)).rejects.toMatchObject({
			message: 'cannot get it: it said nothing for 0.4 s (tried 3 times)',
		});
	});

	it('bears with a slow server that goes on', async () => {
		const server = await startServer((_, response) => {
			let left = 6;
			const timer = setInterval(() => {
				response.write('x');
				if (--left > 0) return;
				clearInterval(timer);
				response.end();
			}, 100);
		});
		expect((await askFor(server)).text).toBe('xxxxxx');
		expect(server.log).toHaveLength(1);
	});

	it.each<[string, Handler]>([
		['before an answer', () => {}],
		[
			'within an answer',
			(_, response) => {
				response.writeHead(200, { 'content-length': 4 });
				response.write('fi');
			},
		],
	])('ends when the run is stopped %s, with the reason of that', async (_, handler) => {
		const server = await startServer(handler);
		const stopping = new AbortController();
		const asking = askFor(server, { signal: stopping.signal });
		setTimeout(() => stopping.abort(new Error('stopped')), 150);
		await expect(asking).rejects.toThrow('stopped');
		expect(server.log).toHaveLength(1);
	});

	it('follows to another place, without saying there who asks', async () => {
		const seen: unknown[] = [];
		const elsewhere = await startServer((request, response) => {
			seen.push(request.headers.authorization, request.headers['x-other']);
			response.end('fine');
		});
		const server = await startServer((request, response) => {
			seen.push(request.headers.authorization);
			const location = request.url === '/' ? '/here' : `http://${elsewhere.host}/there`;
			response.writeHead(307, { location }).end();
		});
		const headers = () => ({ authorization: 'Bearer secret', 'x-other': 'kept' });
		expect((await askFor(server, { headers })).text).toBe('fine');
		expect(seen).toEqual(['Bearer secret', 'Bearer secret', undefined, 'kept']);
	});

	it.each([
		['in circles', '/', 'it was sent on more than 5 times'],
		['to another scheme', 'file:///etc/passwd', 'sends on to an address that is not to be trusted'],
		['to no address', 'http://[', 'sends on to an address that is not to be trusted'],
	])('does not follow %s', async (_, location, why) => {
		const server = await startServer(status(302, { location }));
		await expect(askFor(server)).rejects.toMatchObject({
			code: 'kernel-unavailable',
			message: expect.stringContaining(why),
		});
	});

	it('takes no web page for an answer, and none that is too long', async () => {
		const page = await startServer((_, response) =>
			response.setHeader('content-type', 'text/html; charset=utf-8').end('<html>Log in</html>'),
		);
		await expect(askFor(page)).rejects.toMatchObject({
			code: 'kernel-unavailable',
			message: 'cannot get it: a web page came instead',
			remedy:
				'Check whether a proxy or a login page stands between this machine and the server, or go elsewhere.',
		});
		const long = await startServer((_, response) => response.end('x'.repeat(101)));
		await expect(askFor(long)).rejects.toThrow('it has more than 100 bytes');
	});
});

describe('persistently', () => {
	it('counts a try that brought something as the first one in vain', async () => {
		let tries = 0;
		let bytes = 0;
		const work = async () => {
			bytes += tries % 2 === 0 ? 256 << 10 : 1;
			return ++tries === 9 ? { done: tries } : { why: 'it broke' };
		};
		const effort = { ...asked, patience: hasty, progress: () => bytes };
		expect(await persistently(effort, work)).toBe(9);
		const slow = async () => ({ why: `it broke at ${bytes++}` });
		await expect(persistently(effort, slow)).rejects.toThrow('(tried 3 times)');
	});
});

describe('retryAfter', () => {
	const now = Date.parse('Sun, 22 Nov 2026 12:00:00 GMT');
	it.each([
		[null, undefined],
		['7', 7000],
		['Sun, 22 Nov 2026 12:00:05 GMT', 5000],
		['Sun, 22 Nov 2026 11:00:00 GMT', 0],
		['soon', undefined],
	])('%s is %s', (value, milliseconds) => {
		expect(retryAfter(value, now)).toBe(milliseconds);
	});
});
