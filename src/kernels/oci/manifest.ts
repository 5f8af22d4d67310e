import { isDigest } from './reference.ts';

/*
 * Manifests and indexes: github.com/opencontainers/image-spec (manifest.md, image-index.md), and Docker's forms of both, which
 * differ in nothing that is read here (distribution: manifest-v2-2.md).
 */

/** What `Accept` says. */
export const manifestTypes: readonly string[] = [
	'application/vnd.oci.image.index.v1+json',
	'application/vnd.oci.image.manifest.v1+json',
	'application/vnd.docker.distribution.manifest.list.v2+json',
	'application/vnd.docker.distribution.manifest.v2+json',
];

/** What is fetched for: kernels are of one architecture. */
export const platform = 'linux/amd64';

export interface Descriptor {
	readonly mediaType: string;
	readonly digest: string;
	/** Bytes. */
	readonly size: number;
}

export interface Manifest {
	readonly kind: 'manifest';
	readonly config: Descriptor;
	/** Lowest first. */
	readonly layers: readonly Descriptor[];
}

export interface Index {
	readonly kind: 'index';
	readonly manifests: readonly (Descriptor & {
		/** `os/architecture`, with `/variant` where there is one. */
		readonly platform: string;
	})[];
}

/** More than engines take. */
const mostLayers = 128;
/** Some for each platform, with their attestations. */
const mostManifests = 1000;

/** Reads either, or says what is wrong with it, as half a sentence. */
export function parseManifest(text: string): Manifest | Index | { readonly problem: string } {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return { problem: 'is not JSON' };
	}
	if (Reflect.get(Object(value), 'schemaVersion') !== 2) return { problem: 'is of no version that is known' };
	const { manifests, layers, config }: Partial<Record<string, unknown>> = Object(value);
	if (Array.isArray(manifests) && manifests.length <= mostManifests) {
		const read = manifests.flatMap((entry) => {
			const descriptor = readDescriptor(entry);
			return descriptor === undefined ? [] : [{ ...descriptor, platform: readPlatform(entry) }];
		});
		return { kind: 'index', manifests: read };
	}
	const readConfig = readDescriptor(config);
	if (readConfig === undefined || !Array.isArray(layers)) {
		return { problem: 'has neither manifests nor a configuration and layers' };
	}
	if (layers.length > mostLayers) return { problem: `has ${layers.length} layers` };
	const readLayers = layers.map(readDescriptor).filter((layer) => layer !== undefined);
	if (readLayers.length < layers.length) {
		return { problem: 'has a layer without a size or a digest in sha256' };
	}
	return { kind: 'manifest', config: readConfig, layers: readLayers };
}

/** `os/architecture` of an image's configuration; undefined when it says nothing, as that of a plain artifact. */
export function configPlatform(text: string): string | undefined {
	try {
		const value: unknown = JSON.parse(text);
		const { os, architecture }: Partial<Record<string, unknown>> = Object(value);
		return typeof architecture === 'string' ? `${word(os) || 'linux'}/${word(architecture)}` : undefined;
	} catch {
		return undefined;
	}
}

function readDescriptor(value: unknown): Descriptor | undefined {
	const { mediaType, digest, size }: Partial<Record<string, unknown>> = Object(value);
	if (typeof digest !== 'string' || !isDigest(digest)) return undefined;
	if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return undefined;
	return { mediaType: typeof mediaType === 'string' ? mediaType : '', digest, size };
}

function readPlatform(entry: unknown): string {
	const { os, architecture, variant }: Partial<Record<string, unknown>> = Object(
		Reflect.get(Object(entry), 'platform'),
	);
	return [os, architecture, variant].map(word).filter(Boolean).join('/') || 'unknown';
}

/** What may stand in a message. */
function word(value: unknown): string {
	return typeof value === 'string' && /^[\w.-]{1,40}$/.test(value) ? value : '';
}
