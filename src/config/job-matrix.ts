import { CoreMatrixError } from '../error.ts';
import type { Config } from './config.ts';
import { splitWords } from './kernel-list.ts';

/** A workflow's `strategy.matrix`: a job for each value of `kernel`, which the job gives the action as `kernels`. */
export interface JobMatrix {
	readonly kernel: readonly string[];
}

/** More jobs GitHub does not make of a matrix: https://docs.github.com/actions/reference/limits. */
const jobsMax = 256;

/**
 * One job for each kernel that loads; where every kernel loads what every other one builds, one job for all of them.
 * Throws a usage error for a kernel that cannot be named in an input, and for more jobs than GitHub makes.
 */
export function jobMatrix({ kernels, build, objects }: Config): JobMatrix {
	const names = kernels.map(({ text }) => text);
	const unnameable = names.find((name) => splitWords(name).length !== 1);
	if (unnameable !== undefined) {
		throw new CoreMatrixError(
			'usage',
			`the kernel ${JSON.stringify(unnameable)} cannot be given to a job by its name`,
			{
				remedy: 'Rename it without spaces and commas, or try all kernels in one job.',
			},
		);
	}
	if (build.on === 'all' && objects.some(({ kind }) => kind !== 'object'))
		return { kernel: [names.join(' ')] };
	if (names.length > jobsMax) {
		throw new CoreMatrixError(
			'usage',
			`${names.length} kernels are more than the ${jobsMax} jobs of a matrix`,
			{
				remedy: 'Give each job several of them, separated by spaces.',
			},
		);
	}
	return { kernel: names };
}
