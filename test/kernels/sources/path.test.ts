import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveKernel } from '../../../src/kernels/resolve.ts';
import { parseSpec } from '../../../src/kernels/spec.ts';
import { useWorkspace } from '../support/archive.ts';
import { fakeBzImage, fakeModule } from '../support/files.ts';

const workspace = useWorkspace();
const silent = { onNotice: () => {}, onProgress: () => {} };

async function kernelIn(folder: string, moduleRelease: string): Promise<void> {
	await writeFile(join(folder, 'bzImage'), fakeBzImage('6.14.3-mine (me@host) #1 SMP'));
	await mkdir(join(folder, 'lib/kernel'), { recursive: true });
	const facts = { name: 'virtio_pci', depends: '', vermagic: `${moduleRelease} SMP` };
	await writeFile(join(folder, 'lib/kernel/virtio_pci.ko'), fakeModule(facts));
}

describe('a path', () => {
	it('is used as it is, and its digest told', async () => {
		const { folder } = workspace();
		await kernelIn(folder, '6.14.3-mine');
		const bytes = await readFile(join(folder, 'bzImage'));
		const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
		expect(await resolveKernel(parseSpec('./bzImage', folder), silent)).toEqual({
			spec: './bzImage',
			release: '6.14.3-mine',
			version: '6.14.3',
			arch: 'x86_64',
			image: join(folder, 'bzImage'),
			modules: [],
			source: { kind: 'path', url: './bzImage', digest },
			files: [{ url: './bzImage', digest, size: bytes.length }],
		});
	});

	it('may have modules, which are kept apart from where they lie', async () => {
		const { folder } = workspace();
		await kernelIn(folder, '6.14.3-mine');
		const spec = parseSpec({ image: 'bzImage', modules: 'lib' }, folder);
		const first = await resolveKernel(spec, silent);
		expect(first.modules).toEqual([expect.stringContaining(join(folder, 'cache'))]);
		expect(await readFile(first.modules[0] ?? '')).toEqual(
			await readFile(join(folder, 'lib/kernel/virtio_pci.ko')),
		);
		expect(await resolveKernel(spec, silent)).toEqual(first);
	});

	it('is refused with modules of another kernel', async () => {
		const { folder } = workspace();
		await kernelIn(folder, '6.14.2');
		const spec = parseSpec({ image: 'bzImage', modules: 'lib' }, folder);
		await expect(resolveKernel(spec, silent)).rejects.toMatchObject({
			kind: 'usage',
			message: `the modules in ${join(folder, 'lib')} are of 6.14.2, the image is of 6.14.3-mine (virtio_pci)`,
		});
	});
});

describe('a folder', () => {
	const release = '6.14.3-mine';
	const image = fakeBzImage(`${release} (me@host) #1 SMP`);

	async function put(path: string, content: Buffer | string): Promise<void> {
		const file = join(workspace().folder, 'tree', path);
		await mkdir(dirname(file), { recursive: true });
		await writeFile(file, content);
	}

	it.each([
		['boot/vmlinuz-6.14.3-mine', 'lib/modules'],
		['boot/bzImage', 'usr/lib/modules'],
		['usr/lib/modules/6.14.3-mine/vmlinuz', 'usr/lib/modules'],
	])('has a kernel as %s, and its modules in %s', async (path, modules) => {
		const { folder } = workspace();
		await put(path, image);
		const facts = { name: 'virtio_pci', depends: '', vermagic: `${release} SMP` };
		await put(`${modules}/${release}/kernel/virtio_pci.ko`, fakeModule(facts));
		await put(`${modules}/6.14.2-other/kernel/veth.ko`, fakeModule({ ...facts, name: 'veth' }));
		const resolved = await resolveKernel(parseSpec('./tree', folder), silent);
		expect(resolved).toMatchObject({ release, version: '6.14.3', image: join(folder, 'tree', path) });
		expect(resolved.modules.map((file) => basename(file))).toEqual(['virtio_pci.ko']);
	});

	it.each([
		['no kernel', [], 'holds no kernel: neither boot/vmlinuz-<release> nor lib/modules/<release>/vmlinuz'],
		['two kernels', ['a', 'b'], 'holds 2 kernels: boot/vmlinuz-a, boot/vmlinuz-b'],
	])('is refused with %s', async (_, names, message) => {
		const { folder } = workspace();
		await put('boot/System.map', '');
		for (const name of names) await put(`boot/vmlinuz-${name}`, image);
		await expect(resolveKernel(parseSpec('./tree', folder), silent)).rejects.toMatchObject({
			kind: 'usage',
			code: 'kernel-unavailable',
			message: `${join(folder, 'tree')} ${message}`,
		});
	});
});
