import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listCached } from '../../../src/kernels/cache.ts';
import { resolveKernel } from '../../../src/kernels/resolve.ts';
import { parseSpec } from '../../../src/kernels/spec.ts';
import { hasty } from '../oci/support.ts';
import { packageIn, useWorkspace } from '../support/archive.ts';
import { fakeBzImage } from '../support/files.ts';
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
	expect(await listCached()).toEqual([]);
	expect(await readdir(join(workspace().folder, 'cache/core-matrix/tmp')).catch(() => [])).toEqual([]);
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
