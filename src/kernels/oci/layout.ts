/*
 * Where images keep kernels. ci-kernels: /boot/vmlinuz and /usr/lib/modules (its Dockerfile). LVH: what the kernel's `make
 * tar-pkg` makes, below /data/kernels/<name> (little-vm-helper-images, dockerfiles/kernel-images). Distributions: boot and
 * lib/modules, or all in lib/modules.
 */

/** A kernel in an image, by paths in it, without a slash in front. */
export interface KernelLayout {
	readonly image: string;
	/** Where its configuration may be, best first. */
	readonly configs: readonly string[];
	/** Folders that may have its modules in a folder of its release. */
	readonly modules: readonly string[];
}

const safe = '[\\w+~:,@=][\\w.+~:,@=-]*';
const prefix = `(?:data/kernels/${safe}/)?`;
const imagePatterns: readonly RegExp[] = [
	'boot/vmlinuz',
	`boot/vmlinuz-${safe}`,
	`data/kernels/${safe}/boot/vmlinuz`,
	`data/kernels/${safe}/boot/vmlinuz-${safe}`,
	`(?:usr/)?lib/modules/${safe}/vmlinuz`,
].map((pattern) => new RegExp(`^${pattern}$`));
const otherPatterns: readonly RegExp[] = [
	`${prefix}boot/config(?:-${safe})?`,
	`${prefix}(?:usr/)?lib/modules/${safe}/config`,
	`${prefix}(?:usr/)?lib/modules/(?:${safe}/)+${safe}\\.ko(?:\\.xz|\\.zst|\\.gz)?`,
].map((pattern) => new RegExp(`^${pattern}$`));

/** Whether a file of an image is of use; such a path has no `.` or `..` in it. */
export function isWanted(path: string): boolean {
	return [...imagePatterns, ...otherPatterns].some((pattern) => pattern.test(path));
}

/** The kernels of an image, of the likeliest place that has any. `paths`: of files that are wanted. */
export function findKernels(paths: Iterable<string>): KernelLayout[] {
	const all = [...paths].sort();
	for (const pattern of imagePatterns) {
		const found = all.filter((path) => pattern.test(path));
		if (found.length > 0) return found.map(layoutOf);
	}
	return [];
}

function layoutOf(image: string): KernelLayout {
	const folder = image.slice(0, image.lastIndexOf('/'));
	const config = image.replace(/vmlinuz(-[^/]*)?$/, 'config$1');
	const root = image.replace(/(?:boot|(?:usr\/)?lib\/modules)\/.*$/, '');
	return {
		image,
		configs: [...new Set([config, `${folder}/config`])],
		modules: [`${root}usr/lib/modules`, `${root}lib/modules`],
	};
}
