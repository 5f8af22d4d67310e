import catalogData from '../../vm-images/catalog.json' with { type: 'json' };
import { hasPrefix, parseRange, satisfies } from './version.ts';

/** `vm-images/catalog.json`: where kernels are published. */
export interface Catalog {
	readonly debian: DebianCatalog;
}

export interface DebianCatalog {
	/** Used when the machine has no Debian archive of its own configured. */
	readonly mirror: string;
	/** Path in the package. */
	readonly keyring: string;
	/** How the releases wanted end. */
	readonly flavour: string;
	readonly series: readonly DebianSeries[];
	/** What packages of kernels are called, best first: the image is in them or in what they depend on. */
	readonly imagePackages: readonly string[];
	/** Dependencies that a guest can do without, where the archive does not have them any more. */
	readonly optionalPackages: readonly string[];
}

export interface DebianSeries {
	/** A range of versions. */
	readonly kernels: string;
	readonly suites: readonly string[];
	/** In the security archive, which has another address. */
	readonly securitySuites: readonly string[];
}

export const catalog: Catalog = catalogData;

/**
 * The series to look through for a version prefix: those that can have it; all when the catalog places it nowhere,
 * so that the answer can name what there is.
 */
export function seriesFor(version: string, { series }: DebianCatalog): readonly DebianSeries[] {
	const possible = series.filter(({ kernels }) => {
		const range = parseRange(kernels);
		// `6` may be any 6.x, so also a series whose own range begins with it.
		return satisfies(version, range) || range.comparators.some((bound) => hasPrefix(bound.version, version));
	});
	return possible.length === 0 ? series : possible;
}
