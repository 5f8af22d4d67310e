import { CoreMatrixError } from '../error.ts';
import { type Catalog, type KernelSeries, catalog as ownCatalog } from './catalog.ts';
import type { SourceName } from './spec.ts';
import { compareVersions, hasPrefix, seriesOf } from './version.ts';

/** Words for a kernel that the catalog knows, and how upstream keeps the series that they mean. */
const words: ReadonlyMap<string, KernelSeries['upkeep']> = new Map([
	['lts', 'longterm'],
	['stable', 'stable'],
	['mainline', 'mainline'],
]);

export const seriesWords: readonly string[] = [...words.keys()];

/** The series that `lts`, `stable` or `mainline` means: the newest that upstream keeps so. Undefined for other words. */
export function seriesOfWord(word: string, { series }: Catalog = ownCatalog): string | undefined {
	const upkeep = words.get(word);
	return series.findLast((entry) => entry.upkeep === upkeep)?.series;
}

/**
 * The series of a range: `5.15..6.14` those that are long-term or a distribution's own, `5.15...6.14` all, both ends
 * included. Undefined when it is no range. Throws a usage error when nothing is in it.
 */
export function seriesInRange(text: string, { series }: Catalog = ownCatalog): string[] | undefined {
	const match = /^([^.\s][^\s]*?)(\.{2,3})([^.\s][^\s]*)$/.exec(text.trim());
	const [, from = '', dots = '', to = ''] = match ?? [];
	if (match === null || text.includes('/')) return undefined;
	for (const end of [from, to]) {
		if (!/^\d{1,9}\.\d{1,9}$/.test(end))
			throw wrongRange(text, `${JSON.stringify(end.slice(0, 40))} is not a series`);
	}
	if (compareVersions(from, to) > 0) throw wrongRange(text, `${from} is newer than ${to}`);
	const within = series.filter(
		(entry) => compareVersions(entry.series, from) >= 0 && compareVersions(entry.series, to) <= 0,
	);
	const wanted = within.filter(
		({ upkeep, distribution }) => dots === '...' || upkeep === 'longterm' || distribution !== undefined,
	);
	if (wanted.length > 0) return wanted.map((entry) => entry.series);
	const all = within.map((entry) => entry.series).join(', ');
	throw wrongRange(
		text,
		all === '' ? 'no series that is known is in it' : `none of ${all} is long-term or a distribution's own`,
	);
}

/** Where a version prefix is looked for, best first. */
export function sourcesFor(version: string, { series, otherSources }: Catalog): readonly SourceName[] {
	const exact = series.find((entry) => entry.series === seriesOf(version));
	if (exact !== undefined && version.includes('.')) return exact.sources.x86_64;
	// `7` is the newest 7.x: what the newest series is looked for in comes first.
	const possible = series.filter((entry) => entry.upkeep !== 'mainline' && hasPrefix(entry.series, version));
	const sources = possible.toReversed().flatMap((entry) => entry.sources.x86_64);
	return sources.length === 0 ? otherSources.x86_64 : [...new Set(sources)];
}

function wrongRange(text: string, why: string): CoreMatrixError {
	return new CoreMatrixError(
		'usage',
		`${JSON.stringify(text.slice(0, 100))} is a range without kernels: ${why}`,
		{
			remedy:
				'Write the oldest and the newest series, such as 5.15..6.14, or 5.15...6.14 for every series between.',
		},
	);
}
