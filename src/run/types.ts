import type { TargetTypes } from '../bpf/core/resolve.ts';
import { CoreMatrixError } from '../error.ts';
import type { KernelBtf } from '../findings/context.ts';
import { imageTypes } from '../kernels/btf.ts';
import type { KernelImage } from '../kernels/image.ts';

export interface KernelTypes {
	readonly of: KernelBtf;
	/** Why a kernel has none, a sentence each. */
	readonly missing: readonly string[];
}

/** The types of the kernels of a run, out of their images and modules. */
export async function kernelTypes(images: readonly KernelImage[]): Promise<KernelTypes> {
	const types = new Map<string, TargetTypes>();
	const missing: string[] = [];
	await Promise.all(
		images.map(async (image) => {
			try {
				types.set(image.spec, await imageTypes(image));
			} catch (error) {
				if (!(error instanceof CoreMatrixError)) throw error;
				missing.push(`${image.spec}: ${error.message}`);
			}
		}),
	);
	return { of: (spec) => types.get(spec), missing };
}
