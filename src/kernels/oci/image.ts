import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { unavailable } from '../failure.ts';
import { fetchBlob, fetchBlobText } from './blob.ts';
import { unpackLayer } from './layer.ts';
import { configPlatform, type Manifest, parseManifest, platform } from './manifest.ts';
import { addOverlay, emptyOverlay } from './overlay.ts';
import { type FetchedManifest, fetchManifest, listTags, type Registry } from './registry.ts';
import { nearestTags } from './tags.ts';

/** Compressed. Kernels have 10 to 300 MB, with debug information 1 GB. */
const mostBytes = 2 ** 31;
const mostConfigBytes = 4 << 20;

/** The manifest or index that a reference names; an error that lists the nearest tags when there is none. */
export async function findManifest(
	registry: Registry,
	{ tag, digest }: { readonly tag?: string; readonly digest?: string },
): Promise<FetchedManifest> {
	const found =
		digest !== undefined
			? await fetchManifest(registry, { digest })
			: tag !== undefined
				? await fetchManifest(registry, { tag })
				: undefined;
	if (found !== undefined) return found;
	// Who asks by digest has the tag for the reader alone, and it may mean something else by now.
	const wanted = digest === undefined ? `tag ${tag}` : `image ${digest}`;
	const near = nearestTags(tag ?? '', await listTags(registry));
	throw unavailable(
		`${registry.name} has no ${wanted}`,
		near.length === 0
			? 'Check the name of the repository: it has no tags.'
			: `Name one that is there: ${near.join(', ')}.`,
	);
}

/** The manifest for the platform of kernels, out of an index where it is one. */
export async function platformManifest(registry: Registry, top: FetchedManifest): Promise<Manifest> {
	const manifest = await chooseManifest(registry, top);
	const bytes = imageBytes(manifest);
	if (bytes > mostBytes) {
		throw unavailable(
			`${registry.name} has an image of ${bytes} bytes; ${mostBytes} are the most`,
			'Name an image of a kernel alone.',
		);
	}
	// An artifact that is not an image has another type of configuration, or an empty one; the kernel itself is looked at later.
	const config = await fetchBlobText(registry, manifest.config, mostConfigBytes);
	const stated = configPlatform(config);
	if (stated !== undefined && stated !== platform) throw otherPlatforms(registry, [stated]);
	return manifest;
}

/** Of all layers, compressed. */
export function imageBytes({ layers }: Manifest): number {
	return layers.reduce((sum, { size }) => sum + size, 0);
}

async function chooseManifest(registry: Registry, { text, digest }: FetchedManifest): Promise<Manifest> {
	const parsed = parse(registry, text, digest);
	if (parsed.kind === 'manifest') return parsed;
	const chosen = parsed.manifests.find((entry) => entry.platform === platform);
	if (chosen === undefined) {
		throw otherPlatforms(
			registry,
			parsed.manifests.map((entry) => entry.platform),
		);
	}
	const found = await findManifest(registry, chosen);
	const manifest = parse(registry, found.text, found.digest);
	if (manifest.kind === 'manifest') return manifest;
	throw unreadable(registry, found.digest, 'is an index within an index');
}

function parse(registry: Registry, text: string, digest: string) {
	const parsed = parseManifest(text);
	if ('problem' in parsed) throw unreadable(registry, digest, parsed.problem);
	return parsed;
}

/** Writes what is wanted of an image below the folder. Returns the paths of what is there, below it. */
export async function unpackImage(
	registry: Registry,
	{ layers }: Manifest,
	folder: string,
	onLayer: (number: number) => void,
): Promise<string[]> {
	const root = join(folder, 'root');
	await mkdir(root);
	const above = emptyOverlay();
	const files: string[] = [];
	for (const [index, layer] of [...layers.entries()].reverse()) {
		onLayer(index + 1);
		const file = join(folder, 'layer');
		await fetchBlob(registry, layer, file);
		const what = `the layer ${layer.digest} of ${registry.name}`;
		const { signal } = registry.options;
		const unpacked = await unpackLayer(file, what, {
			folder: root,
			above,
			...(signal === undefined ? {} : { signal }),
		});
		await rm(file);
		addOverlay(above, unpacked.hides);
		files.push(...unpacked.files);
	}
	return files;
}

function otherPlatforms(registry: Registry, platforms: readonly string[]): Error {
	const known = [...new Set(platforms)].filter((name) => !name.startsWith('unknown'));
	return unavailable(
		`${registry.name} has no image for ${platform}, only for ${known.slice(0, 10).join(', ') || 'platforms that it does not name'}`,
		`Name an image that is built for ${platform}.`,
	);
}

function unreadable(registry: Registry, digest: string, problem: string): Error {
	return unavailable(
		`the manifest ${digest} of ${registry.name} ${problem}`,
		'Name the reference of an image; artifacts of other kinds hold no kernel.',
	);
}
