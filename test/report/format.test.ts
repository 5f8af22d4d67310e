import { describe, expect, it } from 'vitest';
import { clip, columns, count, duration, pad } from '../../src/report/format.ts';

describe('duration', () => {
	it.each([
		[0, '0.0 s'],
		[449, '0.4 s'],
		[59_999, '59.9 s'],
		[60_000, '1 min 0 s'],
		[83_400, '1 min 23 s'],
		[3_720_000, '1 h 2 min'],
	])('%i ms is %s', (ms, text) => {
		expect(duration(ms)).toBe(text);
	});
});

describe('columns, clip and pad', () => {
	it('count wide characters twice', () => {
		expect(columns('ab')).toBe(2);
		expect(columns('漢字')).toBe(4);
		expect(columns('🐝✅')).toBe(4);
		expect(columns('✓✗–…')).toBe(4);
	});
	it.each([
		['abcdef', 6, 'abcdef'],
		['abcdef', 5, 'abcd…'],
		['漢字漢', 5, '漢字…'],
		['漢字漢', 4, '漢…'],
		['abc', 1, '…'],
		['abc', 0, ''],
	])('%s in %i columns is %s', (text, width, clipped) => {
		expect(clip(text, width)).toBe(clipped);
	});
	it('fill up to a width', () => {
		expect(pad('漢', 4)).toBe('漢  ');
		expect(pad('abcde', 4)).toBe('abcde');
	});
});

describe('count', () => {
	it('knows one from many', () => {
		expect([count(0, 'kernel'), count(1, 'kernel'), count(2, 'kernel')]).toEqual([
			'0 kernels',
			'1 kernel',
			'2 kernels',
		]);
	});
});
