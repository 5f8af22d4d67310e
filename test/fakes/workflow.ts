import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageFile } from '../../src/package-root.ts';
import { type ActionStep, runAction } from './action.ts';
import type { StepResult } from './runner.ts';

// GitHub's part above the runner in small: jobs in the order of their needs, each in a workspace of its own, matrices,
// calls of our reusable workflow, artifacts as folders between jobs, and the expressions that our workflows use.

type Values = Readonly<Record<string, unknown>>;

interface WorkflowStep {
	readonly id?: string;
	readonly uses: string;
	readonly if?: string;
	readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
	readonly uses?: string;
	readonly with?: Values;
	readonly needs?: string | readonly string[];
	readonly if?: string;
	readonly strategy?: { readonly matrix: unknown };
	readonly outputs?: Readonly<Record<string, string>>;
	readonly steps?: readonly WorkflowStep[];
}

interface Workflow {
	readonly on: {
		readonly workflow_call?: { readonly inputs: Readonly<Record<string, { readonly default: unknown }>> };
	};
	readonly jobs: Readonly<Record<string, Job>>;
}

/** A job as its page shows it. */
export interface JobResult {
	readonly name: string;
	readonly result: 'success' | 'failure' | 'skipped';
	/** Those of core-matrix. */
	readonly steps: readonly StepResult[];
}

export interface WorkflowRun {
	/** The text of a workflow. */
	readonly workflow: string;
	/** What is checked out: a folder. */
	readonly repository: string;
	/** Given to each of our steps on top of what the workflow says. */
	readonly given?: Readonly<Record<string, string>>;
	readonly step?: Pick<ActionStep, 'github' | 'token' | 'event'>;
	/** Artifacts of other workflows, by run; and where those of this one are kept. */
	readonly artifacts?: string;
	/** A job that the machine loses: none of its steps after the checkout run, and it fails. */
	readonly lost?: (job: string) => boolean;
}

interface Context extends WorkflowRun {
	readonly artifacts: string;
	readonly inputs: Values;
}

const ownWorkflow = /^org\/core-matrix\/(\.github\/workflows\/[\w-]+\.yml)@v1$/;
const ownAction = /^org\/core-matrix(\/plan)?@v1$/;

/** Runs a workflow; resolves with its jobs in the order in which they ended. */
export async function runWorkflow(run: WorkflowRun, inputs: Values = {}): Promise<JobResult[]> {
	const artifacts = run.artifacts ?? mkdtempSync(join(tmpdir(), 'artifacts-'));
	const { jobs }: Workflow = parse(run.workflow);
	const context = { ...run, artifacts, inputs };
	const results: JobResult[] = [];
	const ended = new Map<string, { readonly result: string; readonly outputs: Values }>();
	for (const [id, job] of Object.entries(jobs)) {
		const needs = Object.fromEntries([job.needs ?? []].flat().map((need) => [need, ended.get(need)]));
		if (Object.values(needs).includes(undefined)) throw new Error(`${id} needs a job that comes later`);
		const isFine = Object.values(needs).every((need) => need?.result === 'success');
		if (!condition(job.if, isFine, { needs, inputs })) {
			ended.set(id, { result: 'skipped', outputs: {} });
			results.push({ name: id, result: 'skipped', steps: [] });
			continue;
		}
		const { own, outputs } = await runJob(context, id, job, { needs, inputs });
		results.push(...own);
		const result = own.every((each) => each.result === 'success') ? 'success' : 'failure';
		ended.set(id, { result, outputs });
	}
	return results;
}

async function runJob(
	context: Context,
	id: string,
	job: Job,
	known: Values,
): Promise<{ readonly own: JobResult[]; readonly outputs: Values }> {
	const [, called] = ownWorkflow.exec(job.uses ?? '') ?? [];
	if (called !== undefined) {
		const workflow = readFileSync(packageFile(called), 'utf8');
		const { on }: Workflow = parse(workflow);
		const defaults = Object.entries(on.workflow_call?.inputs ?? {}).map(([name, input]) => [
			name,
			input.default,
		]);
		const given = { ...Object.fromEntries(defaults), ...filled(job.with ?? {}, known) };
		return { own: await runWorkflow({ ...context, workflow }, given), outputs: {} };
	}
	const { matrix = { only: [undefined] } } = filled({ matrix: job.strategy?.matrix }, known);
	const [[dimension, values] = ['', []]] = Object.entries(matrix as Record<string, readonly unknown[]>);
	const own: JobResult[] = [];
	let outputs: Values = {};
	for (const [index, value] of values.entries()) {
		const name = value === undefined ? id : `${id} (${value})`;
		const inJob = { ...known, matrix: { [dimension]: value }, strategy: { 'job-index': index } };
		const done = await runSteps(context, name, job, inJob);
		own.push(done.job);
		outputs = filled(job.outputs ?? {}, { ...inJob, steps: done.steps });
	}
	return { own, outputs };
}

