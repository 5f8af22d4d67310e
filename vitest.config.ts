import { defineConfig } from 'vitest/config';

/** One file at a time, because guests share the machine's cores. */
const realKernels = { fileParallelism: false, testTimeout: 600_000, hookTimeout: 600_000 };

/**
 * `unit` boots nothing; `vm` boots real kernels; `vm-all` boots more of them than a pull request waits for.
 * The default reporter alone: vitest's own GitHub reporter would annotate our pull requests with texts under test.
 */
export default defineConfig({
	test: {
		reporters: ['default'],
		projects: [
			{ test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/vm/**', 'test/e2e/**'] } },
			{
				test: {
					...realKernels,
					name: 'vm',
					include: ['test/vm/**/*.test.ts', 'test/e2e/**/*.test.ts'],
					exclude: ['**/*.all.test.ts'],
				},
			},
			{ test: { ...realKernels, name: 'vm-all', include: ['test/{vm,e2e}/**/*.all.test.ts'] } },
		],
	},
});
