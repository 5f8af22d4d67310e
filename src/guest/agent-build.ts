import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { CoreMatrixError } from '../error.ts';
import { packageFile, toolVersion } from '../package-root.ts';
import { cached, entryVersion } from '../store.ts';

/** The programs that a guest boots with, built on this machine. Absolute paths. */
export interface GuestPrograms {
	/** The agent, which is a guest's /init. */
	readonly agent: string;
	/** What probes in user space are attached to. */
	readonly target: string;
	/** The accelerator's probe. */
	readonly probe: string;
}

/** The agent in the store. */
export const agentTool = 'core-matrix-agent';

const compiler = 'cc';
/** What is linked into the agent: another libbpf makes another agent. */
const libraries = ['libbpf.a', 'libelf.a', 'libz.a', 'libzstd.a'];

async function compilerSays(argument: string): Promise<string> {
	const { stdout } = await execa(compiler, [argument]);
	return stdout;
}

async function fingerprint(sources: string): Promise<string> {
	const hash = createHash('sha256');
	hash.update(await compilerSays('--version'));
	for (const name of (await readdir(sources)).sort())
		hash.update(name).update(await readFile(join(sources, name)));
	for (const library of libraries) {
		hash.update(await readFile(await compilerSays(`-print-file-name=${library}`)));
	}
	return hash.digest('hex');
}

/** Builds the agent, once per its sources, compiler and libraries. `onBuild` is called when it has to be built. */
export async function buildGuestPrograms(onBuild: () => void): Promise<GuestPrograms> {
	const sources = packageFile('vm-images/guest');
	try {
		const version = entryVersion(toolVersion(), await fingerprint(sources));
		const folder = await cached(agentTool, version, async (out) => {
			onBuild();
			await execa('make', ['-C', sources, '--no-print-directory', `OUT=${out}`, `CC=${compiler}`], {
				all: true,
			});
		});
		return {
			agent: join(folder, 'agent'),
			target: join(folder, 'target'),
			probe: join(folder, 'probe.elf'),
		};
	} catch (cause) {
		if (cause instanceof CoreMatrixError) throw cause;
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new CoreMatrixError('infrastructure', `the guest agent could not be built: ${reason}`, {
			remedy: 'Run `core-matrix doctor`: it names the missing compiler or library.',
			cause,
		});
	}
}
