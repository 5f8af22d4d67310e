import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/*
 * What a folder held when it was filled. A cache outlives crashes, full disks and power cuts, any of which can leave a
 * file that is short, or of the right size and full of zeros; a kernel damaged like that would be blamed on a program.
 * Digests cost 0.2 s for 250 MB, once per run; sizes alone are compared first because most damage shows there.
 * This is no protection from someone who can write to the cache: they could write the manifest as well.
 */

const manifestName = 'manifest.json';

interface FileFact {
	/** Relative, with `/`. */
	readonly path: string;
	readonly size: number;
	readonly sha256: string;
}

/** Call it when the folder is filled. */
export async function writeManifest(folder: string): Promise<void> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files: FileFact[] = [];
	for (const entry of entries) {
		if (!entry.isFile()) continue;
		const file = join(entry.parentPath, entry.name);
		const path = file.slice(folder.length + 1);
		files.push({ path, size: (await stat(file)).size, sha256: await sha256(file) });
	}
	await writeFile(join(folder, manifestName), `${JSON.stringify(files, null, '\t')}\n`);
}

/** Whether every file is there as it was; false also when there is no manifest that can be read. */
export async function isIntact(folder: string): Promise<boolean> {
	try {
		const files: unknown = JSON.parse(await readFile(join(folder, manifestName), 'utf8'));
		if (!Array.isArray(files) || !files.every(isFileFact)) return false;
		for (const { path, size } of files) {
			if ((await stat(join(folder, path))).size !== size) return false;
		}
		for (const { path, sha256: expected } of files) {
			if ((await sha256(join(folder, path))) !== expected) return false;
		}
		return true;
	} catch {
		return false;
	}
}

/** Hexadecimal digest of a file, which is read in pieces. */
export async function sha256(file: string): Promise<string> {
	const hash = createHash('sha256');
	await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
	return hash.digest('hex');
}

function isFileFact(value: unknown): value is FileFact {
	return (
		typeof value === 'object' &&
		value !== null &&
		'path' in value &&
		typeof value.path === 'string' &&
		'size' in value &&
		typeof value.size === 'number' &&
		'sha256' in value &&
		typeof value.sha256 === 'string'
	);
}
