import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import zlib from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unpackLayer } from '../../../src/kernels/oci/layer.ts';
import { emptyOverlay, type Overlay } from '../../../src/kernels/oci/overlay.ts';
import { type Member, tarOf } from './support.ts';

let folder: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'layer-test-'));
	await mkdir(join(folder, 'root'));
});
afterEach(() => rm(folder, { recursive: true }));

async function unpack(layer: Buffer, above: Overlay = emptyOverlay(), signal?: AbortSignal) {
	await writeFile(join(folder, 'layer'), layer);
	return await unpackLayer(join(folder, 'layer'), 'the layer', {
		folder: join(folder, 'root'),
		above,
		...(signal === undefined ? {} : { signal }),
	});
}

/** All that is not a folder, but the layer itself. */
async function everything(): Promise<string[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => !entry.isDirectory())
		.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
		.filter((path) => path !== 'layer')
		.sort();
}

const kernel: Member = { path: 'boot/vmlinuz', content: 'the kernel' };

describe('unpackLayer', () => {
	it.each<[string, (tar: Buffer) => Buffer]>([
		['as it is', (tar) => tar],
		['gzip', (tar) => zlib.gzipSync(tar)],
		['zstd', (tar) => zlib.zstdCompressSync(tar)],
		[
			'several members of gzip',
			(tar) => Buffer.concat([zlib.gzipSync(tar.subarray(0, 700)), zlib.gzipSync(tar.subarray(700))]),
		],
		[
			'several frames of zstd',
			(tar) =>
				Buffer.concat([
					zlib.zstdCompressSync(tar.subarray(0, 700)),
					zlib.zstdCompressSync(tar.subarray(700)),
				]),
		],
	])('takes out what is wanted: %s', async (_, compress) => {
		const layer = compress(
			tarOf(
				{ path: './boot/', type: 'Directory' },
				{ ...kernel, path: './boot/vmlinuz' },
				{ path: 'etc/passwd', content: 'x' },
			),
		);
		expect((await unpack(layer)).files).toEqual(['boot/vmlinuz']);
		expect(await everything()).toEqual(['root/boot/vmlinuz']);
		expect(await readFile(join(folder, 'root/boot/vmlinuz'), 'utf8')).toBe('the kernel');
	});

	it('writes nothing outside its folder, and nothing but plain files', async () => {
		await mkdir(join(folder, 'outside'));
		const outside = join(folder, 'outside');
		const { files } = await unpack(
			tarOf(
				{ path: 'boot', type: 'SymbolicLink', linkpath: outside },
				{ path: 'usr/lib/modules', type: 'SymbolicLink', linkpath: outside },
				kernel,
				{ path: '../outside/boot/vmlinuz', content: 'escaped' },
				{ path: 'boot/../../outside/boot/vmlinuz', content: 'escaped' },
				{ path: '/boot/vmlinuz-1', content: 'escaped' },
				{ path: `${outside}/boot/vmlinuz`, content: 'escaped' },
				{ path: 'usr/lib/modules/6.6.1/a.ko', content: 'a module' },
				{ path: 'usr/lib/modules/6.6.1/b.ko', type: 'SymbolicLink', linkpath: '/etc/passwd' },
				{ path: 'usr/lib/modules/6.6.1/c.ko', type: 'Link', linkpath: '/etc/passwd' },
				{ path: 'usr/lib/modules/6.6.1/c.ko', content: 'through the link' },
				{ path: 'usr/lib/modules/6.6.1/d.ko', type: 'CharacterDevice' },
				{ path: 'usr/lib/modules/6.6.1/e.ko', type: 'BlockDevice' },
				{ path: 'usr/lib/modules/6.6.1/f.ko', type: 'FIFO' },
				{ path: 'usr/lib/modules/6.6.1/g/../../../../../../outside/g.ko', content: 'escaped' },
				{ path: 'boot/config', type: 'Link', linkpath: 'boot/vmlinuz' },
			),
		);
		expect(files.toSorted()).toEqual([
			'boot/vmlinuz',
			'usr/lib/modules/6.6.1/a.ko',
			'usr/lib/modules/6.6.1/c.ko',
		]);
		expect(await everything()).toEqual(files.map((path) => `root/${path}`).toSorted());
		expect(await readFile('/etc/passwd', 'utf8')).not.toContain('through the link');
	});

	it('leaves out what layers above replace, delete or hide', async () => {
		const above = await unpack(
			tarOf(
				{ path: 'boot/vmlinuz', content: 'newer' },
				{ path: 'boot/.wh.config' },
				{ path: 'lib', type: 'SymbolicLink', linkpath: 'usr/lib' },
				{ path: 'usr/lib/modules/6.6.1/.wh..wh..opq' },
				{ path: 'usr/lib/modules/6.6.1/new.ko', content: 'new' },
				{ path: 'usr/lib/modules/.wh.6.6.0' },
			),
		);
		expect(above.files).toEqual(['boot/vmlinuz', 'usr/lib/modules/6.6.1/new.ko']);
		const below = await unpack(
			tarOf(
				kernel,
				{ path: 'boot/config', content: 'deleted' },
				{ path: 'lib/modules/6.6.1/hidden.ko', content: 'behind the link' },
				{ path: 'usr/lib/modules/6.6.1/old.ko', content: 'of the folder as it was' },
				{ path: 'usr/lib/modules/6.6.0/old.ko', content: 'deleted' },
				{ path: 'usr/lib/modules/6.6.2/seen.ko', content: 'seen' },
			),
			above.hides,
		);
		expect(below.files).toEqual(['usr/lib/modules/6.6.2/seen.ko']);
		expect(await readFile(join(folder, 'root/boot/vmlinuz'), 'utf8')).toBe('newer');
	});

	it.each([0, 1024, 200_000])('takes %i empty bytes for a layer of nothing', async (size) => {
		expect((await unpack(zlib.gzipSync(Buffer.alloc(size)))).files).toEqual([]);
	});

	it('does not hide what is beside a whiteout in the same layer', async () => {
		const { files } = await unpack(tarOf({ path: 'boot/.wh..wh..opq' }, { path: '.wh.boot' }, kernel));
		expect(files).toEqual(['boot/vmlinuz']);
	});

	const long = 'x'.repeat(900);
	it.each<[string, () => Buffer, RegExp]>([
		['a damaged one', () => zlib.gzipSync(tarOf(kernel)).subarray(0, -20), /unexpected end of file/],
		['no tar', () => Buffer.from(long), /Unrecognized archive format|TAR_|checksum/],
		['one whose last file is short', () => tarOf({ ...kernel, size: 100_000 }), /Truncated input/],
		[
			'one that is compressed twice',
			() => zlib.gzipSync(zlib.gzipSync(tarOf(kernel))),
			/it is compressed twice/,
		],
		['a kernel without end', () => tarOf({ ...kernel, size: 3 * 2 ** 30 }), /more than 2 GiB/],
	])('refuses %s', async (_, layer, reason) => {
		await expect(unpack(layer())).rejects.toMatchObject({
			kind: 'infrastructure',
			code: 'kernel-unavailable',
			message: expect.stringMatching(new RegExp(`^cannot unpack the layer: .*(?:${reason.source})`)),
		});
	});

	it('ends when the run is stopped', async () => {
		const stopping = AbortSignal.abort(new Error('stopped'));
		await expect(unpack(tarOf(kernel), emptyOverlay(), stopping)).rejects.toThrow('stopped');
	});
});
