import { groupLines, readKernels } from '../config/kernel-list.ts';
import type { Access } from '../kernels/access.ts';
import { type Abilities, abilitiesOf, listCached, pruneKernels } from '../kernels/cache.ts';
import type { KernelImage } from '../kernels/image.ts';
import { type Resolved, resolveKernels } from '../kernels/resolve-all.ts';
import { neutralise, oneLine } from '../report/neutralise.ts';
import type { StoredEntry } from '../store.ts';
import { type Output, writeJson } from './output.ts';

export interface KernelsArguments {
	/** Kernels to resolve. */
	readonly resolve?: readonly string[];
	/** Remove what was not used for so many days. */
	readonly prune?: { readonly olderThan: number };
	readonly access: Access;
	readonly json: boolean;
}

/** `core-matrix kernels`, `core-matrix kernels resolve` and `core-matrix kernels prune`. */
export async function kernelsCommand(given: KernelsArguments, output: Output): Promise<number> {
	if (given.prune !== undefined) return await prune(given.prune.olderThan, given.json, output);
	if (given.resolve !== undefined) return await resolveAll(given, given.resolve, output);
	const kernels: Known[] = [];
	for (const image of await listCached()) kernels.push({ ...image, ...(await abilitiesOf(image)) });
	if (given.json) writeJson(output, kernels);
	else if (kernels.length === 0)
		output.result('No kernel is in the cache yet; a run fetches what it needs.\n');
	else output.result(neutralise(kernels.map(knownText).join('\n')));
	return 0;
}

type Known = KernelImage & Abilities;

function knownText({ bytes, btf, transports, ...image }: Known): string {
	const facts = [megabytes(bytes), btf ? 'BTF' : 'no BTF', transports.join(' and ')];
	return imageText(image, facts.join(', '));
}

/** All that can be had; what cannot is told, and makes the exit code 3. */
async function resolveAll(
	{ access, json }: KernelsArguments,
	words: readonly string[],
	output: Output,
): Promise<number> {
	const specs = readKernels(words, process.cwd());
	const tell = (message: string) => process.stderr.write(`${oneLine(message)}\n`);
	groupLines(specs).forEach(tell);
	const resolved = await resolveKernels(specs, { access, tell });
	if (json) writeJson(output, resolved.map(resolvedJson));
	else output.result(neutralise(resolved.map(resolvedText).join('\n')));
	const isUsage = resolved.some(({ error }) => error?.kind === 'usage');
	return resolved.every(({ error }) => error === undefined) ? 0 : isUsage ? 2 : 3;
}

function resolvedJson({ spec, image, error }: Resolved) {
	if (image !== undefined) return image;
	return { spec: spec.text, error: { code: error?.code, message: error?.message, remedy: error?.remedy } };
}

function resolvedText({ spec, image, error }: Resolved): string {
	if (image !== undefined) return imageText(image);
	const lines = [error?.message ?? '', error?.remedy ?? ''].join('\n').split('\n');
	return `${spec.text}  cannot be had\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

function imageText({ spec, release, version, image, source }: KernelImage, facts?: string): string {
	const more = facts === undefined ? '' : `  ${facts}\n`;
	return `${spec}  ${release} (${version})\n${more}  ${image}\n  ${source.url}\n  ${source.digest}\n`;
}

async function prune(days: number, json: boolean, output: Output): Promise<number> {
	const removed = await pruneKernels(days);
	if (json) writeJson(output, removed);
	else output.result(prunedText(removed));
	return 0;
}

function prunedText(removed: readonly StoredEntry[]): string {
	const bytes = removed.reduce((sum, entry) => sum + entry.bytes, 0);
	const folders = removed.map(({ folder }) => `${oneLine(folder)}\n`);
	return `${folders.join('')}Removed ${removed.length} of the cache's entries, ${megabytes(bytes)}.\n`;
}

function megabytes(bytes: number): string {
	return `${(bytes / 1e6).toFixed(1)} MB`;
}
