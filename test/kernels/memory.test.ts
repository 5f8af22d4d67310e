import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { peakOfFetching } from '../../bench/peak.ts';
import { addImage, answer, type Contents, startServer, tarOf } from './oci/support.ts';
import { useWorkspace } from './support/archive.ts';
import { fakeBzImage } from './support/files.ts';
import { buildPackage, digestOf } from './support/packages.ts';
import { serve } from './support/server.ts';

// Packages of 100 MB that do not shrink, in processes of their own: a kernel, and what is large in real ones, a module.
const workspace = useWorkspace();
const release = '6.14.3-large';
const image = fakeBzImage(`${release} (me@host) #1 SMP`);
const most = 150e6;

async function fetching(spec: string): Promise<number> {
	const folder = join(workspace().folder, 'fetched');
	await mkdir(folder);
	const { idle, peak } = await peakOfFetching(spec, {
		XDG_CACHE_HOME: folder,
		RUNNER_TOOL_CACHE: '',
		RUNNER_TEMP: '',
	});
	return peak - idle;
}

it('fetches a package in little memory', { timeout: 120_000 }, async () => {
	const { folder } = workspace();
	const files = {
		[`boot/vmlinuz-${release}`]: image,
		[`lib/modules/${release}/kernel/drivers/gpu/large.ko`]: randomBytes(100e6),
	};
	const file = join(folder, 'large.deb');
	await buildPackage({ name: 'linux-image-large', version: '1', files }, file, 'zstd');
	const server = await serve(folder);
	try {
		const spec = `url:${server.address}/large.deb@sha256:${digestOf(await readFile(file))}`;
		expect(await fetching(spec)).toBeLessThan(most);
	} finally {
		await server.close();
	}
});

it('fetches an image in little memory', { timeout: 120_000 }, async () => {
	const contents: Contents = new Map();
	const layer = tarOf(
		{ path: 'boot/vmlinuz', content: image },
		{ path: `lib/modules/${release}/large.ko`, content: randomBytes(100e6) },
	);
	addImage(contents, '1', [layer]);
	const server = await startServer((...both) => answer(contents, ...both));
	expect(await fetching(`oci://${server.host}/k:1`)).toBeLessThan(most);
});
