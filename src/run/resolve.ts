import type { PlannedKernel } from '../config/plan.ts';
import type { KernelImage } from '../kernels/image.ts';
import { resolveKernel } from '../kernels/resolve.ts';
import type { RunContext } from './context.ts';

/** The kernel of a task, fetched where it has to be. */
export async function resolveImage(
	{ options, listen }: Pick<RunContext, 'options' | 'listen'>,
	{ spec }: PlannedKernel,
): Promise<KernelImage> {
	return await resolveKernel(spec, {
		access: options.access,
		...(options.signal !== undefined && { signal: options.signal }),
		...(options.config.lock !== undefined && { lock: options.config.lock }),
		onNotice: (message) => listen({ type: 'notice', message }),
		onProgress: (detail) => listen({ type: 'stage', kernel: spec.text, stage: 'resolve', detail }),
	});
}
