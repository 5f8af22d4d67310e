import { dirname } from 'node:path';
import * as core from '@actions/core';
import { mergeStep, planStep, runStep } from './action/modes.ts';
import { loadConfig } from './config/load.ts';
import { CoreMatrixError } from './error.ts';
import { emitError, maskSecret } from './github/emit.ts';
import { type Inputs, readInputs } from './github/inputs.ts';
import { repositoryPath, repositoryRoot } from './github/repository.ts';
import { type Credentials, parseLogins } from './kernels/oci/credentials.ts';

const steps = { run: runStep, plan: planStep, merge: mergeStep } as const;

async function runAction(signal: AbortSignal): Promise<number> {
	const inputs = readInputs(core.getInput);
	for (const secret of secretsOf(inputs)) maskSecret(secret);
	// The runner starts an action in the workspace.
	const cwd = process.cwd();
	const { config: file, overrides } = inputs;
	const config = await loadConfig({ ...(file !== undefined && { file }), cwd, overrides });
	return await steps[inputs.mode]({ inputs, config, cwd, signal });
}

/** What must not be shown, whether the runner knows it as a secret or not. */
function secretsOf({ token, run }: Inputs): string[] {
	const logins = parseLogins(run.access.registryLogin ?? '') ?? new Map<string, Credentials>();
	return [...(token === undefined ? [] : [token]), ...[...logins.values()].map(({ password }) => password)];
}

/** A cancelled job gets SIGINT, then SIGTERM: what was obtained so far is still reported. */
function interruption(): AbortSignal {
	const controller = new AbortController();
	for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => controller.abort());
	return controller.signal;
}

function failed(error: unknown): number {
	emitError(error, (file) => repositoryPath(repositoryRoot(dirname(file), process.env), file));
	return error instanceof CoreMatrixError && error.kind === 'usage' ? 2 : 3;
}

try {
	process.exitCode = await runAction(interruption());
} catch (error) {
	process.exitCode = failed(error);
}
