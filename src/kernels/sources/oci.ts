import { join } from 'node:path';
import { cached, findCached, inTemporaryFolder, markUsed } from '../../store.ts';
import { registryLogins, registryMirrors } from '../access.ts';
import { openImage } from '../bzimage.ts';
import type { CiCatalog } from '../catalog.ts';
import { kernelEntryVersion, kernelTool, readEntry, writeEntry } from '../entry.ts';
import { unavailable } from '../failure.ts';
import { patience as usualPatience } from '../http/patience.ts';
import type { KernelImage } from '../image.ts';
import { collectModules } from '../modules.ts';
import { findManifest, imageBytes, platformManifest, unpackImage } from '../oci/image.ts';
import { findKernels, type KernelLayout } from '../oci/layout.ts';
import { formatReference, parseReference, type Reference } from '../oci/reference.ts';
import { type FetchedManifest, listTags, openRegistry, type Registry } from '../oci/registry.ts';
import { newestRelease } from '../oci/tags.ts';
import type { ResolveOptions } from '../options.ts';
import type { OciSpec, VersionSpec } from '../spec.ts';

/** Resolves to the kernel in an image; an image that is in the cache and named by its digest is not asked for again. */
export async function resolveOci(spec: OciSpec, options: ResolveOptions): Promise<KernelImage> {
	const registry = registryOf(spec.reference, options);
	return await resolveImage('oci', spec.text, spec.reference, registry, options);
}

/** Resolves to the newest release of that version prefix which the catalog's repository has a tag for. */
export async function resolveCi(
	spec: VersionSpec,
	catalog: CiCatalog,
	options: ResolveOptions,
): Promise<KernelImage> {
	const repository = parseReference(`${catalog.repository}:any`);
	if ('problem' in repository)
		throw new TypeError(`the catalog's ${catalog.repository} ${repository.problem}`);
	const registry = registryOf(repository, options);
	options.onProgress('asking the registry');
	const tag = await releaseTag(spec, registry, options);
	return await resolveImage('ci', spec.text, { ...repository, tag }, registry, options);
}

function registryOf(
	repository: Reference,
	{ access = {}, signal, patience = usualPatience }: ResolveOptions,
): Registry {
	const given = { mirrors: registryMirrors(access), logins: registryLogins(access) };
	return openRegistry(repository, { ...given, patience, ...(signal === undefined ? {} : { signal }) });
}

/** A tag such as `6.6` moves, so a whole release is taken where there is one, and told of where there is none. */
async function releaseTag(
	{ text, version }: VersionSpec,
	registry: Registry,
	{ digests, onNotice }: ResolveOptions,
): Promise<string> {
	if (/^\d+\.\d+\.\d+$/.test(version) || digests !== undefined) return version;
	const newest = newestRelease(await listTags(registry), version);
	if (newest !== undefined) return newest;
	onNotice(`${registry.name} has no release for ${text}; its tag ${version} is taken, which may move`);
	return version;
}

async function resolveImage(
	kind: 'ci' | 'oci',
	text: string,
	asked: Reference,
	registry: Registry,
	options: ResolveOptions,
): Promise<KernelImage> {
	// What a lock says is what counts, whatever the tag means by now.
	const pinned = options.digests?.[0] ?? asked.digest;
	if (pinned !== undefined) {
		const present = await findCached(kernelTool, kernelEntryVersion('0', [pinned]), options);
		if (present !== undefined) {
			await markUsed(present);
			return await readImage(present, text, { ...asked, digest: pinned });
		}
	}
	options.onProgress('asking the registry');
	const wanted = pinned === undefined ? asked : { ...asked, digest: pinned };
	const top = await findManifest(registry, wanted);
	const reference = { ...asked, digest: top.digest };
	const version = kernelEntryVersion('0', [top.digest]);
	const fill = (folder: string) => fetchImage(folder, kind, reference, registry, top, options);
	return await readImage(await cached(kernelTool, version, fill, options), text, reference);
}

/** Several tags may mean one image: the entry says which was asked for first, the image which was asked for now. */
async function readImage(folder: string, text: string, reference: Reference): Promise<KernelImage> {
	const image = await readEntry(folder, text);
	return { ...image, source: { ...image.source, url: urlOf(reference) } };
}

async function fetchImage(
	folder: string,
	kind: 'ci' | 'oci',
	reference: Reference,
	registry: Registry,
	top: FetchedManifest,
	{ onProgress }: ResolveOptions,
): Promise<void> {
	await inTemporaryFolder(async (scratch) => {
		const manifest = await platformManifest(registry, top);
		const size = imageBytes(manifest);
		const megabytes = Math.ceil(size / 1e6);
		const { digest: _, ...named } = reference;
		const files = await unpackImage(registry, manifest, scratch, (layer) =>
			onProgress(
				`fetching ${formatReference(named)}, layer ${layer} of ${manifest.layers.length}, ${megabytes} MB`,
			),
		);
		const layout = oneKernel(registry, reference, findKernels(files));
		const root = join(scratch, 'root');
		const image = join(root, layout.image);
		const facts = await openImage(image).catch((cause: Error) => {
			const why = cause.message.replaceAll(image, layout.image);
			throw unavailable(
				`the image ${urlOf(reference)} holds no kernel for a guest: ${why}`,
				'Name another image.',
				cause,
			);
		});
		const config = layout.configs.find((path) => files.includes(path));
		const modules = layout.modules
			.map((path) => `${path}/${facts.release}`)
			.find((path) => files.some((file) => file.startsWith(`${path}/`) && /\.ko(?:\.\w+)?$/.test(file)));
		const source = { kind, url: urlOf(reference), digest: top.digest };
		await writeEntry(
			folder,
			{ ...facts, source, files: [{ url: source.url, digest: top.digest, size }] },
			{
				image,
				...(config === undefined ? {} : { config: join(root, config) }),
				modules: modules === undefined ? [] : await collectModules(join(root, modules)),
			},
		);
	});
}

function oneKernel(registry: Registry, reference: Reference, found: readonly KernelLayout[]): KernelLayout {
	const [kernel, another] = found;
	const name = `${registry.name}@${reference.digest}`;
	if (kernel === undefined) {
		throw unavailable(
			`${name} holds no kernel: neither boot/vmlinuz, nor one in data/kernels or lib/modules`,
			'Name an image that is laid out as those of ghcr.io/cilium/ci-kernels or quay.io/lvh-images/kernel-images.',
		);
	}
	if (another === undefined) return kernel;
	const paths = found.slice(0, 10).map(({ image }) => image.slice(0, 100));
	throw unavailable(`${name} holds several kernels: ${paths.join(', ')}`, 'Name an image that holds one.');
}

function urlOf(reference: Reference): string {
	return `oci://${formatReference(reference)}`;
}
