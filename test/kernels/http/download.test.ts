import { randomBytes } from 'node:crypto';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { download, fetchBytes } from '../../../src/kernels/http/download.ts';
import { type Handler, hasty, startServer } from '../oci/support.ts';
import { onSmallDisk } from '../support/disk.ts';
import { digestOf } from '../support/packages.ts';

const content = randomBytes(100_000);
const options = { mostBytes: 200_000, another: 'name another source', patience: hasty };
let folder: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'download-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

const target = () => join(folder, 'target');
const urlOf = ({ host }: { readonly host: string }) => `http://${host}/file`;

async function get(handler: Handler, digest = digestOf(content), more = {}) {
	const server = await startServer(handler);
	const size = await download(urlOf(server), target(), digest, { ...options, ...more });
	return { size, log: server.log };
}

/** The connection breaks when half of it has been sent. */
const half: Handler = (_, response) => {
	response.writeHead(200, { 'content-length': content.length, etag: '"one"' });
	response.write(content.subarray(0, 50_000), () => setTimeout(() => response.destroy(), 50));
};

function inTurn(...handlers: readonly Handler[]): Handler {
	let turn = 0;
	return (request, response) => handlers[Math.min(turn++, handlers.length - 1)]?.(request, response);
}

async function refuses(handler: Handler, expected: object, digest?: string) {
	await expect(get(handler, digest)).rejects.toMatchObject({ kind: 'infrastructure', ...expected });
	await expect(access(target())).rejects.toThrow('ENOENT');
}

describe('download', () => {
	it('writes the file and returns its size, asking once', async () => {
		expect(await get((_, response) => response.end(content))).toEqual({
			size: content.length,
			log: ['GET /file'],
		});
		expect(await readFile(target())).toEqual(content);
	});

	it('goes on where a connection broke, if it is still the same file', async () => {
		const conditions: unknown[] = [];
		const { log } = await get(
			inTurn(half, (request, response) => {
				conditions.push(request.headers['if-range']);
				const start = Number(/\d+/.exec(request.headers.range ?? '')?.[0]);
				const range = `bytes ${start}-${content.length - 1}/${content.length}`;
				response.writeHead(206, { 'content-range': range }).end(content.subarray(start));
			}),
		);
		expect(log[1]).toMatch(/^GET \/file bytes=[1-9]\d*-$/);
		expect(conditions).toEqual(['"one"']);
		expect(await readFile(target())).toEqual(content);
	});

	it('begins anew with a server that knows no ranges, or has another file by now', async () => {
		await get(inTurn(half, (_, response) => response.end(content)));
		expect(await readFile(target())).toEqual(content);
		await rm(target());
		const shorter = content.subarray(0, 10);
		const { size } = await get(
			inTurn(half, (_, response) => response.end(shorter)),
			digestOf(shorter),
		);
		expect(size).toBe(10);
		expect(await readFile(target())).toEqual(shorter);
	});

	it('begins anew where nothing is to go on with', async () => {
		await get(
			inTurn(
				half,
				(_, response) => response.writeHead(416).end(),
				(_, response) => response.end(content),
			),
		);
		expect(await readFile(target())).toEqual(content);
	});

	it('refuses another file, and says when it is a web page', async () => {
		const wrong = 'ab'.repeat(32);
		await refuses(
			(_, response) => response.end('other'),
			{
				code: 'verification-failed',
				message: expect.stringMatching(
					/^http:\/\/.*\/file is another file: 5 bytes, sha256 [0-9a-f]{64} instead of abab/,
				),
				remedy: expect.stringMatching(/name another source\.$/),
			},
			wrong,
		);
		await refuses((_, response) => response.end('<!DOCTYPE html><title>Log in</title>'), {
			code: 'verification-failed',
			message: expect.stringContaining('is another file: 36 bytes, a web page, sha256'),
		});
	});

	it('tries again what may have passed, and not what has not', async () => {
		let tries = 0;
		await refuses(
			(_, response) => {
				tries++;
				response.writeHead(410).end();
			},
			{ code: 'kernel-unavailable', message: expect.stringMatching(/^cannot get .*: it answered 410$/) },
		);
		expect(tries).toBe(1);
		const busy: Handler = (_, response) => response.writeHead(503).end();
		const { log } = await get(inTurn(busy, busy, (_, response) => response.end(content)));
		expect(log).toHaveLength(3);
	});

	it('stops at what has no end, and does not begin with what says that it is too long', async () => {
		const endless: Handler = (_, response) => {
			const fill = () => {
				while (response.write(Buffer.alloc(10_000)));
			};
			response.on('drain', fill);
			fill();
		};
		const tooLong = {
			code: 'kernel-unavailable',
			message: expect.stringMatching(/has more than 200000 bytes$/),
		};
		await refuses(endless, tooLong);
		await refuses(
			(_, response) => response.writeHead(200, { 'content-length': 200_001 }).write('x'),
			tooLong,
		);
	});

	it('gives up on a server that stalls in the middle', async () => {
		await refuses(
			(_, response) => {
				response.writeHead(200, { 'content-length': content.length });
				response.write(content.subarray(0, 100));
			},
			{
				code: 'kernel-unavailable',
				message: expect.stringMatching(/^cannot get .*: it said nothing for 0\.4 s \(tried 3 times\)$/),
			},
		);
	});

	it('stops when it is told to', async () => {
		const stop = new AbortController();
		setTimeout(() => stop.abort(new Error('stopped')), 50);
		const slow = get((_, response) => response.write('x'), undefined, { signal: stop.signal });
		await expect(slow).rejects.toThrow('stopped');
		await expect(access(target())).rejects.toThrow('ENOENT');
	});

	it('names what fails below it', async () => {
		const patience = { ...hasty, attempts: 1, idleMs: 5000 };
		const work = download('http://nowhere.invalid/x', target(), '', { ...options, patience });
		await expect(work).rejects.toMatchObject({
			code: 'kernel-unavailable',
			message: expect.stringMatching(/^cannot get http:\/\/nowhere\.invalid\/x: .*nowhere\.invalid/),
		});
	});

	it('tells a full disk as such, so that no other source is to fill it', async () => {
		await onSmallDisk(join(folder, 'disk'), 'size=64k', async (disk) => {
			const file = join(disk, 'target');
			const server = await startServer((_, response) => response.end(content));
			await expect(download(urlOf(server), file, digestOf(content), options)).rejects.toMatchObject({
				kind: 'infrastructure',
				code: undefined,
				message: `no space is left on the disk for ${file}`,
			});
			await expect(access(file)).rejects.toThrow('ENOENT');
		});
	});
});

describe('fetchBytes', () => {
	it('knows nothing from something', async () => {
		const there = await startServer((_, response) => response.end(content));
		expect(await fetchBytes(urlOf(there), options)).toEqual(content);
		const gone = await startServer((_, response) => response.writeHead(404).end());
		expect(await fetchBytes(urlOf(gone), options)).toBeUndefined();
	});

	it('stops at what is too long', async () => {
		const server = await startServer((_, response) => response.end(content));
		await expect(fetchBytes(urlOf(server), { ...options, mostBytes: 10 })).rejects.toMatchObject({
			code: 'kernel-unavailable',
			message: `${urlOf(server)} has more than 10 bytes`,
		});
	});
});
