import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder with these files (path → text), gone after the test. With `.git` it is a repository. */
export async function makeFolder(files: Readonly<Record<string, string>>): Promise<string> {
	const folder = await realpath(await mkdtemp(join(tmpdir(), 'core-matrix-')));
	onTestFinished(() => rm(folder, { recursive: true }));
	for (const [path, text] of Object.entries(files)) {
		await mkdir(dirname(join(folder, path)), { recursive: true });
		await writeFile(join(folder, path), text);
	}
	return folder;
}

export async function makeRepository(files: Readonly<Record<string, string>>): Promise<string> {
	return await makeFolder({ '.git/HEAD': 'ref: refs/heads/main\n', ...files });
}
