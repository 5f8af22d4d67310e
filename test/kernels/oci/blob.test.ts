import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchBlob, fetchBlobText } from '../../../src/kernels/oci/blob.ts';
import { answer, type Contents, type Handler, hasty, repositoryOn, sha256, startServer } from './support.ts';

const body = randomBytes(1_000_000);
const blob = { mediaType: '', digest: sha256(body), size: body.length };
const contents: Contents = new Map([[`blobs/${blob.digest}`, { type: 'application/octet-stream', body }]]);
let folder: string;
let file: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'blob-test-'));
	file = join(folder, 'blob');
});
afterEach(() => rm(folder, { recursive: true }));

/** Sends so many bytes of the whole, with its length, and breaks the connection. */
const cutAfter =
	(bytes: number): Handler =>
	(_, response) => {
		response.writeHead(200, { 'content-length': body.length });
		response.write(body.subarray(0, bytes), () => setTimeout(() => response.destroy(), 50));
	};

describe('fetchBlob', () => {
	it('writes the whole blob', async () => {
		const server = await startServer((...both) => answer(contents, ...both));
		await fetchBlob(repositoryOn(server), blob, file);
		expect((await readFile(file)).equals(body)).toBe(true);
		expect(server.log).toEqual([`GET /v2/k/blobs/${blob.digest}`]);
	});

	it('goes on where a connection broke', async () => {
		let first = true;
		const server = await startServer((request, response) => {
			if (first) cutAfter(600_000)(request, response);
			else answer(contents, request, response);
			first = false;
		});
		await fetchBlob(repositoryOn(server), blob, file);
		expect((await readFile(file)).equals(body)).toBe(true);
		expect(server.log[1]).toMatch(/ bytes=\d{5,6}-$/);
	});

	it('goes on with a server that knows no ranges', async () => {
		let first = true;
		const server = await startServer((request, response) => {
			if (first) cutAfter(600_000)(request, response);
			else response.end(body);
			first = false;
		});
		await fetchBlob(repositoryOn(server), blob, file);
		expect((await readFile(file)).equals(body)).toBe(true);
	});

	it('goes on as long as each try brings much', async () => {
		const server = await startServer((request, response) => {
			const start = Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0);
			const rest = body.subarray(start);
			const headers = { 'content-length': rest.length, 'content-range': `bytes ${start}-999999/1000000` };
			response.writeHead(start === 0 ? 200 : 206, headers);
			response.write(rest.subarray(0, 300_000), () => setTimeout(() => response.destroy(), 50));
		});
		const patience = { ...hasty, attempts: 2 };
		await fetchBlob(repositoryOn(server, patience), blob, file);
		expect((await readFile(file)).equals(body)).toBe(true);
		expect(server.log).toHaveLength(4);
	});

	it('goes on with a server that stalls', async () => {
		let first = true;
		const server = await startServer((request, response) => {
			if (first) {
				response.writeHead(200, { 'content-length': body.length });
				response.write(body.subarray(0, 500_000));
			} else answer(contents, request, response);
			first = false;
		});
		await fetchBlob(repositoryOn(server), blob, file);
		expect((await readFile(file)).equals(body)).toBe(true);
		expect(server.log).toHaveLength(2);
	});

	it('gives up on a server that breaks off each time before it has sent much', async () => {
		const server = await startServer((request, response) => {
			if (request.headers.range === undefined) cutAfter(1000)(request, response);
			else response.destroy();
		});
		await expect(fetchBlob(repositoryOn(server), blob, file)).rejects.toMatchObject({
			code: 'kernel-unavailable',
			message: expect.stringMatching(/^cannot get the blob sha256:\w{64} of .* \(tried 3 times\)$/),
		});
		expect(server.log).toHaveLength(3);
	});

	const what = (host: string) => `the blob ${blob.digest} of ${host}/k`;
	const refusals: [string, Handler, (host: string) => string][] = [
		[
			'one with another byte',
			(_, response) => {
				const other = Buffer.from(body);
				other.writeUInt8(other.readUInt8(7) ^ 1, 7);
				response.end(other);
			},
			(host) => `${what(host)} is another file: 1000000 bytes, sha256 `,
		],
		[
			'a short one',
			(_, response) => response.writeHead(200, { 'content-length': 9 }).end(body.subarray(0, 9)),
			(host) => `${what(host)} is another file: 9 bytes instead of 1000000`,
		],
		[
			'a short one of no stated length',
			(request, response) => {
				if (request.headers.range === undefined) response.end(body.subarray(0, 9));
				else response.writeHead(416).end();
			},
			(host) => `${what(host)} is another file: 9 bytes instead of 1000000`,
		],
		[
			'a long one',
			(_, response) => {
				response.write(body);
				response.end('!');
			},
			(host) => `${what(host)} is another file: more than 1000000 bytes instead of 1000000`,
		],
	];
	it.each(refusals)('refuses %s', async (_, handler, message) => {
		const server = await startServer(handler);
		await expect(fetchBlob(repositoryOn(server), blob, file)).rejects.toMatchObject({
			kind: 'infrastructure',
			code: 'verification-failed',
			message: expect.stringContaining(message(server.host)),
		});
		expect(server.log.length).toBeLessThanOrEqual(2);
		expect(await readdir(folder)).toEqual([]);
	});

	it('takes no web page, no 404 and no other part for it', async () => {
		const page = await startServer((_, response) =>
			response.setHeader('content-type', 'text/html').end('<html>'),
		);
		await expect(fetchBlob(repositoryOn(page), blob, file)).rejects.toMatchObject({
			code: 'kernel-unavailable',
			message: expect.stringContaining('a web page came instead'),
		});
		const gone = await startServer((_, response) => response.writeHead(404).end());
		await expect(fetchBlob(repositoryOn(gone), blob, join(folder, '2'))).rejects.toMatchObject({
			code: 'kernel-unavailable',
			message: expect.stringContaining('it answered 404'),
		});
		const elsewhere = await startServer((_, response) =>
			response.writeHead(206, { 'content-range': 'bytes 5-9/10' }).end('56789'),
		);
		await expect(fetchBlob(repositoryOn(elsewhere), blob, join(folder, '3'))).rejects.toThrow(
			'asked to go on at 0, the server went on elsewhere',
		);
	});
});

describe('fetchBlobText', () => {
	it('is the text, whose digest is right', async () => {
		const text = Buffer.from('{"architecture":"amd64"}');
		const descriptor = { mediaType: '', digest: sha256(text), size: text.length };
		const server = await startServer((_, response) => response.end(text));
		expect(await fetchBlobText(repositoryOn(server), descriptor, 100)).toBe(text.toString());
		await expect(fetchBlobText(repositoryOn(server), blob, 100)).rejects.toMatchObject({
			code: 'verification-failed',
		});
	});
});
