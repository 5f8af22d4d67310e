import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { type CpioEntry, cpioHeader, cpioPadding, cpioTrailer } from './cpio.ts';

/** What a layer of the initramfs holds, by its path in the guest (absolute, `/`). */
export type LayerFile =
	| { readonly path: string; readonly from: string; readonly mode: number }
	| { readonly path: string; readonly content: Uint8Array | string; readonly mode: number }
	| { readonly path: string; readonly link: string }
	| { readonly path: string; readonly folder: true };

function parents(path: string): string[] {
	const parts = path.split('/').slice(0, -1);
	return parts.map((_, index) => parts.slice(0, index + 1).join('/')).filter((parent) => parent !== '');
}

async function writeEntry(
	handle: FileHandle,
	entry: CpioEntry,
	data: AsyncIterable<Uint8Array> | Uint8Array,
) {
	await handle.write(cpioHeader(entry));
	let written = 0;
	for await (const chunk of data instanceof Uint8Array ? [data] : data) {
		await handle.writev([chunk]);
		written += chunk.length;
	}
	if (written !== entry.size) throw new Error(`${entry.name} changed while it was packed`);
	await handle.write(cpioPadding(entry.size));
}

async function writeFile(handle: FileHandle, file: LayerFile): Promise<void> {
	const name = file.path.slice(1);
	if ('folder' in file) {
		await writeEntry(handle, { kind: 'folder', name, mode: 0o755, size: 0 }, new Uint8Array());
	} else if ('link' in file) {
		const target = Buffer.from(file.link);
		await writeEntry(handle, { kind: 'link', name, mode: 0o777, size: target.length }, target);
	} else if ('content' in file) {
		const data = Buffer.from(file.content as string);
		await writeEntry(handle, { kind: 'file', name, mode: file.mode, size: data.length }, data);
	} else {
		const { size } = await stat(file.from);
		await writeEntry(handle, { kind: 'file', name, mode: file.mode, size }, createReadStream(file.from));
	}
}

/** Writes one cpio archive; the folders that its files need come first, since the kernel makes none. */
export async function writeLayer(archive: string, files: readonly LayerFile[]): Promise<void> {
	const folders = new Set(files.flatMap((file) => parents(file.path)));
	const handle = await open(archive, 'w', 0o600);
	try {
		for (const path of [...folders].sort()) await writeFile(handle, { path, folder: true });
		for (const file of files)
			if (!('folder' in file && folders.has(file.path))) await writeFile(handle, file);
		await handle.write(cpioTrailer());
	} finally {
		await handle.close();
	}
}
