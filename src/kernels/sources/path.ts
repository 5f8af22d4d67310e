import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { CoreMatrixError } from '../../error.ts';
import { sha256 } from '../../manifest.ts';
import { cached, entryVersion } from '../../store.ts';
import { type BzImage, openImage } from '../bzimage.ts';
import { modulePath, writeModules } from '../entry.ts';
import { type FoundKernel, findKernel } from '../find.ts';
import type { KernelImage } from '../image.ts';
import { collectModules, type KernelModule } from '../modules.ts';
import type { ResolveOptions } from '../options.ts';
import type { PathSpec } from '../spec.ts';

/** What modules of a user's own are called in the tool cache. */
export const modulesTool = 'core-matrix-modules';

/** A kernel of the user's own, used as it is where it lies; of its modules, those that a guest needs are decompressed. */
export async function resolvePath(spec: PathSpec, options: ResolveOptions): Promise<KernelImage> {
	options.onProgress('reading the image');
	const { image, release, version, modules } = await locate(spec);
	const digest = `sha256:${await sha256(image)}`;
	return {
		spec: spec.text,
		release,
		version,
		arch: 'x86_64',
		image,
		modules: modules === undefined ? [] : await prepareModules(modules, { release, version }, options),
		source: { kind: 'path', url: spec.text, digest },
		files: [{ url: spec.text, digest, size: (await stat(image)).size }],
	};
}

/** In a folder, the one kernel that it holds; modules that are named come before those in it. */
async function locate({ image, modules }: PathSpec): Promise<FoundKernel> {
	const isFolder = await stat(image).then(
		(entry) => entry.isDirectory(),
		() => false,
	);
	const found = isFolder ? await findKernel(image) : { image, ...(await openImage(image)) };
	return modules === undefined ? found : { ...found, modules };
}

async function prepareModules(folder: string, image: BzImage, options: ResolveOptions): Promise<string[]> {
	options.onProgress('reading the modules');
	const modules = await collectModules(folder);
	for (const module of modules) checkRelease(module, image, folder);
	const hash = createHash('sha256');
	for (const { name, bytes } of modules) hash.update(`${name} ${bytes.length}\n`).update(bytes);
	const version = entryVersion(image.version, hash.digest('hex').slice(0, 32));
	const fill = (into: string) => writeModules(into, modules);
	const entry = await cached(modulesTool, version, fill, options);
	return modules.map(({ name }) => modulePath(entry, name));
}

/** The kernel would refuse it in the guest, where it would look like the program's trouble. */
function checkRelease(module: KernelModule, image: BzImage, folder: string): void {
	if (module.release === image.release) return;
	throw new CoreMatrixError(
		'usage',
		`the modules in ${folder} are of ${module.release}, the image is of ${image.release} (${module.name})`,
		{ remedy: 'Give the modules that were built with the image.', code: 'kernel-unavailable' },
	);
}
