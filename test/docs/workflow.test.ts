import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readKernels } from '../../src/config/kernel-list.ts';
import { blocks, pages, text } from './pages.ts';

interface Step {
	readonly uses?: string;
	readonly with?: Readonly<Record<string, string>>;
}

interface Workflow {
	readonly on: string;
	readonly permissions: Readonly<Record<string, string>>;
	readonly jobs: Readonly<
		Record<
			string,
			{
				readonly strategy?: { readonly matrix: { readonly kernel: readonly string[] } };
				readonly steps: readonly Step[];
			}
		>
	>;
}

const action: { readonly inputs: Readonly<Record<string, unknown>> } = parse(text('action.yml'));
const isOurs = ({ uses = '' }: Step): boolean => /(?:^|\/)core-matrix@/.test(uses);

/** Every YAML block with steps, from whole workflows to single steps. */
const stepsIn = (page: string): Step[] =>
	blocks(page, 'yaml').flatMap((block) => {
		const value: Workflow | readonly Step[] = parse(block);
		if (Array.isArray(value)) return value;
		return 'jobs' in value ? Object.values(value.jobs).flatMap(({ steps }) => steps) : [];
	});

const workflows: readonly Workflow[] = blocks(text('README.md'), 'yaml')
	.map((block) => parse(block))
	.filter((value) => 'jobs' in value);

describe('workflows to copy', () => {
	test('name only inputs that the action has', () => {
		const steps = pages()
			.flatMap((page) => stepsIn(text(page)))
			.filter(isOurs);
		expect(steps.length).toBeGreaterThan(2);
		for (const step of steps)
			expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
	});

	test('run on pull requests with no more than the right to read, and end with the action', () => {
		expect(workflows).toHaveLength(2);
		for (const { on, permissions, jobs } of workflows) {
			expect(on).toBe('pull_request');
			expect(permissions).toEqual({ contents: 'read' });
			const steps = Object.values(jobs).flatMap((job) => job.steps);
			expect(steps[0]?.uses).toMatch(/^actions\/checkout@/);
			expect(steps.filter(isOurs)).toHaveLength(1);
		}
	});

	test('give each job of the matrix one kernel, which can be read as one', () => {
		const job = workflows
			.flatMap(({ jobs }) => Object.values(jobs))
			.find(({ strategy }) => strategy !== undefined);
		const kernels = job?.strategy?.matrix.kernel ?? [];
		expect(kernels.length).toBeGreaterThan(1);
		for (const kernel of kernels) expect(readKernels(kernel, '/')).toHaveLength(1);
		expect(job?.steps.find(isOurs)?.with?.kernels).toMatch(/^\$\{\{ matrix\.kernel \}\}$/);
	});
});
