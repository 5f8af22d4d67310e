import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import zlib from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { resolveKernel } from '../../../src/kernels/resolve.ts';
import { parseSpec } from '../../../src/kernels/spec.ts';
import { hasty, tarOf } from '../oci/support.ts';
import { packageIn, useWorkspace } from '../support/archive.ts';
import { writeDeb } from '../support/deb.ts';
import { onSmallDisk } from '../support/disk.ts';
import { fakeBzImage } from '../support/files.ts';
import { expectNothingKept } from '../support/kept.ts';
import { digestOf } from '../support/packages.ts';
import { serve, type TestServer } from '../support/server.ts';

const workspace = useWorkspace();
const image = fakeBzImage('6.14.3-mine (me@host) #1 SMP');
let server: TestServer;

beforeEach(async () => {
	server = await serve(workspace().folder);
	await writeFile(join(workspace().folder, 'bzImage'), image);
});
afterEach(() => server.close());

async function resolve(path: string, digest: string) {
	return await resolveKernel(parseSpec(`url:${server.address}/${path}@sha256:${digest}`, '/'), {
		onNotice: () => {},
		onProgress: () => {},
		patience: hasty,
	});
}

async function refuses(path: string, digest: string, expected: object) {
	await expect(resolve(path, digest)).rejects.toMatchObject(expected);
	await expectNothingKept();
}

describe('an address', () => {
	it('may be that of a bzImage, which is fetched once', async () => {
		const digest = digestOf(image);
		const url = `${server.address}/bzImage`;
		const first = await resolve('bzImage', digest);
		expect(first).toMatchObject({
			spec: `url:${url}@sha256:${digest}`,
			release: '6.14.3-mine',
			version: '6.14.3',
			modules: [],
			source: { kind: 'url', url, digest: `sha256:${digest}` },
			files: [{ url, digest: `sha256:${digest}`, size: image.length }],
		});
		expect(await readFile(first.image)).toEqual(image);
		expect(await resolve('bzImage', digest)).toEqual(first);
		expect(server.requests).toEqual(['/bzImage']);
	});

	it('may be that of a package', async () => {
		const { archive } = workspace();
		const file = await packageIn(archive, 'linux-image-6.1.0-9-cloud-amd64');
		const path = file.slice(workspace().folder.length + 1);
		const resolved = await resolve(path, digestOf(await readFile(file)));
		expect(resolved).toMatchObject({ release: '6.1.0-9-cloud-amd64', version: '6.1.90' });
		expect(resolved.modules.map((module) => basename(module))).toEqual(['virtio_ring.ko', 'virtio_pci.ko']);
	});

	it('may redirect', async () => {
		server.answer('/latest', (response) => response.writeHead(302, { location: '/bzImage' }).end());
		expect((await resolve('latest', digestOf(image))).release).toBe('6.14.3-mine');
	});

	it('is refused when it has another file', async () => {
		const wrong = 'ab'.repeat(32);
		await refuses('bzImage', wrong, {
			code: 'verification-failed',
			message: `${server.address}/bzImage is another file: ${image.length} bytes, sha256 ${digestOf(image)} instead of ${wrong}`,
		});
	});

	const damages: [string, Buffer, string][] = [
		['a flipped byte', Buffer.from(image).fill(1, 7, 8), `${image.length} bytes, sha256 `],
		['too few bytes', image.subarray(0, 100), '100 bytes, sha256 '],
		['too many bytes', Buffer.concat([image, Buffer.alloc(1)]), `${image.length + 1} bytes, sha256 `],
		['a web page', Buffer.from('<html>Log in</html>'), '19 bytes, a web page, sha256 '],
	];
	it.each(damages)('is refused when it has %s', async (_, body, how) => {
		server.answer('/damaged', (response) => response.end(body));
		await refuses('damaged', digestOf(image), {
			code: 'verification-failed',
			message: expect.stringContaining(`${server.address}/damaged is another file: ${how}`),
		});
	});

	it('is given up when it stalls in the middle', async () => {
		server.answer('/stalls', (response) => {
			response.writeHead(200, { 'content-length': image.length });
			response.write(image.subarray(0, 100));
		});
		await refuses('stalls', digestOf(image), {
			code: 'kernel-unavailable',
			message: `cannot get ${server.address}/stalls: it said nothing for 0.4 s (tried 3 times)`,
		});
	});

	// 4 GiB in 4 MB: some seconds, for nothing of it is written.
	it('is refused when it is a decompression bomb', { timeout: 120_000 }, async () => {
		const head = tarOf({ path: 'bomb', size: 8 * 2 ** 30 - 1 }).subarray(0, 512);
		const member = zlib.gzipSync(Buffer.alloc(64 << 20), { level: 9 });
		const file = join(workspace().folder, 'bomb.deb');
		await writeDeb(
			file,
			'data.tar.gz',
			Buffer.concat([zlib.gzipSync(head), ...Array<Buffer>(65).fill(member)]),
		);
		await refuses('bomb.deb', digestOf(await readFile(file)), {
			code: 'kernel-unavailable',
			message: expect.stringMatching(/^cannot unpack .*: it unpacks to more than 4 GiB$/),
		});
	});

	it.each([2, 3, 5])('on a disk of %d inodes is told that it is full, wherever it fills', async (inodes) => {
		await onSmallDisk(join(workspace().folder, 'disk'), `size=32k,nr_inodes=${inodes}`, async (disk) => {
			vi.stubEnv('RUNNER_TEMP', disk);
			await refuses('bzImage', digestOf(image), {
				kind: 'infrastructure',
				code: undefined,
				message: expect.stringMatching(/^no space is left on the disk for /),
			});
		});
	});

	it('is refused when it has no kernel, though it is the file that is meant', async () => {
		const text = Buffer.from('not a kernel');
		await writeFile(join(workspace().folder, 'text'), text);
		await refuses('text', digestOf(text), {
			code: 'kernel-unavailable',
			message: expect.stringContaining('is not a Linux bzImage'),
		});
	});

	it('is told when there is nothing, or no end', async () => {
		const digest = digestOf(image);
		await refuses('nothing', digest, {
			code: 'kernel-unavailable',
			message: `cannot get ${server.address}/nothing: it answered 404`,
		});
		server.answer('/loop', (response) => response.writeHead(302, { location: '/loop' }).end());
		await refuses('loop', digest, {
			code: 'kernel-unavailable',
			message: expect.stringContaining('it was sent on more than 5 times'),
		});
	});
});
