import { assumptions } from '../config/assumed.ts';
import { jobMatrix } from '../config/job-matrix.ts';
import { loadConfig } from '../config/load.ts';
import { makePlan, type Plan } from '../config/plan.ts';
import { planText } from '../config/plan-text.ts';
import { neutralise } from '../report/neutralise.ts';
import type { ConfigArguments } from './args.ts';
import { type Output, writeJson } from './output.ts';

/** `core-matrix plan`. */
export async function planCommand(
	{ config: file, overrides, json }: ConfigArguments & { readonly json: boolean },
	output: Output,
): Promise<number> {
	const config = await loadConfig({ ...(file !== undefined && { file }), cwd: process.cwd(), overrides });
	const plan = makePlan(config);
	const assumed = assumptions(config).map((line) => `${line}\n\n`);
	if (json) writeJson(output, { ...planJson(plan), matrix: jobMatrix(config) });
	else output.result(neutralise(`${assumed.join('')}${planText(plan)}`));
	return 0;
}

/** Names instead of what they stand for. */
function planJson({ kernels }: Plan) {
	return {
		kernels: kernels.map(({ spec, builds, loads, commands }) => ({
			kernel: spec.text,
			builds: builds.map(({ name }) => name),
			loads: loads.map(({ object, builtOn }) =>
				object.kind === 'object' ? { object: object.name } : { object: object.name, builtOn },
			),
			commands: commands.map(({ name }) => name),
		})),
	};
}
