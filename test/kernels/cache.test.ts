import { access, mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { abilitiesOf, listCached, pruneKernels } from '../../src/kernels/cache.ts';
import { resolveKernel } from '../../src/kernels/resolve.ts';
import { parseSpec } from '../../src/kernels/spec.ts';
import { bytesIn, listEntries } from '../../src/store.ts';
import { catalogOf, useWorkspace } from './support/archive.ts';

const workspace = useWorkspace();

function resolve(spec: string) {
	const catalog = catalogOf(workspace().archive);
	const options = {
		access: { debianMirror: catalog.debian.mirror },
		onNotice: () => {},
		onProgress: () => {},
	};
	return resolveKernel(parseSpec(spec, '/'), options, catalog);
}

/** As if it had been used last so many days ago. */
async function age(image: string, days: number): Promise<void> {
	const then = new Date(Date.now() - days * 86_400_000);
	await utimes(`${dirname(image)}.complete`, then, then);
}

describe('pruneKernels', () => {
	it('removes what was not used for so long, and nothing else', async () => {
		const [old, recent] = [await resolve('6.1.90'), await resolve('6.1')];
		await age(old.image, 31);
		await age(recent.image, 29);
		const bytes = await bytesIn(dirname(old.image));
		expect(await pruneKernels(30)).toEqual([
			expect.objectContaining({ folder: dirname(old.image), bytes, tool: 'core-matrix-kernel' }),
		]);
		expect((await listCached()).map(({ version }) => version)).toEqual(['6.1.176']);
		await expect(access(dirname(dirname(old.image)))).rejects.toThrow('ENOENT');
		expect(await pruneKernels(30)).toEqual([]);
	});

	it('counts a use from the cache as one', async () => {
		const { image } = await resolve('6.1');
		await age(image, 100);
		await resolve('6.1');
		expect(await pruneKernels(30)).toEqual([]);
	});

	it('removes all with 0 days, also what was never completed', async () => {
		const { image } = await resolve('6.1');
		const half = join(dirname(dirname(dirname(image))), '9.9.9-sha256.xab', 'x64');
		await mkdir(half, { recursive: true });
		await writeFile(join(half, 'vmlinuz'), 'half of it');
		expect((await pruneKernels(0)).map(({ folder }) => folder).sort()).toEqual([dirname(image), half].sort());
		expect(await listEntries('core-matrix-kernel')).toEqual([]);
	});
});

describe('abilitiesOf', () => {
	it('says what the kernel takes and whether it has types and virtio', async () => {
		const image = await resolve('6.1');
		const bytes = await bytesIn(dirname(image.image));
		expect(await abilitiesOf(image)).toEqual({ bytes, btf: false, transports: ['serial'] });
	});

	it.each([
		['CONFIG_VIRTIO_PCI=y\nCONFIG_VIRTIO_CONSOLE=y\n', ['virtio', 'serial']],
		['CONFIG_VIRTIO_CONSOLE=y\n', ['virtio', 'serial']],
		['CONFIG_VIRTIO_PCI=y\nCONFIG_VIRTIO_CONSOLE=m\n', ['serial']],
	])('with a configuration of %j', async (config, transports) => {
		const image = await resolve('6.1');
		await writeFile(join(dirname(image.image), 'config'), `CONFIG_BPF=y\n${config}`);
		expect((await abilitiesOf(image)).transports).toEqual(transports);
	});

	it('without a configuration goes by the modules', async () => {
		const image = await resolve('6.1');
		await rm(join(dirname(image.image), 'config'));
		expect((await abilitiesOf(image)).transports).toEqual(['serial']);
		const modules = [...image.modules, '/x/virtio_console.ko'];
		expect((await abilitiesOf({ ...image, modules })).transports).toEqual(['virtio', 'serial']);
	});
});
