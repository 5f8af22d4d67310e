import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/** The absolute path of a command on PATH; undefined when there is none. Relative folders of PATH are not searched. */
export async function findCommand(
	name: string,
	searchPath: string = process.env.PATH ?? '',
): Promise<string | undefined> {
	// execvp(3) would search them, but then the folder a command is started in decides what runs.
	for (const folder of searchPath.split(delimiter).filter(isAbsolute)) {
		const path = join(folder, name);
		if (await isExecutable(path)) return path;
	}
	return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
	try {
		await access(path, constants.X_OK);
		return (await stat(path)).isFile();
	} catch {
		return false;
	}
}
