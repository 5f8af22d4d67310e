import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, inTemporaryFolder } from '../../store.ts';
import { openImage } from '../bzimage.ts';
import { kernelEntryVersion, kernelTool, readEntry, writeEntry } from '../entry.ts';
import { download } from '../http/download.ts';
import type { KernelImage } from '../image.ts';
import type { ResolveOptions } from '../options.ts';
import type { UrlSpec } from '../spec.ts';
import { writePackedEntry } from './packed.ts';

/** Enough for every kernel with its modules; a server without end must not fill the disk. */
const mostBytes = 2 ** 31;
const another = 'name another address';

/** A bzImage, or a package (.deb) that holds a kernel, at an address, with the digest that the user gives. */
export async function resolveUrl(spec: UrlSpec, options: ResolveOptions): Promise<KernelImage> {
	const version = kernelEntryVersion('0', [`sha256:${spec.sha256}`]);
	const fill = (folder: string) => fetchKernel(folder, spec, options);
	return await readEntry(await cached(kernelTool, version, fill, options), spec.text);
}

async function fetchKernel(
	folder: string,
	{ url, sha256 }: UrlSpec,
	{ onProgress, signal, patience }: ResolveOptions,
): Promise<void> {
	await inTemporaryFolder(async (scratch) => {
		onProgress(`fetching ${url}`);
		const path = join(scratch, 'kernel');
		const size = await download(url, path, sha256, { mostBytes, another, signal, patience });
		const file = { url, digest: `sha256:${sha256}`, size };
		if (await isPackage(path)) {
			await writePackedEntry(folder, { kind: 'url', packages: [{ path, ...file }] }, scratch, signal);
		} else {
			const source = { kind: 'url', url, digest: file.digest };
			const facts = { ...(await openImage(path)), source, files: [file] };
			await writeEntry(folder, facts, { image: path, modules: [] });
		}
	});
}

/** A .deb is an archive of ar(5), which begins so (deb(5)). */
async function isPackage(path: string): Promise<boolean> {
	const handle = await open(path);
	try {
		const { buffer } = await handle.read(Buffer.alloc(8), 0, 8, 0);
		return buffer.toString('latin1') === '!<arch>\n';
	} finally {
		await handle.close();
	}
}
