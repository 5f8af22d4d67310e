import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { packageFile } from '../../src/package-root.ts';
import type { FakeGitHub } from './github.ts';
import { runStep, type Step, type StepResult } from './runner.ts';

export interface ActionStep extends Omit<Step, 'main' | 'inputs'> {
	/** What the workflow says under `with`. */
	readonly inputs?: Readonly<Record<string, string>>;
	/** Starts what the action does after the job instead. */
	readonly post?: boolean;
	/** `action.yml`, or that of a folder of ours. */
	readonly manifest?: string;
	/** The job's token; none when missing. */
	readonly token?: string;
	/** Where GitHub's API is; nowhere when missing. */
	readonly github?: FakeGitHub;
}

interface Manifest {
	readonly inputs: Readonly<Record<string, { readonly default: string }>>;
	readonly runs: { readonly main: string; readonly post?: string };
}

/** Starts our action as a step does: its bundle, with the defaults of its manifest where the workflow says nothing. */
export async function runAction({
	inputs = {},
	manifest = 'action.yml',
	post = false,
	token = '',
	github,
	env,
	...step
}: ActionStep): Promise<StepResult> {
	const { inputs: declared, runs }: Manifest = parse(readFileSync(packageFile(manifest), 'utf8'));
	const defaults = Object.entries(declared).map(([name, input]) => [
		name,
		input.default.replace(/^\$\{\{ github\.token \}\}$/, token),
	]);
	return await runStep({
		...step,
		main: packageFile(join(dirname(manifest), (post ? runs.post : runs.main) ?? '')),
		inputs: { ...Object.fromEntries(defaults), ...inputs },
		// Nothing listens there: a test that reaches for GitHub without a fake finds nobody.
		env: { GITHUB_API_URL: github?.url ?? 'http://127.0.0.1:9', ...env },
	});
}
