import { CoreMatrixError } from '../error.ts';

/** Version ranges as written in a configuration: `*`, `6.1`, `>=6.4`, `>=5.15 <6.4`. */
export interface VersionRange {
	readonly text: string;
	/** All of them must hold; empty means every version. */
	readonly comparators: readonly VersionComparator[];
}

export interface VersionComparator {
	readonly operator: '>=' | '<=' | '>' | '<' | '=';
	/** One to three parts, such as `6.4`. */
	readonly version: string;
}

/** What the order of kernels depends on, out of a release or package version. */
export interface KernelVersion {
	/** Major, minor, patch; a part that is not written is 0. */
	readonly parts: readonly [number, number, number];
	/** Release candidates come before their release, which has infinity here. */
	readonly candidate: number;
	/** The number distributions count their own builds with, as 173 in `5.15.0-173-generic`; 0 without one. */
	readonly build: number;
}

// Upstream writes 6.14-rc4 (uname: 6.14.0-rc4), Debian 7.3~rc7; what follows is a distribution's own and has no order.
const releasePattern =
	/^(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:[-~]rc(\d{1,9}))?(?:-(\d{1,9}))?(?![\d.])/;
const comparatorPattern = /\s*(>=|<=|>|<|=)?\s*(\d{1,9}(?:\.\d{1,9}){0,2})(?=\s|$)/y;

/** Reads `uname -r`, a package's version or a plain version; undefined when it begins with none. */
export function parseVersion(text: string): KernelVersion | undefined {
	const match = releasePattern.exec(text);
	if (match === null) return undefined;
	const [, major, minor = '0', patch = '0', candidate, build = '0'] = match;
	return {
		parts: [Number(major), Number(minor), Number(patch)],
		candidate: candidate === undefined ? Number.POSITIVE_INFINITY : Number(candidate),
		build: Number(build),
	};
}

/** Order for sorting, oldest first; a text that is no version comes before all versions. */
export function compareVersions(left: string, right: string): number {
	const a = sortKey(left);
	const b = sortKey(right);
	for (const [index, value] of a.entries()) {
		const other = b[index] ?? 0;
		if (value !== other) return value < other ? -1 : 1;
	}
	return 0;
}

/**
 * Whether `version` begins with `prefix` in whole parts: 7.3.4 with 7 and 7.3, 6.12 not with 6.1. A candidate in the
 * prefix must be the version's.
 */
export function hasPrefix(version: string, prefix: string): boolean {
	const parsed = parseVersion(version);
	const [written = '', candidate] = prefix.split(/[-~]rc/);
	return (
		parsed !== undefined &&
		compareWritten(parsed, written) === 0 &&
		(candidate === undefined || parsed.candidate === Number(candidate))
	);
}

/** The series of a release, such as `6.1`; undefined when it is no version. */
export function seriesOf(release: string): string | undefined {
	return parseVersion(release)?.parts.slice(0, 2).join('.');
}

/** Throws a usage error on anything else than the forms that {@link VersionRange} names. */
export function parseRange(text: string): VersionRange {
	const trimmed = text.trim();
	if (trimmed === '*') return { text, comparators: [] };
	const comparators: VersionComparator[] = [];
	comparatorPattern.lastIndex = 0;
	let end = 0;
	while (end < trimmed.length) {
		const match = comparatorPattern.exec(trimmed);
		if (match?.[2] === undefined) throw badRange(text);
		comparators.push({ operator: (match[1] ?? '=') as VersionComparator['operator'], version: match[2] });
		end = comparatorPattern.lastIndex;
	}
	const exact = comparators.filter(({ operator }) => operator === '=');
	if (comparators.length === 0 || exact.length > 1) throw badRange(text);
	return { text, comparators };
}

/**
 * Only the parts that a comparator writes are compared, and a candidate counts as its series: people mean
 * kernels that have a change, so `6.1` is every 6.1.y, `>6.1` begins with 6.2, and `>=6.4` holds for 6.4-rc1.
 */
export function satisfies(release: string, range: VersionRange): boolean {
	if (range.comparators.length === 0) return true;
	const parsed = parseVersion(release);
	return parsed !== undefined && range.comparators.every((comparator) => holds(parsed, comparator));
}

function holds(version: KernelVersion, { operator, version: wanted }: VersionComparator): boolean {
	const order = compareWritten(version, wanted);
	switch (operator) {
		case '>=':
			return order >= 0;
		case '<=':
			return order <= 0;
		case '>':
			return order > 0;
		case '<':
			return order < 0;
		case '=':
			return order === 0;
	}
}

function compareWritten(version: KernelVersion, written: string): number {
	for (const [index, part] of written.split('.').entries()) {
		const difference = (version.parts[index] ?? 0) - Number(part);
		if (difference !== 0) return difference;
	}
	return 0;
}

function sortKey(text: string): number[] {
	const version = parseVersion(text);
	return version === undefined ? [-1] : [...version.parts, version.candidate, version.build];
}

function badRange(text: string): CoreMatrixError {
	return new CoreMatrixError(
		'usage',
		`${JSON.stringify(text.slice(0, 100))} is not a range of kernel versions`,
		{
			remedy: 'Write *, a version such as 6.1, or bounds that must all hold, such as ">=5.15 <6.4".',
		},
	);
}
