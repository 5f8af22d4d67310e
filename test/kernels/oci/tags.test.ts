import { describe, expect, it } from 'vitest';
import { nearestTags, newestRelease } from '../../../src/kernels/oci/tags.ts';

const tags = [
	'6.6',
	'stable',
	'6.6.9',
	'6.6.134',
	'6.6.134-debug',
	'6.6.12',
	'6.12.8',
	'7.3-rc4',
	'5.15.221',
	'5.15.9',
];

describe('newestRelease', () => {
	it.each([
		['6.6', '6.6.134'],
		['6', '6.12.8'],
		['5.15.9', '5.15.9'],
		['7', undefined],
		['6.1', undefined],
	])('%s is %s', (version, tag) => {
		expect(newestRelease(tags, version)).toBe(tag);
	});
});

describe('nearestTags', () => {
	it.each<[string, string[]]>([
		['6.6.133', ['6.6.9', '6.6.12', '6.6.134']],
		['6.6-20260101', ['6.6.9', '6.6.12', '6.6.134']],
		['6.14.3', ['5.15.221', '6.6.134', '6.12.8']],
		['stabel', ['stable']],
		[
			'nothing-like-it',
			['6.12.8', '6.6', '6.6.12', '6.6.134', '6.6.134-debug', '6.6.9', '7.3-rc4', 'stable'],
		],
	])('%s', (wanted, near) => {
		expect(nearestTags(wanted, tags)).toEqual(near);
	});

	it('names the last ones where tags are dates', () => {
		const dates = Array.from({ length: 20 }, (_, day) => `main-202609${String(day + 1).padStart(2, '0')}`);
		expect(nearestTags('zzz', dates)).toEqual(dates.slice(-8));
		expect(nearestTags('zzz', [])).toEqual([]);
	});
});
