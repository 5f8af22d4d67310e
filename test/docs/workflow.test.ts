import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { blocks, pages, projectFiles, text } from './pages.ts';

interface Step {
	readonly uses?: string;
	readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
	readonly uses?: string;
	readonly with?: Readonly<Record<string, unknown>>;
	readonly steps?: readonly Step[];
}

interface Workflow {
	readonly on: unknown;
	readonly permissions: Readonly<Record<string, string>>;
	readonly jobs: Readonly<Record<string, Job>>;
}

interface Manifest {
	readonly inputs: Readonly<Record<string, unknown>>;
}

const action: Manifest = parse(text('action.yml'));
const reusable = '.github/workflows/core-matrix.yml';
const callable: { readonly on: { readonly workflow_call: Manifest } } = parse(text(reusable));

const isOurs = ({ uses = '' }: Step): boolean => uses === 'org/core-matrix@v1';
const isCall = ({ uses = '' }: Job): boolean => uses === `org/core-matrix/${reusable}@v1`;

const workflowsIn = (page: string): Workflow[] =>
	blocks(page, 'yaml')
		.map((block) => parse(block))
		.filter((value) => typeof value === 'object' && 'jobs' in value);

/** Every step in YAML blocks, from whole workflows to single steps. */
const stepsIn = (page: string): Step[] => [
	...blocks(page, 'yaml')
		.map((block): unknown => parse(block))
		.flatMap((value) => (Array.isArray(value) ? value : [])),
	...workflowsIn(page).flatMap(({ jobs }) => Object.values(jobs).flatMap(({ steps = [] }) => steps)),
];

const ownWorkflows = projectFiles().filter((path) => path.startsWith('.github/workflows/'));

test('steps name only inputs that the action has, calls those of the workflow', () => {
	const steps = [
		...pages().flatMap((page) => stepsIn(text(page))),
		...ownWorkflows.flatMap((path) => {
			const { jobs }: Workflow = parse(text(path));
			return Object.values(jobs).flatMap((job) => job.steps ?? []);
		}),
	].filter(isOurs);
	expect(steps.length).toBeGreaterThan(5);
	for (const step of steps) {
		expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
	}
	const calls = pages()
		.flatMap((page) => workflowsIn(text(page)))
		.flatMap(({ jobs }) => Object.values(jobs))
		.filter(({ uses }) => uses !== undefined);
	expect(calls.length).toBeGreaterThan(1);
	for (const call of calls) {
		expect(isCall(call), call.uses).toBe(true);
		expect(Object.keys(callable.on.workflow_call.inputs)).toEqual(
			expect.arrayContaining(Object.keys(call.with ?? {})),
		);
	}
});

test('those of the README run on pull requests with no more than the right to read', () => {
	const workflows = workflowsIn(text('README.md'));
	expect(workflows).toHaveLength(2);
	for (const { on, permissions } of workflows) {
		expect(on).toBe('pull_request');
		expect(permissions).toEqual({ contents: 'read' });
	}
	const [one, many] = workflows.map(({ jobs }) => Object.values(jobs));
	expect(one?.[0]?.steps?.map(({ uses }) => uses)).toEqual([
		expect.stringMatching(/^actions\/checkout@/),
		'org/core-matrix@v1',
	]);
	expect(many?.every(isCall)).toBe(true);
});

test('no workflow with rights runs anything but actions on what a stranger wrote', () => {
	const privileged = pages()
		.flatMap((page) => workflowsIn(text(page)))
		.filter(({ on }) => typeof on === 'object' && on !== null && 'workflow_run' in on);
	expect(privileged).toHaveLength(1);
	for (const { jobs } of privileged) {
		for (const { steps = [] } of Object.values(jobs)) {
			expect(steps.every((step) => step.uses !== undefined && !('run' in step))).toBe(true);
			expect(steps.filter(isOurs).map((step) => step.with?.mode)).toEqual(['merge']);
		}
	}
});
