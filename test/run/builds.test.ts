import { describe, expect, it } from 'vitest';
import { createBuilds } from '../../src/run/builds.ts';

describe('objects on their way', () => {
	it('reach who waits, before or after they are there', async () => {
		const builds = createBuilds();
		const early = builds.await('a', '6.1');
		builds.deliver('a', '6.1', '/a.o');
		await expect(early).resolves.toBe('/a.o');
		await expect(builds.await('a', '6.1')).resolves.toBe('/a.o');
	});

	it('do not exist once their kernel is done without them', async () => {
		const builds = createBuilds();
		const waiting = builds.await('a', '6.1');
		const other = builds.await('a', '6.12');
		builds.close('6.1');
		await expect(waiting).resolves.toBeUndefined();
		await expect(builds.await('late', '6.1')).resolves.toBeUndefined();
		builds.deliver('a', '6.12', '/b.o');
		await expect(other).resolves.toBe('/b.o');
	});

	it('stay what they were when their kernel is done', async () => {
		const builds = createBuilds();
		builds.deliver('a', '6.1', '/a.o');
		builds.close('6.1');
		await expect(builds.await('a', '6.1')).resolves.toBe('/a.o');
	});

	it('hold back who waits for them until their kernel has its guest, or never will', async () => {
		const builds = createBuilds();
		const order: string[] = [];
		const waiting = builds.begun(['6.1', '6.12', '6.1']).then(() => order.push('begun'));
		builds.begin('6.1');
		await Promise.resolve();
		order.push('one of two');
		builds.close('6.12');
		await waiting;
		expect(order).toEqual(['one of two', 'begun']);
	});
});
