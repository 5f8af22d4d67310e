import { readKernels } from '../config/kernel-list.ts';
import type { KernelImage } from '../kernels/image.ts';
import { listCached, resolveKernel } from '../kernels/resolve.ts';
import { neutralise, oneLine } from '../report/neutralise.ts';
import { type Output, writeJson } from './output.ts';

export interface KernelsArguments {
	/** Kernels to resolve; missing: list the cache. */
	readonly resolve?: readonly string[];
	readonly debianMirror?: string;
	readonly json: boolean;
}

/** `core-matrix kernels` and `core-matrix kernels resolve`. */
export async function kernelsCommand(given: KernelsArguments, output: Output): Promise<number> {
	const images = given.resolve === undefined ? await listCached() : await resolveAll(given, given.resolve);
	if (given.json) writeJson(output, images);
	else if (images.length === 0)
		output.result('No kernel is in the cache yet; a run fetches what it needs.\n');
	else output.result(neutralise(images.map(imageText).join('\n')));
	return 0;
}

async function resolveAll(
	{ debianMirror }: KernelsArguments,
	words: readonly string[],
): Promise<KernelImage[]> {
	const specs = readKernels(words, process.cwd());
	const tell = (message: string) => process.stderr.write(`${oneLine(message)}\n`);
	return await Promise.all(
		specs.map((spec) =>
			resolveKernel(spec, {
				...(debianMirror !== undefined && { debianMirror }),
				onNotice: tell,
				onProgress: (detail) => tell(`${spec.text}: ${detail}`),
			}),
		),
	);
}

function imageText({ spec, release, version, image, source }: KernelImage): string {
	return `${spec}  ${release} (${version})\n  ${image}\n  ${source.url}\n  ${source.digest}\n`;
}
