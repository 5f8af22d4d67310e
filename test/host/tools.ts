import { chmod, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { findCommand } from '../../src/host/path.ts';

/** A folder to be used as PATH, gone after the test. `scripts`: name → the lines of a shell script. */
export async function makeTools(
	scripts: Readonly<Record<string, string>>,
	links: readonly string[] = [],
): Promise<string> {
	const folder = await realpath(await mkdtemp(join(tmpdir(), 'core-matrix-tools-')));
	onTestFinished(() => rm(folder, { recursive: true }));
	for (const [name, lines] of Object.entries(scripts)) {
		await writeFile(join(folder, name), `#!/bin/sh\n${lines}\n`);
		await chmod(join(folder, name), 0o755);
	}
	for (const name of links) await symlink(await pathOf(name), join(folder, name));
	return folder;
}

async function pathOf(name: string): Promise<string> {
	const path = await findCommand(name);
	if (path === undefined) throw new Error(`this machine has no ${name}`);
	return path;
}
