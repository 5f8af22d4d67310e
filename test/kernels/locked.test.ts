import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KernelImage } from '../../src/kernels/image.ts';
import {
	type KernelLock,
	type LockedKernel,
	lockedKernel,
	parseLock,
	readLock,
	writeLock,
} from '../../src/kernels/lock-file.ts';
import { resolveKernel } from '../../src/kernels/resolve.ts';
import { parseSpec } from '../../src/kernels/spec.ts';
import { catalogOf, useWorkspace } from './support/archive.ts';
import { fakeBzImage } from './support/files.ts';
import { digestOf } from './support/packages.ts';
import { serve, type TestServer } from './support/server.ts';

const workspace = useWorkspace();
const file = '/repo/core-matrix.lock.json';
let server: TestServer;
beforeEach(async () => {
	server = await serve(workspace().folder);
});
afterEach(() => server.close());

const lockOf = (kernels: Readonly<Record<string, LockedKernel>>): KernelLock => ({
	file,
	kernels: new Map(Object.entries(kernels)),
});

async function resolve(spec: string, lock?: KernelLock, archive = workspace().archive): Promise<KernelImage> {
	const catalog = catalogOf(archive);
	const options = {
		// The machine's own apt must not matter here.
		access: { debianMirror: catalog.debian.mirror },
		onNotice: () => {},
		onProgress: () => {},
		...(lock !== undefined && { lock }),
	};
	return await resolveKernel(parseSpec(spec, workspace().folder), options, catalog);
}

/** Forgets what was fetched, as the next job on a hosted runner does. */
async function emptyCache(): Promise<void> {
	await rm(join(workspace().folder, 'cache/core-matrix/tools'), { recursive: true });
}

describe('a lock', () => {
	it('holds a name to the kernel that it meant, though there is a newer one', async () => {
		const older = lockedKernel(await resolve('6.1.90'));
		for (const name of ['6.1', 'debian:6.1', '6']) {
			await emptyCache();
			const image = await resolve(name, lockOf({ [name]: older }));
			expect(image).toMatchObject({ spec: name, version: '6.1.90' });
		}
		expect((await resolve('6.1')).version).toBe('6.1.176');
	});

	it('lets the cache answer without asking anybody', async () => {
		const lock = lockOf({ '7': lockedKernel(await resolve('7')) });
		expect((await resolve('7', lock, '/nowhere')).release).toBe('7.3.4+deb13-cloud-amd64');
	});

	it('holds every package of a kernel', async () => {
		const locked = lockedKernel(await resolve('7'));
		expect(locked.files.map(({ url }) => /linux-\w+/.exec(url)?.[0])).toEqual([
			'linux-image',
			'linux-base',
			'linux-binary',
			'linux-modules',
		]);
		const [first, ...others] = locked.files;
		if (first === undefined) throw new Error('no file');
		const changed = { ...locked, files: [{ ...first, digest: `sha256:${'ab'.repeat(32)}` }, ...others] };
		await expect(resolve('7', lockOf({ '7': changed }))).rejects.toMatchObject({
			kind: 'infrastructure',
			code: 'verification-failed',
			message: `the kernel that 7 is locked to cannot be had: Debian's archive has 7.3.4+deb13-cloud-amd64 (7.3.4-1~bpo13+1)`,
			remedy: 'Run `core-matrix lock --update`, look at what changed, and commit core-matrix.lock.json.',
		});
	});

	it('is no reason to take something else when the source is away', async () => {
		const lock = lockOf({ '6.1': lockedKernel(await resolve('6.1.90')) });
		await emptyCache();
		await resolve('6.1');
		await expect(resolve('6.1', lock, '/nowhere')).rejects.toMatchObject({ code: 'kernel-unavailable' });
	});

	it('refuses a kernel that it does not have', async () => {
		await expect(resolve('6.1', lockOf({}))).rejects.toMatchObject({
			code: 'verification-failed',
			message: `6.1 is not in ${file}`,
			remedy: 'Run `core-matrix lock`, which adds what is missing, and commit the file; or remove it.',
		});
	});

	it('cannot make a name mean another series or source', async () => {
		const locked = lockedKernel(await resolve('7'));
		await expect(resolve('6.1', lockOf({ '6.1': locked }))).rejects.toThrow(
			'the kernel that 6.1 is locked to cannot be had: the lock says that it is 7.3.4',
		);
		const foreign = lockOf({ 'debian:7': { ...locked, source: 'ci' } });
		await expect(resolve('debian:7', foreign)).rejects.toThrow(
			"the kernel that debian:7 is locked to cannot be had: the lock says that it is ci's",
		);
	});

	it('holds a word where it was when the catalog goes on', async () => {
		const lock = lockOf({ lts: lockedKernel(await resolve('6.1')) });
		expect(await resolve('lts', lock)).toMatchObject({ spec: 'lts', version: '6.1.176' });
	});

	it("leaves kernels of the user's own alone", async () => {
		await writeFile(join(workspace().folder, 'bzImage'), fakeBzImage('6.14.3-mine (me@host) #1'));
		expect((await resolve('./bzImage', lockOf({}))).release).toBe('6.14.3-mine');
	});

	it('holds an address to its digest', async () => {
		const image = fakeBzImage('6.14.3-mine (me@host) #1');
		await writeFile(join(workspace().folder, 'bzImage'), image);
		const spec = `url:${server.address}/bzImage@sha256:${digestOf(image)}`;
		const locked = lockedKernel(await resolve(spec));
		await emptyCache();
		expect((await resolve(spec, lockOf({ [spec]: locked }))).release).toBe('6.14.3-mine');
		const [first] = locked.files;
		if (first === undefined) throw new Error('no file');
		const other = { ...locked, files: [{ ...first, digest: `sha256:${'ab'.repeat(32)}` }] };
		await expect(resolve(spec, lockOf({ [spec]: other }))).rejects.toMatchObject({
			code: 'verification-failed',
		});
	});
});

