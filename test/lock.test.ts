import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from '../src/lock.ts';

let scratch: string;

beforeEach(async () => {
	scratch = await mkdtemp(join(tmpdir(), 'lock-test-'));
});

afterEach(async () => {
	await rm(scratch, { recursive: true });
});

describe('withLock', () => {
	it('lets in one at a time, also after a failure', async () => {
		const file = join(scratch, 'deep', 'lock');
		let inside = 0;
		let most = 0;
		const works = Array.from({ length: 5 }, (_, index) =>
			withLock(file, async () => {
				most = Math.max(most, ++inside);
				await setTimeout(20);
				inside--;
				if (index % 2 === 0) throw new Error('failed work');
				return index;
			}),
		);
		const results = await Promise.allSettled(works);
		expect(results.map(({ status }) => status)).toEqual([
			'rejected',
			'fulfilled',
			'rejected',
			'fulfilled',
			'rejected',
		]);
		expect(most).toBe(1);
	});

	it('stops waiting when it is told to', async () => {
		const file = join(scratch, 'lock');
		const reason = new Error('enough');
		await withLock(file, async () => {
			const waiting = withLock(file, async () => 'never', AbortSignal.timeout(50));
			await expect(waiting).rejects.toThrow('timeout');
			await expect(withLock(file, async () => 'never', AbortSignal.abort(reason))).rejects.toBe(reason);
		});
		expect(await withLock(file, async () => 'free again')).toBe('free again');
	});
});
