import type { PlannedKernel } from '../config/plan.ts';
import type { RunContext } from './context.ts';
import type { Progress } from './progress.ts';

/** Sets the stage, tells it, and adds the time that the work takes to the stage's own. */
export async function inStage<Result>(
	context: RunContext,
	task: PlannedKernel,
	progress: Progress,
	stage: 'resolve' | 'boot' | 'build',
	work: () => Promise<Result>,
): Promise<Result> {
	progress.stage = stage;
	context.listen({ type: 'stage', kernel: task.spec.text, stage });
	const started = performance.now();
	try {
		return await work();
	} finally {
		progress.timings[`${stage}Ms`] += performance.now() - started;
	}
}