describe('the file of a lock', () => {
	it('is read as it was written, and nothing is left beside it', async () => {
		const { folder } = workspace();
		const path = join(folder, 'core-matrix.lock.json');
		expect(await readLock(path)).toBeUndefined();
		const lock = { file: path, kernels: lockOf({ '7': lockedKernel(await resolve('7')) }).kernels };
		await writeLock(lock);
		expect(await readLock(path)).toEqual(lock);
		expect((await readdir(folder)).filter((name) => name.startsWith('core-matrix.lock'))).toEqual([
			'core-matrix.lock.json',
		]);
	});

	const kernel = {
		release: '6.1.0',
		version: '6.1',
		source: 'debian',
		files: [{ url: 'http://x/', digest: `sha256:${'ab'.repeat(32)}`, size: 1 }],
	};
	const withKernel = (change: object) => ({ version: 1, kernels: { '6.1': { ...kernel, ...change } } });

	it('may be written by hand', () => {
		expect(parseLock(JSON.stringify(withKernel({})), file).get('6.1')).toEqual(kernel);
	});

	it.each([
		['no JSON', '{', expect.stringContaining('JSON')],
		['another version', { version: 2, kernels: {} }, '/version must be equal to constant'],
		['no kernels', { version: 1 }, "it must have required property 'kernels'"],
		[
			'a path as the version',
			withKernel({ version: '../../x' }),
			expect.stringContaining('/version must match'),
		],
		[
			'a path as the release',
			withKernel({ release: '../../x' }),
			expect.stringContaining('/release must match'),
		],
		[
			'a source that is none',
			withKernel({ source: 'path' }),
			expect.stringContaining('must be equal to one of'),
		],
		['no files', withKernel({ files: [] }), expect.stringContaining('must NOT have fewer than 1 items')],
		[
			'a short digest',
			withKernel({ files: [{ url: 'x', digest: 'sha256:ab', size: 1 }] }),
			expect.stringContaining('/files/0/digest must match'),
		],
		[
			'more keys',
			withKernel({ image: '/boot/vmlinuz' }),
			expect.stringContaining('must NOT have additional'),
		],
		['much text', ' '.repeat(2 << 20), 'it is longer than 1048576 bytes'],
	])('is refused with %s', (_, content, why) => {
		const text = typeof content === 'string' ? content : JSON.stringify(content);
		const prefix = `${file} is not a lock of kernels: `;
		expect(() => parseLock(text, file)).toThrow(expect.objectContaining({ kind: 'usage' }));
		try {
			parseLock(text, file);
		} catch (error) {
			const { message } = error as Error;
			expect(message.slice(0, prefix.length)).toBe(prefix);
			expect(message.slice(prefix.length)).toEqual(why);
		}
	});
});
