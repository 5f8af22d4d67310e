import { describe, expect, it } from 'vitest';
import { CoreMatrixError } from '../../src/error.ts';
import { compareVersions, hasPrefix, parseRange, satisfies, seriesOf } from '../../src/kernels/version.ts';

describe('compareVersions', () => {
	it('orders what distributions and upstream call their kernels', () => {
		const oldestFirst = [
			'no kernel',
			'4.19',
			'5.15.0-90-generic',
			'5.15.0-173-generic',
			'5.15.135',
			'6.1.0-50-cloud-amd64',
			'6.1.176-1',
			'6.9.12',
			'6.12.9+deb12-cloud-amd64',
			'6.12.95+deb12-cloud-amd64',
			'6.14-rc4',
			'6.14.0-rc10',
			'6.14',
			'6.14.2',
			'7.3~rc7',
			'7.3.4-1~bpo13+1',
		];
		const shuffled = oldestFirst.toSorted();
		expect(shuffled.toSorted(compareVersions)).toEqual(oldestFirst);
		expect(oldestFirst.toReversed().toSorted(compareVersions)).toEqual(oldestFirst);
	});

	it('takes a missing patch level for 0', () => {
		expect(compareVersions('6.1', '6.1.0')).toBe(0);
		expect(compareVersions('6.14-rc4', '6.14.0-rc4')).toBe(0);
	});
});

describe('hasPrefix', () => {
	it.each([
		['7.3.4', '7', true],
		['7.3.4', '7.3', true],
		['7.3.4-1~bpo13+1', '7.3.4', true],
		['7.3~rc7', '7.3', true],
		['6.12.95', '6.1', false],
		['6.1', '6.1.0', true],
		['17.3', '7', false],
		['not a version', '7', false],
	])('%s with %s: %s', (version, prefix, expected) => {
		expect(hasPrefix(version, prefix)).toBe(expected);
	});
});

describe('seriesOf', () => {
	it.each([
		['5.15.0-173-generic', '5.15'],
		['7.3~rc7', '7.3'],
		['6.12.95+deb12-cloud-amd64', '6.12'],
		['generic', undefined],
	])('%s is of %s', (release, series) => {
		expect(seriesOf(release)).toBe(series);
	});
});

describe('satisfies', () => {
	it.each([
		['6.1.176', '*', true],
		['garbage', '*', true],
		['garbage', '>=1', false],
		['6.1.176', '6.1', true],
		['6.12.1', '6.1', false],
		['6.1.0-50-cloud-amd64', '=6.1', true],
		['6.4-rc1', '>=6.4', true],
		['6.4.0-rc1', '>=6.4.0', true],
		['6.3.13', '>=6.4', false],
		['6.12.95+deb12-cloud-amd64', '>=6.4', true],
		['6.4.5', '>6.4', false],
		['6.5', '> 6.4', true],
		['6.4.5', '<=6.4', true],
		['6.4.5', '<6.4', false],
		['5.15.0-173-generic', '>=5.15 <6.4', true],
		['6.4', '>=5.15 <6.4', false],
		['5.10.262', '>=5.15 <6.4', false],
		['6.6.66', '>=6.6.64 <=6.6.69', true],
		['6.6.70', '>=6.6.64 <=6.6.69', false],
		['7.3.4', '7', true],
	])('%s in %s: %s', (release, range, expected) => {
		expect(satisfies(release, parseRange(range))).toBe(expected);
	});
});

describe('parseRange', () => {
	it('keeps the text as written', () => {
		expect(parseRange('>=5.15 <6.4')).toEqual({
			text: '>=5.15 <6.4',
			comparators: [
				{ operator: '>=', version: '5.15' },
				{ operator: '<', version: '6.4' },
			],
		});
	});

	it.each([
		'',
		' ',
		'6.x',
		'>=',
		'>=6.4,<6.6',
		'6.1 6.6',
		'6.1..6.6',
		'6.1 || 6.6',
		'>=6.1.2.3',
		'6.1-rc1',
		'* 6.1',
	])('refuses %j', (text) => {
		expect(() => parseRange(text)).toThrow(CoreMatrixError);
		expect(() => parseRange(text)).toThrow(`${JSON.stringify(text)} is not a range of kernel versions`);
	});

	it('says what can be written', () => {
		expect(() => parseRange('6.1 6.6')).toThrow(
			expect.objectContaining({
				kind: 'usage',
				remedy: 'Write *, a version such as 6.1, or bounds that must all hold, such as ">=5.15 <6.4".',
			}),
		);
	});
});
