import { nearest } from '../../nearest.ts';
import { compareVersions, hasPrefix, seriesOf } from '../version.ts';

/** How many are named in an error. */
const mostNamed = 8;
const releasePattern = /^\d{1,9}\.\d{1,9}\.\d{1,9}$/;

/** The newest tag that is a whole release (`X.Y.Z`) with this version prefix. */
export function newestRelease(tags: readonly string[], version: string): string | undefined {
	return releases(tags)
		.filter((tag) => hasPrefix(tag, version))
		.at(-1);
}

/**
 * What to name instead of a tag that is not there: for a version the newest releases of its series, else the newest
 * release of each series; for other tags those that look alike, else the last ones of the alphabet, which dates sort to.
 */
export function nearestTags(wanted: string, tags: readonly string[]): string[] {
	const known = releases(tags);
	const series = seriesOf(wanted);
	if (series !== undefined && known.length > 0) {
		const sameSeries = known.filter((tag) => seriesOf(tag) === series);
		if (sameSeries.length > 0) return sameSeries.slice(-mostNamed);
		return [...new Map(known.map((tag) => [seriesOf(tag), tag])).values()].slice(-mostNamed);
	}
	const left = new Set(tags);
	const alike: string[] = [];
	while (alike.length < mostNamed) {
		const next = nearest(wanted, left);
		if (next === undefined) break;
		alike.push(next);
		left.delete(next);
	}
	return alike.length > 0 ? alike : [...tags].sort().slice(-mostNamed);
}

/** Oldest first. */
function releases(tags: readonly string[]): string[] {
	return tags.filter((tag) => releasePattern.test(tag)).sort(compareVersions);
}
