import { createHash } from 'node:crypto';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Clang } from '../host/clang.ts';
import { cached, entryVersion } from '../store.ts';
import { type LayerFile, writeLayer } from './layer.ts';
import { librariesOf } from './libraries.ts';

/** Headers of the C library's and the kernel's user side that BPF sources may include beside vmlinux.h. */
const headerFolders = [
	'/usr/include/bpf',
	'/usr/include/linux',
	'/usr/include/asm-generic',
	'/usr/include/x86_64-linux-gnu/asm',
];

/** The toolchain as a layer of the initramfs. */
export interface Toolchain {
	/** The layer, absolute. */
	readonly archive: string;
	/** The compiler's path in the guest. */
	readonly clang: string;
}

async function filesBelow(folder: string): Promise<LayerFile[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
	return entries
		.filter((entry) => entry.isFile() && entry.name.endsWith('.h'))
		.map((entry) => join(entry.parentPath, entry.name))
		.map((path) => ({ path, from: path, mode: 0o644 }));
}

async function toolchainFiles(clang: string): Promise<LayerFile[]> {
	const resources = await execa(clang, ['-print-resource-dir']);
	const headers = [...headerFolders, join(resources.stdout, 'include')];
	return [
		{ path: clang, from: clang, mode: 0o755 },
		...(await librariesOf([{ path: clang, from: clang }])),
		...(await Promise.all(headers.map(filesBelow))).flat(),
	];
}

/** Sizes and times stand for contents: a package manager changes both, and the whole is 250 MB. */
async function fingerprint(files: readonly LayerFile[]): Promise<string> {
	const hash = createHash('sha256');
	for (const file of files) {
		const { size, mtimeNs } = await stat(file.path, { bigint: true });
		hash.update(`${file.path}\0${size}\0${mtimeNs}\n`);
	}
	return hash.digest('hex');
}

/** Packs clang, what it is linked against, and the headers, once per version. `onPack` is called when it has to be. */
export async function packToolchain(clang: Clang, onPack: () => void): Promise<Toolchain> {
	// Its real path: clang finds its own headers by where it stands.
	const program = await realpath(clang.path);
	const files = await toolchainFiles(program);
	const version = entryVersion(clang.version, await fingerprint(files));
	const folder = await cached('core-matrix-toolchain', version, async (out) => {
		onPack();
		await writeLayer(join(out, 'toolchain.cpio'), files);
	});
	return { archive: join(folder, 'toolchain.cpio'), clang: program };
}
