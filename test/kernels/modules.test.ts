import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import zlib from 'node:zlib';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { collectModules } from '../../src/kernels/modules.ts';
import { useWorkspace } from './support/archive.ts';
import { fakeModule } from './support/files.ts';

const workspace = useWorkspace();

function module(name: string, depends = ''): Buffer {
	return fakeModule({ name, depends, vermagic: '6.1.0 SMP mod_unload' });
}

async function folderOf(files: Readonly<Record<string, Buffer>>): Promise<string> {
	const folder = join(workspace().folder, 'modules');
	await mkdir(folder);
	for (const [path, bytes] of Object.entries(files)) {
		await mkdir(dirname(join(folder, path)), { recursive: true });
		await writeFile(join(folder, path), bytes);
	}
	return folder;
}

async function xz(bytes: Buffer): Promise<Buffer> {
	// As the kernel's build does (scripts/Makefile.modinst).
	const { stdout } = await execa('xz', ['--check=crc32', '-0', '-c'], {
		input: bytes,
		encoding: 'buffer',
		stripFinalNewline: false,
	});
	return Buffer.from(stdout);
}

describe('collectModules', () => {
	it('puts what a module depends on before it, once, however it is compressed', async () => {
		const folder = await folderOf({
			'kernel/a.ko.xz': await xz(module('a', 'b,c-d')),
			'kernel/deep/b.ko.zst': zlib.zstdCompressSync(module('b', 'c_d')),
			'c-d.ko.gz': zlib.gzipSync(module('c_d')),
			'e.ko': module('e', 'built_in,b'),
			'unwanted.ko': Buffer.from('is not even read'),
		});
		const modules = await collectModules(folder, ['a', 'absent', 'e', 'b']);
		expect(modules.map(({ name }) => name)).toEqual(['c_d', 'b', 'a', 'e']);
		expect(modules[0]).toEqual({ name: 'c_d', bytes: module('c_d'), release: '6.1.0' });
		expect(modules[2]?.bytes).toEqual(module('a', 'b,c-d'));
	});

	it('keeps the new line with which a signed module ends', async () => {
		const signed = Buffer.concat([module('a'), Buffer.from('~Module signature appended~\n')]);
		const folder = await folderOf({ 'a.ko.xz': await xz(signed) });
		expect((await collectModules(folder, ['a']))[0]?.bytes).toEqual(signed);
	});

	it('ends on modules that depend on one another', async () => {
		const folder = await folderOf({ 'a.ko': module('a', 'b'), 'b.ko': module('b', 'a') });
		expect((await collectModules(folder, ['a'])).map(({ name }) => name)).toEqual(['b', 'a']);
	});

	it('does not follow links out of the folder', async () => {
		const folder = await folderOf({ 'a.ko': module('a', 'b') });
		const outside = join(workspace().folder, 'outside');
		await mkdir(outside);
		await writeFile(join(outside, 'b.ko'), module('b'));
		await symlink(outside, join(folder, 'build'));
		await symlink(join(outside, 'b.ko'), join(folder, 'b.ko'));
		expect((await collectModules(folder, ['a'])).map(({ name }) => name)).toEqual(['a']);
	});

	it.each([
		['a.ko', 'is not a kernel module: '],
		['a.ko.xz', 'cannot decompress'],
		['a.ko.zst', 'cannot decompress'],
		['a.ko.gz', 'cannot decompress'],
	])('names %s when it is damaged', async (name, message) => {
		const folder = await folderOf({ [name]: Buffer.from('damaged') });
		await expect(collectModules(folder, ['a'])).rejects.toMatchObject({
			code: 'kernel-unavailable',
			message: expect.stringContaining(message),
		});
		await expect(collectModules(folder, ['a'])).rejects.toThrow(join(folder, name));
	});

	it('reads a module in several frames of zstd, or members of gzip', async () => {
		const bytes = module('a');
		const parts = [bytes.subarray(0, 100), bytes.subarray(100)];
		const folder = await folderOf({
			'a.ko.zst': Buffer.concat(parts.map((part) => zlib.zstdCompressSync(part))),
			'b.ko.gz': Buffer.concat(parts.map((part) => zlib.gzipSync(part))),
		});
		const modules = await collectModules(folder, ['a', 'b']);
		expect(modules.map((found) => found.bytes)).toEqual([bytes, bytes]);
	});

	it.each<[string, (nothing: Buffer) => Buffer | Promise<Buffer>]>([
		['a.ko.gz', (nothing) => zlib.gzipSync(nothing)],
		['a.ko.zst', (nothing) => zlib.zstdCompressSync(nothing)],
		['a.ko.xz', xz],
	])('stops at what unpacks without end: %s', async (name, compress) => {
		const folder = await folderOf({ [name]: await compress(Buffer.alloc(200 << 20)) });
		await expect(collectModules(folder, ['a'])).rejects.toMatchObject({
			code: 'kernel-unavailable',
			message: `cannot decompress ${join(folder, name)}: it unpacks to more than 134217728 bytes`,
		});
	});

	it('names a folder that is not there', async () => {
		await expect(collectModules('/nowhere', ['a'])).rejects.toMatchObject({
			kind: 'usage',
			message: expect.stringContaining('cannot read the modules in /nowhere: Error: ENOENT'),
		});
	});
});
