import catalogData from '../../vm-images/catalog.json' with { type: 'json' };
import type { SourceName } from './spec.ts';
import { hasPrefix, parseRange, satisfies } from './version.ts';

/** `vm-images/catalog.json`: which kernels there are and where they are published. `schema/catalog.schema.json` describes it. */
export interface Catalog {
	/** Series that a configuration means which names no kernels, oldest first. */
	readonly matrix: readonly string[];
	/** Oldest first, each series once. */
	readonly series: readonly KernelSeries[];
	/** Where a series is looked for that is not listed. */
	readonly otherSources: SourcesByArchitecture;
	readonly debian: AptCatalog;
	readonly ubuntu: AptCatalog;
	readonly ci: CiCatalog;
	readonly mainline: MainlineCatalog;
}

export interface KernelSeries {
	/** Such as `6.1`. */
	readonly series: string;
	/** How upstream keeps it: see kernel.org. `mainline` has only release candidates yet. */
	readonly upkeep: 'longterm' | 'stable' | 'ended' | 'mainline';
	/** The distribution whose own kernel it is. */
	readonly distribution?: string;
	readonly sources: SourcesByArchitecture;
}

/** Sources in order of preference. */
export interface SourcesByArchitecture {
	readonly x86_64: readonly SourceName[];
}

/** An archive of packages that apt reads. */
export interface AptCatalog {
	/** What its indexes say that they are from, as `Debian`. */
	readonly origin: string;
	/** Used when the machine has no archive of this origin configured. */
	readonly mirror: string;
	/** Path in the package. */
	readonly keyring: string;
	/** How the releases wanted end. */
	readonly flavour: string;
	readonly series: readonly AptSeries[];
	/** What packages of kernels are called, best first: the image is in them or in what they depend on. */
	readonly imagePackages: readonly string[];
	/** Of the packages of the same kernel that those depend on, the ones that a guest can use; missing: all. */
	readonly partPackages?: readonly string[];
	/** Dependencies that a guest can do without, where the archive does not have them any more. */
	readonly optionalPackages: readonly string[];
}

export interface AptSeries {
	/** A range of versions. */
	readonly kernels: string;
	readonly suites: readonly string[];
	/** In the security archive, which has another address. */
	readonly securitySuites: readonly string[];
}

/** Images of upstream's releases in a registry, each under its version as the tag. */
export interface CiCatalog {
	/** Registry and name, such as `ghcr.io/cilium/ci-kernels`. */
	readonly repository: string;
}

/** Builds of upstream's versions, each in a folder of a web server. */
export interface MainlineCatalog {
	/** Address of the folder that has a folder for each version. */
	readonly address: string;
	/** How the releases wanted end. */
	readonly flavour: string;
	/** OpenPGP fingerprint of the key that signs CHECKSUMS. */
	readonly fingerprint: string;
	/** Where the key itself is, for the fingerprint to vouch for. */
	readonly key: string;
}

export const catalog = catalogData as Catalog;

/**
 * The series to look through for a version prefix: those that can have it; all when the catalog places it nowhere,
 * so that the answer can name what there is.
 */
export function seriesFor(version: string, { series }: AptCatalog): readonly AptSeries[] {
	const possible = series.filter(({ kernels }) => {
		const range = parseRange(kernels);
		// `6` may be any 6.x, so also a series whose own range begins with it.
		return satisfies(version, range) || range.comparators.some((bound) => hasPrefix(bound.version, version));
	});
	return possible.length === 0 ? series : possible;
}
