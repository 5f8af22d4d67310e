import { resolve } from 'node:path';
import type { Baseline } from '../baseline/baseline.ts';
import { readBaseline } from '../baseline/read.ts';
import { assumptions } from '../config/assumed.ts';
import type { Config } from '../config/config.ts';
import { jobMatrix } from '../config/job-matrix.ts';
import { makePlan } from '../config/plan.ts';
import { planText } from '../config/plan-text.ts';
import { keyToSave, restoreKernels } from '../github/cache/kernels.ts';
import { emitLine, emitOutputs, emitText } from '../github/emit.ts';
import type { Inputs } from '../github/inputs.ts';
import { createJobLog } from '../github/job-log.ts';
import { saveState } from '../github/state.ts';
import { ensureRequirements } from '../host/install.ts';
import { ensureKvm } from '../host/kvm.ts';
import { purposesOf } from '../host/requirements.ts';
import { merge } from '../merge.ts';
import { neutralise } from '../report/neutralise.ts';
import { run } from '../run.ts';
import { openChecks, tellReport } from './tell.ts';

/** What a mode of the action works on. Each mode returns the step's exit code. */
export interface Step {
	readonly inputs: Inputs;
	readonly config: Config;
	/** Absolute. */
	readonly cwd: string;
	/** Aborted when the job is cancelled. */
	readonly signal: AbortSignal;
}

/** Tells what there is to run, a job for each kernel, and runs nothing. */
export async function planStep({ config }: Step): Promise<number> {
	for (const line of assumptions(config)) emitLine(line);
	const matrix = jobMatrix(config);
	emitText(neutralise(planText(makePlan(config))));
	emitOutputs({ matrix: JSON.stringify(matrix) });
	return 0;
}

export async function runStep({ inputs, config, cwd, signal }: Step): Promise<number> {
	const started = new Date();
	const out = resolve(cwd, inputs.out);
	saveState({ out });
	const baseline = await baselineOf(inputs, config, cwd);
	const log = createJobLog();
	const tell = (message: string) => log({ type: 'host', message });
	await ensureRequirements(purposesOf(config), { consent: true, tell });
	if (inputs.run.accel !== 'tcg') await ensureKvm({ consent: true, tell });
	const restored = usesCache(inputs) ? await restoreKernels(specsOf(config), emitLine) : undefined;
	const checks = openChecks(inputs, config.kernels.length > 1);
	const session = checks !== undefined && 'listen' in checks ? checks : undefined;
	const report = await run({ ...inputs.run, config, out, signal, ...baseline }, (event) => {
		log(event);
		session?.listen(event);
	});
	const cacheKey = restored && keyToSave(restored, report);
	if (cacheKey !== undefined) saveState({ cacheKey, started });
	return await tellReport(report, inputs, { config, out, checks, cancelled: signal.aborted });
}

export async function mergeStep({ inputs, config, cwd, signal }: Step): Promise<number> {
	const checks = openChecks(inputs, true);
	const out = resolve(cwd, inputs.out);
	const parts = inputs.parts.map((part) => resolve(cwd, part));
	const baseline = await baselineOf(inputs, config, cwd);
	const report = await merge({ config, parts, out, ...baseline }, createJobLog());
	return await tellReport(report, inputs, { config, out, checks, cancelled: signal.aborted });
}

function usesCache({ cache }: Inputs): boolean {
	return cache === 'true' || (cache === 'auto' && process.env.RUNNER_ENVIRONMENT === 'github-hosted');
}

function specsOf(config: Config): string[] {
	return makePlan(config).kernels.map(({ spec }) => spec.text);
}

async function baselineOf(
	{ baseline }: Inputs,
	{ kernels }: Config,
	cwd: string,
): Promise<{ readonly baseline?: Baseline }> {
	return baseline === undefined ? {} : { baseline: await readBaseline(baseline, cwd, kernels) };
}
