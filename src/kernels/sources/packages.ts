import type { DebianCatalog } from '../catalog.ts';
import { compareVersions, hasPrefix, seriesOf } from '../version.ts';

/** A package as the archive's signed index has it. */
export interface PackageRecord {
	readonly name: string;
	/** Debian's version of it, such as `6.1.176-1`. */
	readonly version: string;
	readonly size: number;
	/** Hexadecimal. */
	readonly sha256: string;
}

/** A kernel that the archive has. */
export interface KernelCandidate {
	/** What `uname -r` will say. */
	readonly release: string;
	/** Debian's version. */
	readonly version: string;
	/** The first holds the image. */
	readonly packages: readonly [PackageRecord, ...PackageRecord[]];
}

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
		return [{ name, version, size: Number(size), sha256 }];
	});
}

/** The kernels that those packages make up, oldest first. */
export function kernelCandidates(
	packages: readonly PackageRecord[],
	{ layouts, flavour }: Pick<DebianCatalog, 'layouts' | 'flavour'>,
): KernelCandidate[] {
	const byName = new Map(packages.map((record) => [record.name, record]));
	const candidates = new Map<string, KernelCandidate>();
	for (const layout of layouts) {
		for (const { name } of packages) {
			const release = releaseIn(name, layout[0] ?? '');
			if (release === undefined || !release.endsWith(`-${flavour}`) || candidates.has(release)) continue;
			const [image, ...rest] = layout.map((template) => byName.get(template.replace('{release}', release)));
			if (image === undefined || rest.includes(undefined)) continue;
			const others = rest.filter((record) => record !== undefined);
			candidates.set(release, { release, version: image.version, packages: [image, ...others] });
		}
	}
	return [...candidates.values()].sort(
		(a, b) => compareVersions(a.version, b.version) || (a.release < b.release ? -1 : 1),
	);
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

function field(paragraph: string, name: string, form: RegExp): string | undefined {
	const value = new RegExp(`^${name}: (.*)$`, 'm').exec(paragraph)?.[1];
	return value !== undefined && form.test(value) ? value : undefined;
}
