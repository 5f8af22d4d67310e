import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import zlib from 'node:zlib';
import { execaSync } from 'execa';
import { Header } from 'tar';
import { describe, expect, it } from 'vitest';
import { unpackPackages } from '../../../src/kernels/sources/unpack.ts';
import { packageIn, useWorkspace } from '../support/archive.ts';
import { writeDeb } from '../support/deb.ts';
import { fakeBzImage } from '../support/files.ts';

const workspace = useWorkspace();
const release = '6.1.0-9-cloud-amd64';
// Each of its bytes is a character of one byte.
const kernel = fakeBzImage(`${release} (d@d) #1 SMP Debian 6.1.90-1 (2026-01-01)`).toString('latin1');

interface Member {
	readonly path: string;
	readonly type?: 'File' | 'SymbolicLink' | 'Link' | 'CharacterDevice' | 'Directory';
	readonly linkpath?: string;
	readonly content?: string;
	/** What the header says; the content's length when missing. */
	readonly size?: number;
}

/** A package with whatever in it. */
async function packageWith(...members: readonly Member[]): Promise<string> {
	return await packageOf('data.tar', tarOf(...members));
}

function tarOf(...members: readonly Member[]): Buffer {
	const blocks = members.flatMap(({ path, type = 'File', linkpath, content = '', size = content.length }) => {
		const block = Buffer.alloc(512);
		const header = new Header({
			path,
			type,
			size,
			mode: 0o777,
			...(linkpath === undefined ? {} : { linkpath }),
		});
		header.encode(block);
		return [block, Buffer.from(content, 'latin1'), Buffer.alloc((512 - (content.length % 512)) % 512)];
	});
	return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

async function packageOf(...data: [name: Parameters<typeof writeDeb>[1], tar: Buffer]): Promise<string> {
	const file = join(workspace().folder, 'hostile.deb');
	await writeDeb(file, ...data);
	return file;
}

async function everything(): Promise<string[]> {
	const { folder } = workspace();
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => !entry.isDirectory())
		.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
		.filter((path) => !path.startsWith('archive/'))
		.sort();
}

describe('unpackPackages', () => {
	it('writes nothing outside its folder, and nothing but plain files that are wanted', async () => {
		const { folder } = workspace();
		await mkdir(join(folder, 'outside'));
		const file = await packageWith(
			{ path: `./boot/vmlinuz-${release}`, content: kernel },
			{ path: `../outside/boot/vmlinuz-${release}`, content: 'escaped' },
			{ path: `./boot/../../outside/vmlinuz-${release}`, content: 'escaped' },
			{ path: `${folder}/outside/boot/vmlinuz-x`, content: 'escaped' },
			{ path: './lib/modules', type: 'SymbolicLink', linkpath: `${folder}/outside` },
			{ path: `./lib/modules/${release}/kernel`, type: 'SymbolicLink', linkpath: `${folder}/outside` },
			{ path: `./lib/modules/${release}/kernel/a.ko`, content: 'a module' },
			{ path: `./lib/modules/${release}/b.ko`, type: 'SymbolicLink', linkpath: '/etc/passwd' },
			{ path: `./lib/modules/${release}/c.ko`, type: 'Link', linkpath: '/etc/passwd' },
			{ path: `./lib/modules/${release}/d.ko`, type: 'CharacterDevice' },
			{ path: './etc/cron.d/job', content: 'not wanted' },
			{ path: `./boot/System.map-${release}`, content: 'not wanted' },
		);
		const unpacked = await unpackPackages([file], release, join(folder, 'root'));
		expect(unpacked).toEqual({
			image: join(folder, `root/boot/vmlinuz-${release}`),
			imagePackage: file,
			release,
			version: '6.1.90',
			modules: join(folder, `root/lib/modules/${release}`),
		});
		expect(await readFile(unpacked.image, 'latin1')).toBe(kernel);
		expect(await everything()).toEqual([
			'hostile.deb',
			`root/boot/vmlinuz-${release}`,
			`root/lib/modules/${release}/kernel/a.ko`,
		]);
	});

	it('refuses a module whose path leaves the folder', async () => {
		const { folder } = workspace();
		const path = `./lib/modules/${release}/../../../../outside/evil.ko`;
		const file = await packageWith({ path, content: 'escaped' });
		await expect(unpackPackages([file], release, join(folder, 'root'))).rejects.toThrow(
			`cannot unpack ${file}: `,
		);
		expect(await everything()).toEqual(['hostile.deb']);
	});

	it('refuses what is cut in the middle', async () => {
		const { archive, folder } = workspace();
		const file = await packageIn(archive, `linux-image-${release}`);
		await writeFile(file, (await readFile(file)).subarray(0, -20));
		await expect(unpackPackages([file], release, join(folder, 'root'))).rejects.toThrow(
			`cannot unpack ${file}: `,
		);
	});

	it('refuses a tar whose last file is short', async () => {
		const file = await packageWith({ path: `./boot/vmlinuz-${release}`, content: 'short', size: 100_000 });
		await expect(unpackPackages([file], release, join(workspace().folder, 'root'))).rejects.toThrow(
			`cannot unpack ${file}: `,
		);
	});

	it.each<['xz' | 'zst' | 'gz', (tar: Buffer) => Buffer]>([
		['gz', (tar) => zlib.gzipSync(tar)],
		['zst', (tar) => zlib.zstdCompressSync(tar)],
		[
			'xz',
			(tar) =>
				Buffer.from(execaSync('xz', { input: tar, encoding: 'buffer', stripFinalNewline: false }).stdout),
		],
	])('unpacks what is packed with %s', async (suffix, compress) => {
		const tar = tarOf({ path: `./boot/vmlinuz-${release}`, content: kernel });
		const file = await packageOf(`data.tar.${suffix}`, compress(tar));
		const { image } = await unpackPackages([file], release, join(workspace().folder, 'root'));
		expect(await readFile(image, 'latin1')).toBe(kernel);
	});

	it('refuses what would fill the disk before it does', async () => {
		const file = await packageWith({ path: `./boot/vmlinuz-${release}`, size: 3 * 2 ** 30 });
		await expect(unpackPackages([file], release, join(workspace().folder, 'root'))).rejects.toThrow(
			`cannot unpack ${file}: `,
		);
		expect(await everything()).toEqual(['hostile.deb']);
	});

	it('says which release is not in it', async () => {
		const file = await packageIn(workspace().archive, `linux-image-${release}`);
		await expect(unpackPackages([file], '9.9.9', join(workspace().folder, 'root'))).rejects.toMatchObject({
			code: 'kernel-unavailable',
			message: `no image of 9.9.9 in ${file}`,
		});
	});
});