async function runSteps(
	{ repository, artifacts, given = {}, step: common, lost }: Context,
	name: string,
	{ steps = [] }: Job,
	known: Values,
): Promise<{ readonly job: JobResult; readonly steps: Values }> {
	const workspace = mkdtempSync(join(tmpdir(), 'workspace-'));
	if (lost?.(name) === true) return { job: { name, result: 'failure', steps: [] }, steps: {} };
	const ours: StepResult[] = [];
	const byId: Record<string, { readonly outputs: Values }> = {};
	let isFine = true;
	for (const step of steps) {
		if (!condition(step.if, isFine, known)) continue;
		const values = filled(step.with ?? {}, known) as Record<string, string>;
		const [isOwn, folder = ''] = ownAction.exec(step.uses) ?? [];
		if (isOwn === undefined) {
			runForeign(step.uses, values, { workspace, repository, artifacts });
			continue;
		}
		const result = await runAction({
			...common,
			workspace,
			manifest: join(folder.slice(1), 'action.yml'),
			inputs: { ...values, ...given },
		});
		ours.push(result);
		if (step.id !== undefined) byId[step.id] = result;
		isFine &&= result.exitCode === 0;
	}
	return { job: { name, result: isFine ? 'success' : 'failure', steps: ours }, steps: byId };
}

/** GitHub's own actions, as far as their effect on files goes. */
function runForeign(
	uses: string,
	{ name = '', path = '', pattern = '' }: Readonly<Record<string, string>>,
	{ workspace, repository, artifacts }: Readonly<Record<'workspace' | 'repository' | 'artifacts', string>>,
): void {
	const [action] = uses.split('@');
	if (action === 'actions/checkout') cpSync(repository, workspace, { recursive: true });
	else if (action === 'actions/upload-artifact') {
		const from = join(workspace, path);
		if (existsSync(from)) cpSync(from, join(artifacts, name), { recursive: true });
	} else if (action === 'actions/download-artifact') {
		mkdirSync(join(workspace, path), { recursive: true });
		const prefix = pattern.replace(/\*$/, '');
		for (const found of readdirSync(artifacts).filter((artifact) => artifact.startsWith(prefix))) {
			cpSync(join(artifacts, found), join(workspace, path, found), { recursive: true });
		}
	} else throw new Error(`the fake knows no ${uses}`);
}

/** Without a function of status in it, a condition holds only where all went well before. */
function condition(written: string | undefined, isFine: boolean, known: Values): boolean {
	if (written === undefined) return isFine;
	const parts = written.split('&&').map((part) => part.trim());
	return (
		(isFine || parts.includes('always()')) &&
		parts.every((part) => {
			if (part === 'always()') return true;
			const [, path = '', text] = /^([\w.-]+) == '([^']*)'$/.exec(part) ?? [];
			if (text === undefined) throw new Error(`the fake cannot judge ${part}`);
			return at(known, path) === text;
		})
	);
}

/** Expressions in values, evaluated: one that is the whole value may be anything, others are text. */
function filled(values: Values, known: Values): Values {
	return Object.fromEntries(
		Object.entries(values)
			.filter(([, value]) => value !== undefined)
			.map(([key, value]) => [key, typeof value === 'string' ? evaluated(value, known) : value]),
	);
}

function evaluated(text: string, known: Values): unknown {
	const [, json] = /^\$\{\{ fromJSON\(([\w.-]+)\) \}\}$/.exec(text) ?? [];
	if (json !== undefined) return JSON.parse(String(at(known, json)));
	return text.replace(/\$\{\{ ([\w.-]+) \}\}/g, (_, path: string) => String(at(known, path) ?? ''));
}

function at(known: Values, path: string): unknown {
	return path.split('.').reduce<unknown>((value, key) => Reflect.get(Object(value), key), known);
}
