import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { GuestPrograms } from './agent-build.ts';
import { type LayerFile, writeLayer } from './layer.ts';

/** Where the agent mounts what a running system needs (vm-images/guest/setup.c). */
const mountPoints = ['/proc', '/sys', '/dev', '/tmp', '/run'];

/** Where the agent looks for its target (vm-images/guest/target.h). */
const targetPath = '/usr/bin/core-matrix-target';

/** Of a kernel: paths on this machine. */
export interface KernelFiles {
	readonly modules: readonly string[];
	/** What CONFIG_… externs of programs are filled from: libbpf reads /boot/config-<release>, as the agent names it. */
	readonly config?: string;
}

/** The layer that every guest has: the agent as /init, the target of probes, the kernel's configuration, and its modules with their order. */
export function baseFiles(
	{ agent, target }: Pick<GuestPrograms, 'agent' | 'target'>,
	{ modules, config }: KernelFiles,
): LayerFile[] {
	// Numbered, since two modules of one name may come from different folders.
	const places = modules.map((module, index) => ({
		from: module,
		path: `/modules/${index}-${basename(module)}`,
	}));
	return [
		{ path: '/init', from: agent, mode: 0o755 },
		{ path: targetPath, from: target, mode: 0o755 },
		...mountPoints.map((path) => ({ path, folder: true }) as const),
		...places.map((place) => ({ ...place, mode: 0o644 })),
		...(config === undefined ? [] : [{ path: '/boot/config', from: config, mode: 0o644 }]),
		{ path: '/modules/order', content: places.map(({ path }) => `${path}\n`).join(''), mode: 0o644 },
	];
}

/** One initramfs of ready-made archives and a last layer of files. Layers stand one behind the other. */
export async function writeInitramfs(
	path: string,
	archives: readonly string[],
	files: readonly LayerFile[],
): Promise<void> {
	const [first, ...rest] = archives;
	const last = `${path}.layer`;
	// A copy, which costs next to nothing where the file system shares blocks.
	if (first === undefined) await writeFile(path, '');
	else await copyFile(first, path);
	try {
		await writeLayer(last, files);
		for (const archive of [...rest, last]) {
			await pipeline(createReadStream(archive), createWriteStream(path, { flags: 'a' }));
		}
	} finally {
		await rm(last, { force: true });
	}
}
