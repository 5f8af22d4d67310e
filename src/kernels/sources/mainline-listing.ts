import { compareVersions, parseVersion, seriesOf } from '../version.ts';

/*
 * What Ubuntu's mainline builds are called: a folder for each of upstream's versions (v6.14, v6.14.3, v6.14-rc4), in it
 * one for each architecture, in that the packages, CHECKSUMS and its detached signature CHECKSUMS.gpg.
 */

/** Upstream's versions in the listing of the builds, oldest first. */
export function mainlineVersions(listing: string): string[] {
	const links = listing.matchAll(/href="v(\d{1,3}\.\d{1,3}(?:\.\d{1,4})?(?:-rc\d{1,3})?)\/"/g);
	return [...new Set([...links].flatMap(([, version]) => version ?? []))].sort(compareVersions);
}

/** What `uname -r` says of a build: 6.14.3-061403-generic, 6.14.0-061400rc4-generic. */
export function mainlineRelease(version: string, flavour: string): string {
	const { parts = [0, 0, 0], candidate = Number.POSITIVE_INFINITY } = parseVersion(version) ?? {};
	const stamp = parts.map((part) => String(part).padStart(2, '0')).join('');
	return `${parts.join('.')}-${stamp}${Number.isFinite(candidate) ? `rc${candidate}` : ''}-${flavour}`;
}

/**
 * File → SHA-256 in hexadecimal, from a text of lines as sha256sum(1) prints them; what it has of other digests is
 * passed over. Names become parts of addresses: those that are no names of packages are passed over, too.
 */
export function parseChecksums(text: string): ReadonlyMap<string, string> {
	const lines = text.matchAll(/^([0-9a-f]{64})[ \t]+\*?(?:\.\/|amd64\/)?([a-z0-9][\w.+~-]{1,250})$/gm);
	return new Map([...lines].map(([, digest = '', name = '']) => [name, digest]));
}

/** What to name instead of a version that is not there: the last few of its series, else the newest series. */
export function nearestVersions(versions: readonly string[], wanted: string): string[] {
	const sameSeries = versions.filter((version) => seriesOf(version) === seriesOf(wanted));
	if (sameSeries.length > 0) return sameSeries.slice(-8);
	return [...new Set(versions.flatMap((version) => seriesOf(version) ?? []))].slice(-12);
}
