import { describe, expect, it } from 'vitest';
import { defaultKernels, groupLines, readBuild, readKernels } from '../../src/config/kernel-list.ts';

const texts = (written: string | string[]) => readKernels(written, '/').map(({ text }) => text);

describe('a range in a list of kernels', () => {
	it('is the series that people run, each a kernel of its own', () => {
		expect(texts('5.15..6.14')).toEqual(['5.15', '6.1', '6.6', '6.8', '6.12', '6.14']);
	});

	it('is every series with three dots', () => {
		expect(texts(['6.1...6.4'])).toEqual(['6.1', '6.2', '6.3', '6.4']);
	});

	it('gives each kernel once, with others', () => {
		expect(texts('6.1 6.1..6.6 debian:6.1 lts')).toEqual(['6.1', '6.6', 'debian:6.1', 'lts']);
	});

	it('is told in words', () => {
		expect(groupLines(readKernels('6.12..6.18 5.10 6.1..6.6', '/'))).toEqual([
			'6.12..6.18 is 6.12, 6.14, 6.17, 6.18',
			'6.1..6.6 is 6.1, 6.6',
		]);
		expect(groupLines(readKernels('6.1', '/'))).toEqual([]);
	});

	it('is no kernel to build on', () => {
		expect(() => readBuild('6.1..6.6', '/')).toThrow('a range of kernels where one kernel is expected');
	});
});

describe('kernels that nobody names', () => {
	it('are the matrix of the catalog, and told in words', () => {
		expect(defaultKernels().map(({ text }) => text)).toEqual(['5.15', '6.1', '6.6', '6.12', '6.14']);
		expect(groupLines(defaultKernels())).toEqual(['the default is 5.15, 6.1, 6.6, 6.12, 6.14']);
	});
});
