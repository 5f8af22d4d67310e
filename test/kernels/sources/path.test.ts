import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
		expect(await resolveKernel(parseSpec('./bzImage', folder), silent)).toEqual({
			spec: './bzImage',
			release: '6.14.3-mine',
			version: '6.14.3',
			arch: 'x86_64',
			image: join(folder, 'bzImage'),
			modules: [],
			source: {
				kind: 'path',
				url: './bzImage',
				digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
			},
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
