import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeEntry } from '../entry.ts';
import type { KernelFile } from '../image.ts';
import { collectModules } from '../modules.ts';
import { unpackPackages } from './unpack.ts';

/** A package that was fetched and verified. */
export interface FetchedPackage extends KernelFile {
	/** Absolute. */
	readonly path: string;
}

export interface PackedKernel {
	/** The kind of the source. */
	readonly kind: string;
	/** Missing: the only one that is in the packages. */
	readonly release?: string;
	/** Upstream's version, where more is known of it than the image tells. */
	readonly version?: string;
	readonly packages: readonly FetchedPackage[];
}

/** Fills an entry of the cache from packages. `scratch`: an empty folder, on the same disk or not. */
export async function writePackedEntry(
	folder: string,
	{ kind, release, version, packages }: PackedKernel,
	scratch: string,
	signal: AbortSignal | undefined,
): Promise<void> {
	const paths = packages.map(({ path }) => path);
	const root = join(scratch, 'root');
	const unpacked = await unpackPackages(paths, release, root, signal);
	const { url = '', digest = '' } = packages[paths.indexOf(unpacked.imagePackage)] ?? {};
	const facts = {
		release: unpacked.release,
		version: (await signedVersion(unpacked.config)) ?? version ?? unpacked.version,
		source: { kind, url, digest },
		files: packages.map(({ path: _, ...file }) => file),
	};
	await writeEntry(folder, facts, { ...unpacked, modules: await collectModules(root) });
}

/** Ubuntu's 5.15.0-173 is some 5.15.y, which only its configuration says (CONFIG_VERSION_SIGNATURE). */
async function signedVersion(config: string | undefined): Promise<string | undefined> {
	if (config === undefined) return undefined;
	const text = await readFile(config, 'utf8');
	return /^CONFIG_VERSION_SIGNATURE="[^"\n]* (\d{1,4}(?:\.\d{1,4}){1,2})"$/m.exec(text)?.[1];
}
