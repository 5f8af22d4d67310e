import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KernelSource } from '../findings/observation.ts';
import { cachedVersions, entryVersion, findCached, markUsed, type StoreOptions } from '../store.ts';
import type { KernelFile, KernelImage } from './image.ts';
import { type KernelModule, wantedModules } from './modules.ts';

/*
 * A kernel in the cache: `vmlinuz`, `config` where its packages have it, `modules/<name>.ko`, and `kernel.json`, which
 * says what the files do not.
 */

/** The tool's name in the tool cache. */
export const kernelTool = 'core-matrix-kernel';

export interface KernelFacts {
	readonly release: string;
	readonly version: string;
	readonly source: KernelSource;
	readonly files: readonly KernelFile[];
}

interface KernelEntry extends KernelFacts {
	/** In load order. */
	readonly modules: readonly string[];
}

const entryName = 'kernel.json';

/**
 * The version of a kernel's entry in the tool cache: what is in it depends on what it is made of (`digests`, as
 * `sha256:<hex>`, in their order) and on what is taken out of that.
 */
export function kernelEntryVersion(version: string, digests: readonly string[]): string {
	const recipe = JSON.stringify([digests, wantedModules]);
	return entryVersion(version, createHash('sha256').update(recipe).digest('hex').slice(0, 32));
}

/** The folder of the entry that is made of just that, whatever its version. */
export async function findEntry(
	digests: readonly string[],
	options: StoreOptions,
): Promise<string | undefined> {
	const recipe = kernelEntryVersion('0', digests).slice('0.0.0'.length);
	const version = (await cachedVersions(kernelTool)).find((candidate) => candidate.endsWith(recipe));
	const folder = version === undefined ? undefined : await findCached(kernelTool, version, options);
	if (folder !== undefined) await markUsed(folder);
	return folder;
}

export async function writeEntry(
	folder: string,
	facts: KernelFacts,
	files: { readonly image: string; readonly config?: string; readonly modules: readonly KernelModule[] },
): Promise<void> {
	await copyFile(files.image, join(folder, 'vmlinuz'));
	if (files.config !== undefined) await copyFile(files.config, join(folder, 'config'));
	await writeModules(folder, files.modules);
	const entry: KernelEntry = { ...facts, modules: files.modules.map(({ name }) => name) };
	await writeFile(join(folder, entryName), `${JSON.stringify(entry, null, '\t')}\n`);
}

/** Reads an entry that the store has found whole. `spec`: the name to give it; missing: a spec that means it. */
export async function readEntry(folder: string, spec?: string): Promise<KernelImage> {
	const entry: KernelEntry = JSON.parse(await readFile(join(folder, entryName), 'utf8'));
	const hasConfig = (await readdir(folder)).includes('config');
	return {
		spec: spec ?? specOf(entry),
		release: entry.release,
		version: entry.version,
		arch: 'x86_64',
		image: join(folder, 'vmlinuz'),
		...(hasConfig && { config: join(folder, 'config') }),
		modules: entry.modules.map((name) => modulePath(folder, name)),
		source: entry.source,
		files: entry.files,
	};
}

/** A spec that means it. */
function specOf({ source: { kind, url, digest }, version }: KernelFacts): string {
	if (kind === 'oci') return url;
	return kind === 'url' ? `url:${url}@${digest}` : `${kind}:${version}`;
}

/** Writes modules where {@link modulePath} says. */
export async function writeModules(folder: string, modules: readonly KernelModule[]): Promise<void> {
	await mkdir(join(folder, 'modules'));
	for (const { name, bytes } of modules) await writeFile(modulePath(folder, name), bytes);
}

export function modulePath(folder: string, name: string): string {
	return join(folder, 'modules', `${name}.ko`);
}
