import { CoreMatrixError } from '../error.ts';
import type { KernelSpec } from '../kernels/spec.ts';
import type { BuildMode } from './config.ts';
import { readBuild, readKernels } from './kernel-list.ts';

/** What the command line or the action's inputs say in the file's stead. Paths of kernels are relative to `cwd`. */
export interface Overrides {
	/** Kernels, as words separated by spaces or commas. */
	readonly kernels?: string;
	/** `each`, `all` or a kernel. */
	readonly build?: string;
}

/** `cwd`: absolute. Throws a usage error that names the option. */
export function readOverrides(
	{ kernels, build }: Overrides,
	cwd: string,
): { readonly kernels?: readonly KernelSpec[]; readonly build?: BuildMode } {
	return {
		...(kernels !== undefined && { kernels: named('kernels', () => readKernels(kernels, cwd)) }),
		...(build !== undefined && { build: named('build', () => readBuild(build, cwd)) }),
	};
}

/** There is no place in a file to point at, so the message says whose value is wrong. */
function named<Value>(option: string, read: () => Value): Value {
	try {
		return read();
	} catch (error) {
		if (!(error instanceof CoreMatrixError)) throw error;
		const details = error.remedy === undefined ? {} : { remedy: error.remedy };
		throw new CoreMatrixError('usage', `the option ${option}: ${error.message}`, details);
	}
}
