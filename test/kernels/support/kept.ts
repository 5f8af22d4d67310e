import { readdir } from 'node:fs/promises';
import { expect } from 'vitest';
import { listCached } from '../../../src/kernels/cache.ts';

/** Nothing is in the store, and nothing lies about in its folders; the files that locks are held on stay. */
export async function expectNothingKept(): Promise<void> {
	// This also has the store say where it is.
	expect(await listCached()).toEqual([]);
	const { RUNNER_TOOL_CACHE: store = '', RUNNER_TEMP: temporary = '' } = process.env;
	const entries = await readdir(store, { recursive: true, withFileTypes: true }).catch(() => []);
	const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.endsWith('core-matrix-locks'));
	expect(files.map(({ name }) => name)).toEqual([]);
	expect(await readdir(temporary).catch(() => [])).toEqual([]);
}
