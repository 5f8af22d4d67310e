import { expect, test } from 'vitest';
import { nearest } from '../src/nearest.ts';

const commands = ['run', 'plan', 'kernels', 'doctor'];

test.each([
	['rum', commands, 'run'],
	['RUN', commands, 'run'],
	['kernel', commands, 'kernels'],
	['kernles', commands, 'kernels'], // swapped neighbours are one edit
	['dcotro', commands, 'doctor'],
	['install', commands, undefined],
	['', commands, undefined],
	['ab', ['ba', 'ac'], 'ba'], // the first of equals
	['x'.repeat(200), ['x'.repeat(200)], undefined], // too long to be a typing error
])('%s means %j', (written, candidates, expected) => {
	expect(nearest(written, candidates)).toBe(expected);
});
