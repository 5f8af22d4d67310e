import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { btfType, readBtf } from '../../src/bpf/btf.ts';
import { bytesOf } from '../../src/bpf/bytes.ts';
import { typesNamed } from '../../src/bpf/core/names.ts';
import { kernelBtf, readBtfFiles } from '../../src/kernels/btf.ts';
import { cachedVersions } from '../../src/store.ts';
import { makeBtfBytes } from '../bpf/core/make-btf.ts';
import { objectBytes } from '../bpf/fixtures.ts';
import { useWorkspace } from './support/archive.ts';
import { bzImageWith } from './support/kernel-image.ts';

const workspace = useWorkspace();
const save = async (name: string, bytes: Uint8Array): Promise<string> => {
	const file = join(workspace().folder, name);
	await writeFile(file, bytes);
	return file;
};
/** Any ELF file with a .BTF section will do for a vmlinux: an object for BPF has one. */
const vmlinux = objectBytes('naive.o');

describe('kernelBtf', () => {
	it('finds the section in the kernel in the image, and keeps it', async () => {
		const file = await save('bzImage', bzImageWith(gzipSync(vmlinux)));
		const btf = await kernelBtf(file);
		const [id = 0] = typesNamed(btf, 'iov_iter');
		expect(btfType(btf, id)).toMatchObject({ kind: 'struct', name: 'iov_iter' });
		expect(await cachedVersions('core-matrix-btf')).toHaveLength(1);
		expect((await kernelBtf(file)).offsets).toEqual(btf.offsets);
		expect(await cachedVersions('core-matrix-btf')).toHaveLength(1);
		await kernelBtf(await save('other', bzImageWith(gzipSync(vmlinux, { level: 1 }))));
		expect(await cachedVersions('core-matrix-btf')).toHaveLength(2);
	});

	it.each([
		['no section .BTF', bzImageWith(gzipSync(objectBytes('module.o')))],
		['not an ELF file', bzImageWith(gzipSync(Buffer.alloc(100)))],
		['it has no boot header', Buffer.alloc(5000)],
	])('says that there is %s, in which file, and keeps nothing', async (reason, bytes) => {
		const file = await save('bzImage', bytes);
		await expect(kernelBtf(file)).rejects.toMatchObject({
			kind: 'usage',
			code: 'btf-missing',
			message: expect.stringMatching(new RegExp(`^no BTF can be read from ${file}: .*${reason}`)),
			remedy: expect.stringContaining('CONFIG_DEBUG_INFO_BTF=y'),
		});
		expect(await cachedVersions('core-matrix-btf')).toEqual([]);
	});
});

describe('readBtfFiles', () => {
	it('takes BTF as it is in /sys, in ELF and in a bzImage', async () => {
		const raw = await save(
			'raw',
			makeBtfBytes((b) => void b.int('int', 4)),
		);
		const files = [
			raw,
			await save('vmlinux', vmlinux),
			await save('bzImage', bzImageWith(gzipSync(vmlinux))),
		];
		const [first, inElf, inImage] = await readBtfFiles(files);
		expect(first?.name).toBe(raw);
		expect(first?.btf.offsets).toHaveLength(2);
		expect(inElf && typesNamed(inElf.btf, 'iov_iter')).toHaveLength(1);
		expect(inImage?.btf.offsets).toEqual(inElf?.btf.offsets);
	});

	it("gives a module's to the kernel before it", async () => {
		const bytes = makeBtfBytes((b) => void b.int('int', 4));
		const base = readBtf(bytesOf('base', bytes));
		const split = makeBtfBytes((b) => void b.struct('veth_priv', 8, []), base);
		const files = [await save('one', bytes), await save('two', bytes), await save('my-veth', split)];
		const [one, two] = await readBtfFiles(files);
		expect(one?.modules).toEqual([]);
		expect(two?.modules?.map(({ name, btf }) => [name, typesNamed(btf, 'veth_priv')])).toEqual([
			['my_veth', [2]],
		]);
		await expect(readBtfFiles([files[2] ?? ''])).rejects.toThrow(
			"it is a module's, and no kernel's stands before it",
		);
	});

	it.each([
		['nowhere', undefined],
		['empty', Buffer.alloc(0)],
		['text', Buffer.from('not BTF, but long enough to have a header')],
	])('refuses %s', async (name, bytes) => {
		const file = bytes === undefined ? join(workspace().folder, name) : await save(name, bytes);
		await expect(readBtfFiles([file])).rejects.toMatchObject({ kind: 'usage', code: 'btf-missing' });
	});
});
