import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { packageFile } from '../../package-root.ts';
import { cached, cacheHome, inTemporaryFolder } from '../../store.ts';
import { type AptCatalog, seriesFor } from '../catalog.ts';
import { kernelEntryVersion, kernelTool, readEntry } from '../entry.ts';
import { isUnavailable, unavailable } from '../failure.ts';
import type { KernelImage } from '../image.ts';
import { lockBroken } from '../lock-broken.ts';
import type { ResolveOptions } from '../options.ts';
import type { SourceName, VersionSpec } from '../spec.ts';
import { type Apt, downloadPackages, packageUrls, refreshPackages } from './apt.ts';
import { findMirror, type Mirror } from './mirror.ts';
import {
	alternatives,
	type KernelCandidate,
	kernelCandidates,
	newestMatching,
	parsePackages,
} from './packages.ts';
import { writePackedEntry } from './packed.ts';

/** A source that is an archive of packages. */
export interface Archive {
	readonly kind: SourceName;
	readonly catalog: AptCatalog;
	/** The address that the user asks for instead. */
	readonly mirror?: string | undefined;
	/** How to do that, as the end of a sentence. */
	readonly another: string;
}

/** An apt with the kernels that its indexes have. */
interface Listing {
	readonly apt: Apt;
	readonly candidates: readonly KernelCandidate[];
}

/** Indexes are fetched once per process; kernels of one series that are resolved at a time wait for the same. */
const indexes = new Map<string, Promise<KernelCandidate[]>>();

/** Resolves to the newest kernel of that version prefix which the signed index of the archive has. */
export async function resolveFromArchive(
	spec: VersionSpec,
	archive: Archive,
	options: ResolveOptions,
): Promise<KernelImage> {
	options.onProgress(`asking ${archive.catalog.origin}'s archive`);
	const mirror = await findMirror(archive.mirror, archive.catalog);
	const listing = await listKernels(spec, mirror, archive, options);
	const candidate = choose(spec, listing, archive.catalog.origin, options.digests);
	const version = kernelEntryVersion(candidate.version, digestsOf(candidate));
	const fill = (folder: string) => fetchKernel(folder, archive.kind, listing.apt, candidate, options);
	return await readEntry(await cached(kernelTool, version, fill, options), spec.text);
}

function choose(
	spec: VersionSpec,
	listing: Listing,
	origin: string,
	digests: readonly string[] | undefined,
): KernelCandidate {
	const newest = newestMatching(listing.candidates, spec.version);
	if (digests === undefined) {
		if (newest === undefined) throw notThere(spec, listing, origin);
		return newest;
	}
	const locked = listing.candidates.find((candidate) => String(digestsOf(candidate)) === String(digests));
	if (locked !== undefined) return locked;
	const instead =
		newest === undefined ? 'has none of its series any more' : `has ${newest.release} (${newest.version})`;
	throw lockBroken(spec.text, `${origin}'s archive ${instead}`);
}

function digestsOf({ packages }: KernelCandidate): string[] {
	return packages.map(({ sha256 }) => `sha256:${sha256}`);
}

async function listKernels(
	spec: VersionSpec,
	mirror: Mirror,
	archive: Archive,
	options: ResolveOptions,
): Promise<Listing> {
	const { catalog } = archive;
	const series = seriesFor(spec.version, catalog);
	const main = series.flatMap(({ suites }) => suites).map((suite) => ({ archive: mirror.main, suite }));
	const security = series
		.flatMap(({ securitySuites }) => securitySuites)
		.flatMap((suite) => (mirror.security === undefined ? [] : [{ archive: mirror.security, suite }]));
	const make = (sources: Apt['sources']) => privateApt(sources, mirror, archive, options.signal);
	try {
		return await list(make([...main, ...security]), catalog);
	} catch (error) {
		if (security.length === 0 || !isUnavailable(error)) throw error;
		const listing = await list(make(main), catalog);
		options.onNotice(`${error.message}; going on without ${catalog.origin}'s security archive`);
		return listing;
	}
}

function privateApt(
	sources: Apt['sources'],
	{ settings }: Mirror,
	{ catalog, another }: Archive,
	signal: AbortSignal | undefined,
): Apt {
	const keyring = packageFile(catalog.keyring);
	const identity = createHash('sha256')
		.update(JSON.stringify([sources, keyring]))
		.digest('hex')
		.slice(0, 16);
	const folder = join(cacheHome(), 'apt', identity);
	const apt = { folder, sources, keyring, machineSettings: settings, another };
	return signal === undefined ? apt : { ...apt, signal };
}

async function list(apt: Apt, catalog: AptCatalog): Promise<Listing> {
	let index = indexes.get(apt.folder);
	if (index === undefined) {
		index = refreshPackages(apt, `^linux-.*-${catalog.flavour}`).then((text) =>
			kernelCandidates(parsePackages(text), catalog),
		);
		indexes.set(apt.folder, index);
		// A run later in this process may find the network again.
		index.catch(() => indexes.delete(apt.folder));
	}
	// Not the apt of whoever asked first: its signal may have stopped since.
	return { apt, candidates: await index };
}

async function fetchKernel(
	folder: string,
	kind: SourceName,
	apt: Apt,
	{ release, version, packages }: KernelCandidate,
	{ onProgress, signal }: ResolveOptions,
): Promise<void> {
	await inTemporaryFolder(async (scratch) => {
		const bytes = packages.reduce((sum, { size }) => sum + size, 0);
		onProgress(`fetching ${release}, ${Math.ceil(bytes / 1e6)} MB`);
		const paths = await downloadPackages(apt, packages, join(scratch, 'packages'));
		const urls = await packageUrls(apt, packages);
		const fetched = packages.map(({ sha256, size }, index) => ({
			path: paths[index] ?? '',
			url: urls[index] ?? '',
			digest: `sha256:${sha256}`,
			size,
		}));
		onProgress(`unpacking ${release}`);
		const kernel = { kind, release, version: upstream(version), packages: fetched };
		await writePackedEntry(folder, kernel, scratch, signal);
	});
}

/** The distribution's version without its own revision: 6.1.176-1 is 6.1.176. */
function upstream(version: string): string {
	return version.replace(/-.*$/, '');
}

function notThere({ text, version }: VersionSpec, { apt, candidates }: Listing, origin: string): Error {
	const suites = apt.sources.map(({ suite }) => suite).join(', ');
	const others = alternatives(candidates, version);
	return unavailable(
		`${origin} has no kernel ${text} in ${suites}`,
		others.length === 0
			? `Name another source, or ${apt.another}.`
			: `Name one that is there: ${others.join(', ')}.`,
	);
}
