import type { Btf } from '../bpf/btf.ts';
import { CoreMatrixError } from '../error.ts';
import type { Listener } from '../events.ts';
import type { KernelBtf } from '../findings/context.ts';
import { kernelBtf } from '../kernels/btf.ts';
import type { KernelImage } from '../kernels/image.ts';

/** The types of the kernels of a run, out of their images. One that has none is told of and left out. */
export async function kernelTypes(images: readonly KernelImage[], listen: Listener): Promise<KernelBtf> {
	const types = new Map<string, Btf>();
	await Promise.all(
		images.map(async ({ spec, image }) => {
			try {
				types.set(spec, await kernelBtf(image));
			} catch (error) {
				if (!(error instanceof CoreMatrixError)) throw error;
				listen({ type: 'notice', message: `${spec}: ${error.message}` });
			}
		}),
	);
	return (spec) => types.get(spec);
}
