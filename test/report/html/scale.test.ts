import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelPositions, logTicks } from '../../../src/report/html/scale.ts';

describe('logTicks', () => {
	it.each([
		[4, 48, [2, 5, 10, 20, 50]],
		[1, 1, [1, 2]],
		[0, 0, [1, 2]],
		[10, 100, [10, 20, 50, 100]],
		[30, 90_000, [10, 100, 1000, 10_000, 100_000]],
		[1, 1_000_000, [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]],
	])('from %i to %i', (min, max, ticks) => {
		expect(logTicks(min, max)).toEqual(ticks);
	});

	it('always has two at least, with the numbers between them', () => {
		fc.assert(
			fc.property(fc.nat(10_000_000), fc.nat(10_000_000), (a, b) => {
				const [min, max] = [Math.min(a, b), Math.max(a, b)];
				const ticks = logTicks(min, max);
				expect(ticks.length).toBeGreaterThan(1);
				expect(ticks[0]).toBeLessThanOrEqual(Math.max(1, min));
				expect(ticks.at(-1)).toBeGreaterThanOrEqual(max);
			}),
		);
	});
});

describe('labelPositions', () => {
	it('leaves labels that are far from each other where they are', () => {
		expect(labelPositions([100, 20, 60], 0, 200)).toEqual([100, 20, 60]);
	});
	it('moves those that would lie on each other, and keeps their order and all inside', () => {
		expect(labelPositions([50, 50, 52], 0, 200)).toEqual([50, 65, 80]);
		expect(labelPositions([198, 199, 200], 0, 200)).toEqual([170, 185, 200]);
	});
});
