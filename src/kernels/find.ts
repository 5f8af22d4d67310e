import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CoreMatrixError } from '../error.ts';
import { openImage } from './bzimage.ts';

const modulesFolders = ['lib/modules', 'usr/lib/modules'];

/** A kernel in a folder that is laid out as a root file system is. Absolute paths. */
export interface FoundKernel {
	readonly image: string;
	readonly release: string;
	/** Upstream's version, as far as the image tells it. */
	readonly version: string;
	readonly config?: string;
	/** The folder of its modules; missing when it has none. */
	readonly modules?: string;
}

/**
 * The images in a folder, relative to it; with a release, those whose path names it. They are where `make install` puts
 * them, and where distributions keep them beside the modules.
 */
export async function findImages(folder: string, release?: string): Promise<string[]> {
	const inBoot = (await namesIn(join(folder, 'boot')))
		.filter(
			(name) => /^(?:vmlinuz|bzImage)/.test(name) && (release === undefined || name.endsWith(`-${release}`)),
		)
		.map((name) => join('boot', name));
	const found = [inBoot];
	for (const modules of modulesFolders) {
		for (const name of release === undefined ? await namesIn(join(folder, modules)) : [release]) {
			const path = join(modules, name, 'vmlinuz');
			if ((await firstPresent([join(folder, path)])) !== undefined) found.push([path]);
		}
	}
	return found.flat();
}

async function namesIn(folder: string): Promise<string[]> {
	return (await readdir(folder).catch(() => [])).sort();
}

/** The kernel of this release, else the only one. Throws a usage error when there are none or several. */
export async function findKernel(folder: string, release?: string): Promise<FoundKernel> {
	const images = await findImages(folder, release);
	const [first] = images;
	if (first === undefined) {
		throw unclear(
			`${folder} holds no kernel: neither boot/vmlinuz-<release> nor lib/modules/<release>/vmlinuz`,
		);
	}
	if (release === undefined && images.length > 1) {
		throw unclear(`${folder} holds ${images.length} kernels: ${images.slice(0, 10).join(', ')}`);
	}
	const image = join(folder, first);
	const read = await openImage(image);
	const modules = modulesFolders.map((path) => join(folder, path, read.release));
	const config = await firstPresent([
		join(folder, 'boot', `config-${read.release}`),
		...modules.map((path) => join(path, 'config')),
	]);
	const present = await firstPresent(modules);
	return {
		image,
		...read,
		...(config !== undefined && { config }),
		...(present !== undefined && { modules: present }),
	};
}

async function firstPresent(paths: readonly string[]): Promise<string | undefined> {
	for (const path of paths) {
		const isThere = await access(path).then(
			() => true,
			() => false,
		);
		if (isThere) return path;
	}
	return undefined;
}

function unclear(message: string): CoreMatrixError {
	return new CoreMatrixError('usage', message, {
		remedy: 'Name a folder with one kernel, or the image and the folder of its modules (image, modules).',
		code: 'kernel-unavailable',
	});
}
