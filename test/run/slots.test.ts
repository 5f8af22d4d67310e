import { expect, it } from 'vitest';
import { createSlots, guestsAtATime } from '../../src/run/slots.ts';

it('lets so many in, in their order, and the next when one is done, however it ends', async () => {
	const slots = createSlots(2);
	const log: string[] = [];
	const gates = ['a', 'b', 'c', 'd'].map((name) => ({ name, gate: Promise.withResolvers<void>() }));
	const works = gates.map(({ name, gate }) =>
		slots
			.use(async () => {
				log.push(name);
				await gate.promise;
			})
			.catch(() => log.push(`${name} failed`)),
	);
	await Promise.resolve();
	expect(log).toEqual(['a', 'b']);
	gates[1]?.gate.reject(new Error('b'));
	await works[1];
	expect(log.toSorted()).toEqual(['a', 'b', 'b failed', 'c']);
	for (const { gate } of gates) gate.resolve();
	await Promise.all(works);
	expect(log.at(-1)).toBe('d');
});

it('always finds room for one guest', () => {
	expect(guestsAtATime(1024 ** 3)).toBe(1);
	expect(guestsAtATime(1)).toBeGreaterThanOrEqual(1);
});
