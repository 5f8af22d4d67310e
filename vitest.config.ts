import { defineConfig } from 'vitest/config';

/**
 * `unit` needs nothing but Node; `vm` boots real kernels, one file at a time because guests share the machine's cores.
 * The default reporter alone: vitest's own GitHub reporter would annotate our pull requests with texts under test.
 */
export default defineConfig({
	test: {
		reporters: ['default'],
		projects: [
			{ test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/vm/**', 'test/e2e/**'] } },
			{
				test: {
					name: 'vm',
					include: ['test/vm/**/*.test.ts', 'test/e2e/**/*.test.ts'],
					fileParallelism: false,
					testTimeout: 600_000,
					hookTimeout: 600_000,
				},
			},
		],
	},
});
