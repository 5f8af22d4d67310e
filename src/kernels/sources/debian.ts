import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { CoreMatrixError } from '../../error.ts';
import type { KernelSource } from '../../findings/observation.ts';
import { packageFile } from '../../package-root.ts';
import { cached, cacheHome, entryVersion, inTemporaryFolder } from '../../store.ts';
import { openImage } from '../bzimage.ts';
import { type DebianCatalog, seriesFor } from '../catalog.ts';
import { kernelTool, readEntry, writeEntry } from '../entry.ts';
import type { KernelImage } from '../image.ts';
import { collectModules, wantedModules } from '../modules.ts';
import type { ResolveOptions } from '../options.ts';
import type { KernelSpec } from '../spec.ts';
import { type Apt, downloadPackages, packageUrl, refreshPackages } from './apt.ts';
import { findMirror, type Mirror } from './mirror.ts';
import {
	alternatives,
	type KernelCandidate,
	kernelCandidates,
	newestMatching,
	type PackageRecord,
	parsePackages,
} from './packages.ts';
import { unpackKernel } from './unpack.ts';

type VersionSpec = Extract<KernelSpec, { kind: 'version' }>;

/** An apt with the kernels that its indexes have. */
interface Listing {
	readonly apt: Apt;
	readonly candidates: readonly KernelCandidate[];
}

/** Indexes are fetched once per process; kernels of one series that are resolved at a time wait for the same. */
const indexes = new Map<string, Promise<KernelCandidate[]>>();

/** Resolves to the newest kernel of that version prefix which the signed index of the archive has. */
export async function resolveDebian(
	spec: VersionSpec,
	catalog: DebianCatalog,
	options: ResolveOptions,
): Promise<KernelImage> {
	options.onProgress('asking the archive');
	const mirror = await findMirror(options.debianMirror, catalog.mirror);
	const listing = await listKernels(spec, mirror, catalog, options);
	const candidate = newestMatching(listing.candidates, spec.version);
	if (candidate === undefined) throw notThere(spec, listing);
	const version = cacheVersion(candidate);
	const fill = (folder: string) => fetchKernel(folder, listing.apt, candidate, options);
	return await readEntry(await cached(kernelTool, version, fill, options), spec.text);
}

/** What an entry is made from: the packages, and what is taken out of them. */
function cacheVersion({ version, packages }: KernelCandidate): string {
	const recipe = JSON.stringify([packages.map(({ sha256 }) => sha256), wantedModules]);
	return entryVersion(version, createHash('sha256').update(recipe).digest('hex').slice(0, 32));
}

async function listKernels(
	spec: VersionSpec,
	mirror: Mirror,
	catalog: DebianCatalog,
	options: ResolveOptions,
): Promise<Listing> {
	const series = seriesFor(spec.version, catalog);
	const main = series.flatMap(({ suites }) => suites).map((suite) => ({ archive: mirror.main, suite }));
	const security = series
		.flatMap(({ securitySuites }) => securitySuites)
		.flatMap((suite) => (mirror.security === undefined ? [] : [{ archive: mirror.security, suite }]));
	const make = (sources: Apt['sources']) => privateApt(sources, mirror, catalog, options.signal);
	try {
		return await list(make([...main, ...security]), catalog);
	} catch (error) {
		if (security.length === 0 || !isUnavailable(error)) throw error;
		const listing = await list(make(main), catalog);
		options.onNotice(`${error.message}; going on without Debian's security archive`);
		return listing;
	}
}

function privateApt(
	sources: Apt['sources'],
	{ settings }: Mirror,
	catalog: DebianCatalog,
	signal: AbortSignal | undefined,
): Apt {
	const keyring = packageFile(catalog.keyring);
	const identity = createHash('sha256')
		.update(JSON.stringify([sources, keyring]))
		.digest('hex')
		.slice(0, 16);
	const apt = { folder: join(cacheHome(), 'apt', identity), sources, keyring, machineSettings: settings };
	return signal === undefined ? apt : { ...apt, signal };
}

async function list(apt: Apt, catalog: DebianCatalog): Promise<Listing> {
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
	apt: Apt,
	{ release, version, packages }: KernelCandidate,
	{ onProgress, signal }: ResolveOptions,
): Promise<void> {
	await inTemporaryFolder(async (scratch) => {
		const bytes = packages.reduce((sum, { size }) => sum + size, 0);
		onProgress(`fetching ${release}, ${Math.ceil(bytes / 1e6)} MB`);
		const files = await downloadPackages(apt, packages, join(scratch, 'packages'));
		onProgress(`unpacking ${release}`);
		const unpacked = await unpackKernel(files, release, join(scratch, 'root'), signal);
		await openImage(unpacked.image);
		const source = await sourceOf(packages[files.indexOf(unpacked.imagePackage)], apt);
		const modules = await collectModules(unpacked.folder);
		await writeEntry(folder, { release, version: upstream(version), source }, { ...unpacked, modules });
	});
}

async function sourceOf(record: PackageRecord | undefined, apt: Apt): Promise<KernelSource> {
	if (record === undefined) throw new TypeError('the image is from none of the packages');
	return { kind: 'debian', url: await packageUrl(apt, record), digest: `sha256:${record.sha256}` };
}

/** Debian's version without its own revision: 6.1.176-1 is 6.1.176. */
function upstream(version: string): string {
	return version.replace(/-.*$/, '');
}

function isUnavailable(error: unknown): error is CoreMatrixError {
	return error instanceof CoreMatrixError && error.code === 'kernel-unavailable';
}

function notThere({ text, version }: VersionSpec, { apt, candidates }: Listing): CoreMatrixError {
	const suites = apt.sources.map(({ suite }) => suite).join(', ');
	const others = alternatives(candidates, version);
	return new CoreMatrixError('infrastructure', `Debian has no kernel ${text} in ${suites}`, {
		remedy:
			others.length === 0
				? 'Name another archive with --debian-mirror.'
				: `Name one that is there: ${others.join(', ')}.`,
		code: 'kernel-unavailable',
	});
}
