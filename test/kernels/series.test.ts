import { describe, expect, it } from 'vitest';
import { type Catalog, catalog, type KernelSeries } from '../../src/kernels/catalog.ts';
import { seriesInRange, seriesOfWord, sourcesFor } from '../../src/kernels/series.ts';
import type { SourceName } from '../../src/kernels/spec.ts';

const entry = (
	series: string,
	upkeep: KernelSeries['upkeep'],
	sources: readonly SourceName[],
	distribution?: string,
): KernelSeries => ({
	series,
	upkeep,
	sources: { x86_64: sources },
	...(distribution !== undefined && { distribution }),
});

const small: Catalog = {
	...catalog,
	series: [
		entry('5.15', 'longterm', ['ubuntu', 'mainline']),
		entry('5.16', 'ended', ['mainline']),
		entry('6.1', 'longterm', ['debian']),
		entry('6.8', 'ended', ['ubuntu'], 'Ubuntu 24.04'),
		entry('6.9', 'ended', ['mainline']),
		entry('6.10', 'stable', ['debian', 'mainline']),
		entry('6.11', 'mainline', ['mainline']),
	],
	otherSources: { x86_64: ['mainline', 'debian'] },
};

describe('seriesInRange', () => {
	it.each([
		['5.15..6.10', ['5.15', '6.1', '6.8']],
		['5.15...6.10', ['5.15', '5.16', '6.1', '6.8', '6.9', '6.10']],
		['5.16...6.1', ['5.16', '6.1']],
		['5.16..6.2', ['6.1']],
		[' 6.8..6.8 ', ['6.8']],
		['6.9...6.9', ['6.9']],
		['5.4..5.15', ['5.15']],
		['6.1..99.0', ['6.1', '6.8']],
	])('%s', (text, series) => {
		expect(seriesInRange(text, small)).toEqual(series);
	});

	it.each(['6.1', '6.1.5', 'lts', './a..b', '..', '../bzImage', '...', '', 'debian:6.1'])(
		'%j is no range',
		(text) => {
			expect(seriesInRange(text, small)).toBeUndefined();
		},
	);

	it.each([
		['6.10..6.1', '6.10 is newer than 6.1'],
		['6.9..6.9', "none of 6.9 is long-term or a distribution's own"],
		['6.2..6.7', 'no series that is known is in it'],
		['6.1.3..6.8', '"6.1.3" is not a series'],
		['5..6.8', '"5" is not a series'],
		['debian:5.15..6.8', '"debian:5.15" is not a series'],
		['5.15....6.8', '"5.15." is not a series'],
		['5.15..latest', '"latest" is not a series'],
	])('%s is refused', (text, why) => {
		expect(() => seriesInRange(text, small)).toThrow(
			expect.objectContaining({
				kind: 'usage',
				message: `${JSON.stringify(text)} is a range without kernels: ${why}`,
			}),
		);
	});
});

describe('seriesOfWord', () => {
	it.each([
		['lts', '6.1'],
		['stable', '6.10'],
		['mainline', '6.11'],
		['longterm', undefined],
		['', undefined],
	])('%s is %s', (word, series) => {
		expect(seriesOfWord(word, small)).toBe(series);
	});
});

describe('sourcesFor', () => {
	it.each([
		['5.15', ['ubuntu', 'mainline']],
		['5.15.135', ['ubuntu', 'mainline']],
		['6.1', ['debian']],
		['6.10.4', ['debian', 'mainline']],
		['6.11-rc2', ['mainline']],
		// The newest 6.x first; what is in preparation is nobody's newest.
		['6', ['debian', 'mainline', 'ubuntu']],
		['5', ['mainline', 'ubuntu']],
		['4.19', ['mainline', 'debian']],
		['9', ['mainline', 'debian']],
	])('%s is looked for in %j', (version, sources) => {
		expect(sourcesFor(version, small)).toEqual(sources);
	});
});
