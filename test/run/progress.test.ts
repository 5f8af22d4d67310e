import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CoreMatrixError } from '../../src/error.ts';
import { begin, troubleOf } from '../../src/run/progress.ts';

const thrownBy = async (work: (signal: AbortSignal) => unknown): Promise<unknown> => {
	try {
		return await work(AbortSignal.abort());
	} catch (error) {
		return error;
	}
};

describe('what ends a kernel', () => {
	it.each<[string, (signal: AbortSignal) => unknown]>([
		['asking whether it was', (signal) => signal.throwIfAborted()],
		['waiting', (signal) => sleep(1000, undefined, { signal })],
		['fetching', (signal) => fetch('http://127.0.0.1:9', { signal })],
	])('is that the run was cancelled, where %s says so', async (_name, work) => {
		expect(troubleOf(await thrownBy(work), begin())).toEqual({
			code: 'guest-lost',
			stage: 'resolve',
			message: 'the run was cancelled',
			remedy: 'Run it again.',
			logs: [],
		});
	});

	it('is what an error of ours says, and a bug goes on up', () => {
		const ours = new CoreMatrixError('infrastructure', 'gone');
		expect(troubleOf(ours, begin())).toMatchObject({ code: 'kernel-unavailable', message: 'gone' });
		expect(() => troubleOf(new TypeError('a bug'), begin())).toThrow(TypeError);
	});
});
