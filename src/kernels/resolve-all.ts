import { CoreMatrixError } from '../error.ts';
import type { Access } from './access.ts';
import type { KernelImage } from './image.ts';
import { resolveKernel } from './resolve.ts';
import type { KernelSpec } from './spec.ts';

/** What became of one of several kernels: it has an image or an error. */
export interface Resolved {
	readonly spec: KernelSpec;
	readonly image?: KernelImage;
	readonly error?: CoreMatrixError;
}

export interface ResolveAllOptions {
	readonly access: Access;
	/** Whom to tell what is being done. */
	readonly tell: (message: string) => void;
}

/** Resolves kernels, each on its own: one that cannot be had keeps none of the others. */
export async function resolveKernels(
	specs: readonly KernelSpec[],
	{ access, tell }: ResolveAllOptions,
): Promise<Resolved[]> {
	return await Promise.all(
		specs.map(async (spec): Promise<Resolved> => {
			try {
				const image = await resolveKernel(spec, {
					access,
					onNotice: tell,
					onProgress: (detail) => tell(`${spec.text}: ${detail}`),
				});
				return { spec, image };
			} catch (error) {
				if (!(error instanceof CoreMatrixError)) throw error;
				return { spec, error };
			}
		}),
	);
}
