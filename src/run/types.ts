import type { TargetTypes } from '../bpf/core/resolve.ts';
import { CoreMatrixError } from '../error.ts';
import type { Listener } from '../events.ts';
import type { KernelBtf } from '../findings/context.ts';
import { imageTypes } from '../kernels/btf.ts';
import type { KernelImage } from '../kernels/image.ts';

/** The types of the kernels of a run, out of their images and modules. One that has none is told of and left out. */
export async function kernelTypes(images: readonly KernelImage[], listen: Listener): Promise<KernelBtf> {
	const types = new Map<string, TargetTypes>();
	await Promise.all(
		images.map(async (image) => {
			try {
				types.set(image.spec, await imageTypes(image));
			} catch (error) {
				if (!(error instanceof CoreMatrixError)) throw error;
				listen({ type: 'notice', message: `${image.spec}: ${error.message}` });
			}
		}),
	);
	return (spec) => types.get(spec);
}
