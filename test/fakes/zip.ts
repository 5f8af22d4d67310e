import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Extract } from 'unzip-stream';

/** The files of a zip archive, by their paths. */
export async function readZip(archive: Buffer): Promise<ReadonlyMap<string, Buffer>> {
	const folder = mkdtempSync(join(tmpdir(), 'core-matrix-zip-'));
	try {
		await new Promise<void>((resolve, reject) => {
			Extract({ path: folder }).on('close', resolve).on('error', reject).end(archive);
		});
		const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
		const paths = entries
			.filter((entry) => entry.isFile())
			.map((entry) => join(entry.parentPath, entry.name));
		return new Map(paths.map((path) => [relative(folder, path), readFileSync(path)]));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
