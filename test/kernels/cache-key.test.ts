import { describe, expect, it } from 'vitest';
import { cacheKey } from '../../src/kernels/cache-key.ts';

const a = `sha256:${'a'.repeat(64)}`;
const b = `sha256:${'b'.repeat(64)}`;

describe('cacheKey', () => {
	const { key, prefix } = cacheKey([[a], [b, a]]);

	it('is of the kernels, in whatever order and however often they are named', () => {
		expect(cacheKey([[b, a], [a], [a]]).key).toBe(key);
		expect(key).toMatch(/^core-matrix-kernels-x86_64-[0-9a-f]{32}$/);
		expect(key.startsWith(prefix)).toBe(true);
	});

	it('is another one for other kernels', () => {
		expect(cacheKey([[a]]).key).not.toBe(key);
		expect(cacheKey([[a], [a, b]]).key).not.toBe(key);
		expect(cacheKey([]).prefix).toBe(prefix);
	});
});
