import { join } from 'node:path';
import { cached, inTemporaryFolder } from '../../store.ts';
import type { MainlineCatalog } from '../catalog.ts';
import { kernelEntryVersion, kernelTool, readEntry } from '../entry.ts';
import { unavailable } from '../failure.ts';
import { download, fetchBytes } from '../http/download.ts';
import type { KernelImage } from '../image.ts';
import { lockBroken } from '../lock-broken.ts';
import type { ResolveOptions } from '../options.ts';
import type { VersionSpec } from '../spec.ts';
import { hasPrefix } from '../version.ts';
import { mainlineRelease, mainlineVersions, nearestVersions, parseChecksums } from './mainline-listing.ts';
import { type FetchedPackage, writePackedEntry } from './packed.ts';
import { verifySignature } from './signature.ts';

/** The listing has some thousand versions, CHECKSUMS some dozen lines. */
const mostText = 16 << 20;
const mostPackage = 2 ** 30;
const another = 'name another source, or a copy with --mainline-mirror';
/** A version that failed to build has no packages; more than this many in a row are something else. */
const mostTried = 5;

/** A version's packages, as the signed file has them. */
interface Build {
	readonly version: string;
	readonly release: string;
	readonly packages: readonly { readonly url: string; readonly sha256: string }[];
}

/** Resolves to the newest of Ubuntu's builds of upstream's versions that has the prefix. */
export async function resolveMainline(
	spec: VersionSpec,
	published: MainlineCatalog,
	options: ResolveOptions,
): Promise<KernelImage> {
	const { mainlineMirror } = options.access ?? {};
	const catalog = { ...published, address: mainlineMirror?.replace(/\/+$/, '') ?? published.address };
	options.onProgress('asking for mainline builds');
	const listing = await fetchText(`${catalog.address}/`, options);
	const versions = mainlineVersions(listing ?? '');
	if (versions.length === 0) throw notThere(`${catalog.address}/ lists no kernels`, []);
	const build = await newestBuild(spec, versions, catalog, options);
	const digests = build.packages.map(({ sha256 }) => `sha256:${sha256}`);
	if (options.digests !== undefined && String(digests) !== String(options.digests)) {
		throw lockBroken(spec.text, `${catalog.address}/v${build.version}/ has other packages now`);
	}
	const fill = (folder: string) => fetchBuild(folder, build, options);
	const entry = await cached(kernelTool, kernelEntryVersion(build.version, digests), fill, options);
	return await readEntry(entry, spec.text);
}

async function newestBuild(
	spec: VersionSpec,
	versions: readonly string[],
	catalog: MainlineCatalog,
	options: ResolveOptions,
): Promise<Build> {
	const fitting = versions.filter((version) => hasPrefix(version, spec.version)).reverse();
	for (const version of fitting.slice(0, mostTried)) {
		const build = await readBuild(version, catalog, options);
		if (build !== undefined) return build;
		options.onNotice(`mainline build ${version} has no packages for amd64: it failed, or is not ready yet`);
	}
	const others = nearestVersions(versions, spec.version).filter((version) => !fitting.includes(version));
	throw notThere(`${catalog.address}/ has no kernel ${spec.version}`, others);
}

/** Undefined when the version was not built. */
async function readBuild(
	version: string,
	catalog: MainlineCatalog,
	options: ResolveOptions,
): Promise<Build | undefined> {
	const folder = `${catalog.address}/v${version}/amd64`;
	const text = await fetchKnown(`${folder}/CHECKSUMS`, options);
	const signature = await fetchKnown(`${folder}/CHECKSUMS.gpg`, options);
	if (text === undefined || signature === undefined) return undefined;
	const key = (await fetchText(catalog.key, options)) ?? '';
	const { fingerprint } = catalog;
	await verifySignature({ name: `${folder}/CHECKSUMS`, text, signature }, { fingerprint, key });
	// The release is computed, not read: the file of another version is signed as well.
	const release = mainlineRelease(version, catalog.flavour);
	const checksums = [...parseChecksums(text.toString('utf8'))];
	const packages = [`linux-image-unsigned-${release}_`, `linux-modules-${release}_`].flatMap((prefix) =>
		checksums
			.filter(([name]) => name.startsWith(prefix) && name.endsWith('_amd64.deb'))
			.slice(0, 1)
			.map(([name, sha256]) => ({ url: `${folder}/${name}`, sha256 })),
	);
	return packages.length === 2 ? { version, release, packages } : undefined;
}

async function fetchBuild(
	folder: string,
	{ release, version, packages }: Build,
	{ onProgress, signal, patience }: ResolveOptions,
): Promise<void> {
	await inTemporaryFolder(async (scratch) => {
		const fetched: FetchedPackage[] = [];
		for (const { url, sha256 } of packages) {
			onProgress(`fetching ${url.slice(url.lastIndexOf('/') + 1)}`);
			const path = join(scratch, `${fetched.length}.deb`);
			const size = await download(url, path, sha256, { mostBytes: mostPackage, another, signal, patience });
			fetched.push({ path, url, digest: `sha256:${sha256}`, size });
		}
		onProgress(`unpacking ${release}`);
		await writePackedEntry(
			folder,
			{ kind: 'mainline', release, version, packages: fetched },
			scratch,
			signal,
		);
	});
}

async function fetchKnown(url: string, { signal, patience }: ResolveOptions): Promise<Buffer | undefined> {
	return await fetchBytes(url, { mostBytes: mostText, another, signal, patience });
}

async function fetchText(url: string, options: ResolveOptions): Promise<string | undefined> {
	return (await fetchKnown(url, options))?.toString('utf8');
}

function notThere(message: string, others: readonly string[]): Error {
	return unavailable(
		message,
		others.length === 0 ? 'Name another version or source.' : `Name one that is there: ${others.join(', ')}.`,
	);
}
