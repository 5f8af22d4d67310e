import { isAbsolute, resolve } from 'node:path';
import { CoreMatrixError } from '../error.ts';
import { parseReference, type Reference } from './oci/reference.ts';
import { seriesOfWord, seriesWords } from './series.ts';

/** Where kernels are published, by version. */
export const sourceNames = ['debian', 'ubuntu', 'ci', 'mainline'] as const;
export type SourceName = (typeof sourceNames)[number];

/** What a user writes to name a kernel, parsed. */
export type KernelSpec = VersionSpec | PathSpec | UrlSpec | OciSpec;

export interface VersionSpec {
	readonly kind: 'version';
	/** As written, such as `debian:6.1`: the kernel's name in every output. */
	readonly text: string;
	/** Missing: the catalog's sources for it, one after the other. */
	readonly source?: SourceName;
	/** A prefix of a version in whole parts: `7` is the newest 7.x, `6.1` the newest 6.1.y, `6.1.176` just that. */
	readonly version: string;
	/** What stands for it and others: a range such as `5.15..6.14`, or `the default`. */
	readonly group?: string;
}

export interface PathSpec {
	readonly kind: 'path';
	readonly text: string;
	/** A bzImage, used as it is, or a folder with `boot` and `lib/modules`. Absolute. */
	readonly image: string;
	/** A folder of modules (`.ko`, `.ko.xz`, `.ko.zst`, `.ko.gz`, at any depth). Absolute. */
	readonly modules?: string;
}

export interface UrlSpec {
	readonly kind: 'url';
	readonly text: string;
	/** Of a bzImage or of a package that holds a kernel; http or https. */
	readonly url: string;
	/** Hexadecimal SHA-256 of what is there. */
	readonly sha256: string;
}

export interface OciSpec {
	readonly kind: 'oci';
	/** `oci://` and a reference. */
	readonly text: string;
	readonly reference: Reference;
}

/** A kernel of the user's own, as it stands in a configuration; paths relative to the root. */
export interface KernelFiles {
	readonly image: string;
	readonly modules?: string;
}

const versionPattern = /^(?:([a-z]+):)?(\d{1,9}(?:\.\d{1,9}){0,2}(?:-rc\d{1,3})?)$/;
const supported = `Write a version (6.1, 7, 6.12.95), ${seriesWords.join(', ')}, ${sourceNames.map((name) => `${name}:<version>`).join(', ')}, url:<address>@sha256:<digest>, oci://<registry>/<name>:<tag>, or the path of a bzImage or folder that begins with ./, ../ or /.`;

/** `root`: absolute, what relative paths start from. Throws a usage error that names the supported forms. */
export function parseSpec(written: string | KernelFiles, root: string): KernelSpec {
	if (typeof written !== 'string') {
		const image = resolve(root, written.image);
		return written.modules === undefined
			? { kind: 'path', text: written.image, image }
			: { kind: 'path', text: written.image, image, modules: resolve(root, written.modules) };
	}
	const text = written.trim();
	if (isAbsolute(text) || /^\.\.?(?:\/|$)/.test(text))
		return { kind: 'path', text, image: resolve(root, text) };
	const series = seriesOfWord(text);
	if (series !== undefined) return { kind: 'version', text, version: series };
	if (text.startsWith(ociScheme)) return parseOci(text);
	const spec = text.startsWith('url:') ? parseUrl(text) : parseVersionSpec(text);
	if (spec !== undefined) return spec;
	throw new CoreMatrixError('usage', `${describe(text)} (kernel ${JSON.stringify(text.slice(0, 100))})`, {
		remedy: supported,
	});
}

function parseVersionSpec(text: string): VersionSpec | undefined {
	const [, prefix, version] = versionPattern.exec(text) ?? [];
	if (version === undefined) return undefined;
	if (prefix === undefined) return { kind: 'version', text, version };
	const source = sourceNames.find((name) => name === prefix);
	return source === undefined ? undefined : { kind: 'version', text, source, version };
}

/** The digest is written as in references to images: what is at an address may change, what is meant may not. */
function parseUrl(text: string): UrlSpec | undefined {
	const [, url = '', sha256] = /^url:(https?:\/\/[!-~]{1,2000}?)@sha256:([0-9a-f]{64})$/.exec(text) ?? [];
	return sha256 === undefined || !URL.canParse(url) ? undefined : { kind: 'url', text, url, sha256 };
}

const ociScheme = 'oci://';

function parseOci(text: string): OciSpec {
	const reference = parseReference(text.slice(ociScheme.length));
	if (!('problem' in reference)) return { kind: 'oci', text, reference };
	throw new CoreMatrixError('usage', `${JSON.stringify(text.slice(0, 200))} ${reference.problem}`, {
		remedy: 'Write oci://<registry>/<name>:<tag>, and behind it @sha256:<digest> to have just that image.',
	});
}

/** What is wrong, for the forms that people can be expected to try. */
function describe(text: string): string {
	if (text === '') return 'a kernel has no name';
	const source = /^([a-z][a-z0-9]*):/.exec(text)?.[1];
	if (source === 'url')
		return 'url: is followed by an http or https address, @sha256: and 64 hexadecimal digits';
	if (sourceNames.some((name) => name === source))
		return `${source}: is followed by a version of one to three numbers`;
	if (source !== undefined) return `there is no source "${source.slice(0, 20)}"`;
	if (/^[\w.]*\.\.[\w.]*$/.test(text)) return 'a range of kernels where one kernel is expected';
	if (text.includes('/')) return 'the path of a kernel begins with ./, ../ or /';
	return 'not the name of a kernel';
}
