import type { PlannedKernel } from '../config/plan.ts';
import type { KernelObservation } from '../findings/observation.ts';
import type { KernelImage } from '../kernels/image.ts';
import type { RunContext } from './context.ts';
import { withLastWords } from './last-words.ts';
import { begin, type Progress, snapshotOf, troubleOf } from './progress.ts';
import { resolveImage } from './resolve.ts';
import { inStage } from './stage.ts';
import { runTurns } from './turns.ts';

async function runKernel(context: RunContext, task: PlannedKernel, progress: Progress): Promise<void> {
	const { options } = context;
	try {
		const image = await inStage(context, task, progress, 'resolve', () => resolveImage(context, task));
		progress.image = image;
		await runTurns(context, task, progress, image);
	} catch (error) {
		progress.trouble = withLastWords(troubleOf(error, progress), options.out);
	} finally {
		progress.ended = performance.now();
		context.builds.close(task.spec.text);
	}
}

/** A kernel on its way. */
export interface KernelRun {
	/** What has been seen so far. */
	snapshot(): KernelObservation;
	/** Missing as long as it is not resolved. */
	image(): KernelImage | undefined;
	/** Settles when nothing more comes; rejects only for a bug of ours. */
	readonly finished: Promise<void>;
}

/** Runs one kernel from its spec to its last program. */
export function startKernel(context: RunContext, task: PlannedKernel): KernelRun {
	const progress = begin();
	const finished = runKernel(context, task, progress);
	return {
		snapshot: () => snapshotOf(task.spec.text, context.host.accelerator, progress),
		image: () => progress.image,
		finished,
	};
}
