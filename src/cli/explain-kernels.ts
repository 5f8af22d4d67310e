import { dirname, join } from 'node:path';
import type { KernelTypes } from '../bpf/core/explain.ts';
import { readKernels } from '../config/kernel-list.ts';
import { loadConfig } from '../config/load.ts';
import { findConfig, locateConfig } from '../config/locate.ts';
import type { Access } from '../kernels/access.ts';
import { imageTypes, readBtfFiles } from '../kernels/btf.ts';
import { type KernelLock, lockName, readLock } from '../kernels/lock-file.ts';
import { resolveKernel } from '../kernels/resolve.ts';
import type { KernelSpec } from '../kernels/spec.ts';
import { compareVersions } from '../kernels/version.ts';
import { oneLine } from '../report/neutralise.ts';

/** Which kernels an object is held against. */
export interface KernelChoice {
	/** A list of words; with neither these nor `btf`, those of the configuration. */
	readonly kernels?: string;
	/** Files that hold BTF. */
	readonly btf?: readonly string[];
	readonly config?: string;
	readonly access: Access;
}

/** Oldest kernel first, then the files in their order. */
export async function chosenTypes(choice: KernelChoice): Promise<KernelTypes[]> {
	const tell = (message: string) => void process.stderr.write(`${oneLine(message)}\n`);
	const images = await Promise.all(
		(await kernelsOf(choice)).map(({ spec, ...held }) =>
			resolveKernel(spec, {
				...held,
				access: choice.access,
				onNotice: tell,
				onProgress: (detail) => tell(`${spec.text}: ${detail}`),
			}),
		),
	);
	images.sort((a, b) => compareVersions(a.version, b.version));
	const kernels = await Promise.all(images.map((image) => imageTypes(image)));
	return [...kernels, ...(await readBtfFiles(choice.btf ?? []))];
}

interface Wanted {
	readonly spec: KernelSpec;
	/** What it is held to. */
	readonly lock?: KernelLock;
}

/** The kernels of the configuration, as its lock has them. Those that are named here need neither, but where the lock has one, it is that one. */
async function kernelsOf({ kernels, btf, config: file }: KernelChoice): Promise<Wanted[]> {
	const cwd = process.cwd();
	if (kernels === undefined && btf !== undefined) return [];
	if (kernels === undefined) {
		const config = await loadConfig({ cwd, ...(file !== undefined && { file }) });
		return config.kernels.map((spec) => ({ spec, ...(config.lock !== undefined && { lock: config.lock }) }));
	}
	const specs = readKernels(kernels, cwd);
	const config = file === undefined ? await findConfig(cwd) : await locateConfig(file, cwd);
	const lock = config === undefined ? undefined : await readLock(join(dirname(config), lockName));
	return specs.map((spec) => ({ spec, ...(lock?.kernels.has(spec.text) && { lock }) }));
}
