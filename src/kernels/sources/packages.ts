import type { AptCatalog } from '../catalog.ts';
import { compareVersions, hasPrefix, seriesOf } from '../version.ts';

/** A package as the archive's signed index has it. */
export interface PackageRecord {
	readonly name: string;
	/** The distribution's version of it, such as `6.1.176-1`. */
	readonly version: string;
	readonly size: number;
	/** Hexadecimal. */
	readonly sha256: string;
	/** Names of packages, each dependency with its alternatives. */
	readonly depends: readonly (readonly string[])[];
}

/** A kernel that the archive has. */
export interface KernelCandidate {
	/** What `uname -r` will say. */
	readonly release: string;
	/** The distribution's version. */
	readonly version: string;
	/** All that it is made of. */
	readonly packages: readonly PackageRecord[];
}

type PackagePatterns = Pick<AptCatalog, 'imagePackages' | 'partPackages' | 'optionalPackages' | 'flavour'>;

/**
 * Reads paragraphs as apt-cache prints them (deb822, Debian Policy 5.1). Names and versions become arguments and parts
 * of paths, so those that are not written in Policy's characters (5.6.1, 5.6.12) are passed over.
 */
export function parsePackages(text: string): PackageRecord[] {
	return text.split(/\n\n+/).flatMap((paragraph) => {
		const name = field(paragraph, 'Package', /^[a-z0-9][a-z0-9+.-]{1,199}$/);
		const version = field(paragraph, 'Version', /^\d[\w.+~:-]{0,99}$/);
		const size = field(paragraph, 'Size', /^\d{1,12}$/);
		const sha256 = field(paragraph, 'SHA256', /^[0-9a-f]{64}$/);
		if (name === undefined || version === undefined || size === undefined || sha256 === undefined) return [];
		const depends = parseDepends(field(paragraph, 'Depends', /^/) ?? '');
		return [{ name, version, size: Number(size), sha256, depends }];
	});
}

/**
 * The kernels that are there as a whole, oldest first. Up to 6.18 a kernel is one package. From then on linux-image-* is
 * empty and depends on several others, not the same in every version, and the archive keeps some without the others.
 */
export function kernelCandidates(
	packages: readonly PackageRecord[],
	{ imagePackages, partPackages, optionalPackages, flavour }: PackagePatterns,
): KernelCandidate[] {
	const byName = new Map(packages.map((record) => [record.name, record]));
	const candidates = new Map<string, KernelCandidate>();
	for (const template of imagePackages) {
		for (const image of packages) {
			const release = releaseIn(image.name, template);
			if (release === undefined || !release.endsWith(`-${flavour}`) || candidates.has(release)) continue;
			const named = (templates: readonly string[]) =>
				templates.map((name) => name.replace('{release}', release));
			const isWanted = (name: string) =>
				partPackages === undefined ? name.endsWith(`-${release}`) : named(partPackages).includes(name);
			const parts = withParts(image, isWanted, named(optionalPackages), byName);
			if (parts !== undefined) candidates.set(release, { release, version: image.version, packages: parts });
		}
	}
	return [...candidates.values()].sort(
		(a, b) =>
			compareVersions(a.version, b.version) ||
			// Ubuntu's 6.14.0-9.9 and 6.14.0-37.37 differ in the number that the release has alone.
			compareVersions(a.release, b.release) ||
			(a.release < b.release ? -1 : 1),
	);
}

/** A package and all of the same kernel that it depends on; undefined when one that it needs is not there. */
function withParts(
	image: PackageRecord,
	isWanted: (name: string) => boolean,
	optional: readonly string[],
	byName: ReadonlyMap<string, PackageRecord>,
): PackageRecord[] | undefined {
	const parts = new Set([image]);
	// A set goes on to what is added to it meanwhile.
	for (const { depends } of parts) {
		for (const alternatives of depends) {
			const ofThisKernel = alternatives.filter(isWanted);
			if (ofThisKernel.length === 0) continue;
			const part = ofThisKernel.map((name) => byName.get(name)).find((record) => record !== undefined);
			if (part !== undefined) parts.add(part);
			else if (!ofThisKernel.some((name) => optional.includes(name))) return undefined;
		}
	}
	return [...parts];
}

/** The newest with that version prefix. */
export function newestMatching(
	candidates: readonly KernelCandidate[],
	version: string,
): KernelCandidate | undefined {
	return candidates.findLast((candidate) => hasPrefix(candidate.version, version));
}

/** What to name instead of a version that is not there: the versions of its series, else every series. */
export function alternatives(candidates: readonly KernelCandidate[], version: string): string[] {
	const upstream = candidates.map((candidate) => candidate.version.replace(/-.*$/, ''));
	const sameSeries = upstream.filter((other) => seriesOf(other) === seriesOf(version));
	return [
		...new Set(sameSeries.length > 0 ? sameSeries : upstream.flatMap((other) => seriesOf(other) ?? [])),
	];
}

function releaseIn(name: string, template: string): string | undefined {
	const [before = '', after = ''] = template.split('{release}');
	if (!name.startsWith(before) || !name.endsWith(after)) return undefined;
	const release = name.slice(before.length, name.length - after.length);
	return /^\d/.test(release) ? release : undefined;
}

/** `a (= 1), b | c [amd64]` as [[a], [b, c]] (Debian Policy 7.1). */
function parseDepends(text: string): string[][] {
	return text
		.split(',')
		.map((dependency) => dependency.split('|').map((word) => word.trim().split(/[\s(:[]/, 1)[0] ?? ''));
}

function field(paragraph: string, name: string, form: RegExp): string | undefined {
	const value = new RegExp(`^${name}: (.*)$`, 'm').exec(paragraph)?.[1];
	return value !== undefined && form.test(value) ? value : undefined;
}
