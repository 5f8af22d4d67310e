import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** run/paths.ts makes no other names. */
const namePattern = /^[A-Za-z0-9_+][A-Za-z0-9._+-]*$/;
const depthMax = 40;

/** What is copied of all parts together: logs of runs are cut at 64 MiB each, and a stranger's are not. */
export interface Room {
	files: number;
	bytes: number;
}

export const roomForLogs = (): Room => ({ files: 50_000, bytes: 2 ** 30 });

/**
 * Copies the logs of one run into the folder of another, as far as there is room. What is there already stays, links
 * and other strange things are left behind. Returns how many files were.
 */
export async function copyLogs(from: string, to: string, room: Room): Promise<number> {
	const isFolder = await lstat(join(from, 'logs')).then(
		(found) => found.isDirectory(),
		() => false,
	);
	return isFolder ? await copyFolder(from, to, 'logs', room, depthMax) : 0;
}

async function copyFolder(
	from: string,
	to: string,
	path: string,
	room: Room,
	depth: number,
): Promise<number> {
	let left = 0;
	for (const entry of await readdir(join(from, path), { withFileTypes: true })) {
		const inner = `${path}/${entry.name}`;
		if (!namePattern.test(entry.name) || depth === 0) left++;
		else if (entry.isDirectory()) left += await copyFolder(from, to, inner, room, depth - 1);
		else if (!entry.isFile() || !(await takes(room, join(from, inner)))) left++;
		else {
			await mkdir(join(to, path), { recursive: true });
			await copyFile(join(from, inner), join(to, inner), constants.COPYFILE_EXCL).catch(ignoreExisting);
		}
	}
	return left;
}

async function takes(room: Room, file: string): Promise<boolean> {
	const { size } = await stat(file);
	if (room.files === 0 || room.bytes < size) return false;
	room.files--;
	room.bytes -= size;
	return true;
}

/** Several jobs boot the kernel that builds for them. */
function ignoreExisting(error: NodeJS.ErrnoException): void {
	if (error.code !== 'EEXIST') throw error;
}
