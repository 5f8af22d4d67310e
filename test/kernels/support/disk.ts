import { mkdir } from 'node:fs/promises';
import { execa } from 'execa';

/**
 * Does `work` with a file system of its own at a new folder, which fills as a real disk does: a tmpfs, with these options of
 * mount(8). Only root may mount, so who is not needs `sudo` without a password.
 */
export async function onSmallDisk(
	folder: string,
	options: string,
	work: (folder: string) => Promise<void>,
): Promise<void> {
	await mkdir(folder, { recursive: true });
	await asRoot('mount', '-t', 'tmpfs', '-o', `${options},mode=777`, 'tmpfs', folder);
	try {
		await work(folder);
	} finally {
		await asRoot('umount', folder);
	}
}

async function asRoot(...command: readonly string[]): Promise<void> {
	const [file = '', ...words] = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command];
	await execa(file, words);
}
