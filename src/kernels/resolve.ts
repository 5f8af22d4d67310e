import type { CoreMatrixError } from '../error.ts';
import { listCached } from './cache.ts';
import { type Catalog, catalog as ownCatalog } from './catalog.ts';
import { isUnavailable, unavailable } from './failure.ts';
import type { KernelImage } from './image.ts';
import { resolveLocked } from './locked.ts';
import type { ResolveOptions } from './options.ts';
import { sourcesFor } from './series.ts';
import { resolveFromArchive } from './sources/archive.ts';
import { resolveMainline } from './sources/mainline.ts';
import { resolveCi, resolveOci } from './sources/oci.ts';
import { resolvePath } from './sources/path.ts';
import { resolveUrl } from './sources/url.ts';
import type { KernelSpec, OciSpec, SourceName, VersionSpec } from './spec.ts';
import { hasPrefix } from './version.ts';

type Source = (spec: VersionSpec, options: ResolveOptions, catalog: Catalog) => Promise<KernelImage>;

/** A source throws `kernel-unavailable` when it has no such kernel or cannot be reached: then others may have it. */
const sources: Readonly<Record<SourceName, Source>> = {
	debian: (spec, options, catalog) =>
		resolveFromArchive(
			spec,
			{
				kind: 'debian',
				catalog: catalog.debian,
				mirror: options.access?.debianMirror,
				another: 'name another archive with --debian-mirror',
			},
			options,
		),
	ubuntu: (spec, options, catalog) =>
		resolveFromArchive(
			spec,
			{
				kind: 'ubuntu',
				catalog: catalog.ubuntu,
				mirror: options.access?.ubuntuMirror,
				another: 'name another archive with --ubuntu-mirror',
			},
			options,
		),
	ci: (spec, options, catalog) => resolveCi(spec, catalog.ci, options),
	mainline: (spec, options, catalog) => resolveMainline(spec, catalog.mainline, options),
};

/**
 * Turns a spec into files on this machine. Throws {@link CoreMatrixError} with the code `kernel-unavailable` or
 * `verification-failed`. When no source can be reached, a kernel in the cache that fits is used, with a notice: a stale
 * kernel is better than none; but never when what a source gave could not be verified.
 */
export async function resolveKernel(
	spec: KernelSpec,
	options: ResolveOptions,
	catalog = ownCatalog,
): Promise<KernelImage> {
	const { lock, ...others } = options;
	if (lock === undefined || spec.kind === 'path') return await resolveAny(spec, others, catalog);
	return await resolveLocked(spec, lock, others, (narrowed, held) => resolveAny(narrowed, held, catalog));
}

async function resolveAny(spec: KernelSpec, options: ResolveOptions, catalog: Catalog): Promise<KernelImage> {
	switch (spec.kind) {
		case 'path':
			return await resolvePath(spec, options);
		case 'url':
			return await resolveUrl(spec, options);
		case 'oci':
			return await resolveReference(spec, options);
		case 'version':
			return await resolveVersion(spec, options, catalog);
	}
}

async function resolveReference(spec: OciSpec, options: ResolveOptions): Promise<KernelImage> {
	try {
		return await resolveOci(spec, options);
	} catch (error) {
		if (!isUnavailable(error) || options.digests !== undefined) throw error;
		const images = await listCached();
		const earlier = images.findLast(({ source }) => source.url.startsWith(`${spec.text}@`));
		if (earlier === undefined) throw error;
		options.onNotice(`${error.message}; using ${earlier.source.digest} (${earlier.release}) from the cache`);
		return { ...earlier, spec: spec.text };
	}
}

async function resolveVersion(
	spec: VersionSpec,
	options: ResolveOptions,
	catalog: Catalog,
): Promise<KernelImage> {
	const names = spec.source === undefined ? sourcesFor(spec.version, catalog) : [spec.source];
	const failures: Failure[] = [];
	for (const name of names) {
		try {
			const image = await sources[name](spec, options, catalog);
			if (failures.length > 0) options.onNotice(`${spec.text} is ${name}'s: ${reasons(failures).join('; ')}`);
			return image;
		} catch (error) {
			if (!isUnavailable(error)) throw error;
			failures.push({ name, error });
		}
	}
	const images = await listCached();
	const newest = images.findLast(
		({ version, source }) => hasPrefix(version, spec.version) && names.some((name) => name === source.kind),
	);
	if (newest === undefined || options.digests !== undefined) throw noneHas(spec, failures);
	const why = reasons(failures).join('; ');
	options.onNotice(`${why}; using ${newest.release} (${newest.version}) from the cache`);
	return { ...newest, spec: spec.text };
}

interface Failure {
	readonly name: SourceName;
	readonly error: CoreMatrixError;
}

function reasons(failures: readonly Failure[]): string[] {
	return failures.map(({ error }) => [error.message, error.remedy].filter(Boolean).join('. '));
}

/** Each source that was tried, why it has none, and what to do about it. */
function noneHas(spec: VersionSpec, failures: readonly Failure[]): CoreMatrixError {
	const [first, ...others] = failures;
	if (first !== undefined && others.length === 0) return first.error;
	const named = (text: (error: CoreMatrixError) => string | undefined) =>
		failures
			.flatMap(({ name, error }) => (text(error) === undefined ? [] : [`${name}: ${text(error)}`]))
			.join('\n');
	const message = `no source has kernel ${spec.text}\n${named((error) => error.message)}`;
	return unavailable(
		message,
		named(({ remedy }) => remedy),
		first?.error,
	);
}
