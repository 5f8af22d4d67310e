import { describe, expect, it } from 'vitest';
import { keyToSave } from '../../src/github/cache/kernels.ts';
import { cacheKeys, entryKey } from '../../src/github/cache/keys.ts';
import { failing } from '../report/sample.ts';

const keys = cacheKeys(['6.1', 'debian:6.12']);

describe('what kernels are kept under', () => {
	it('is the same for the same kernels in any order, and another for others', () => {
		expect(cacheKeys(['debian:6.12', '6.1'])).toEqual(keys);
		expect(cacheKeys(['6.1']).prefix).not.toBe(keys.prefix);
		expect(entryKey(keys, ['sha256:a', 'sha256:b'])).toBe(entryKey(keys, ['sha256:b', 'sha256:a']));
		expect(entryKey(keys, ['sha256:a'])).not.toBe(entryKey(keys, ['sha256:b']));
	});

	it('is found by what was asked for, and by what any configuration has on such a machine', () => {
		const key = entryKey(keys, ['sha256:a']);
		expect(key.startsWith(keys.prefix)).toBe(true);
		expect(key.startsWith(keys.family)).toBe(true);
		expect(cacheKeys(['6.1']).family).toBe(keys.family);
		// @actions/cache takes up to 512 characters and no comma.
		expect(key).toMatch(/^[a-z0-9-]{1,512}$/);
	});

	it('is not saved again when it came from there, or when there was no kernel', () => {
		const report = failing;
		const key = keyToSave({ keys }, report);
		expect(key).toMatch(/^core-matrix-1-/);
		expect(keyToSave({ keys, found: key ?? '' }, report)).toBeUndefined();
		expect(keyToSave({ keys, found: 'older' }, report)).toBe(key);
		expect(keyToSave({ keys }, { ...report, kernels: [] })).toBeUndefined();
	});
});
