import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readBtf } from '../src/bpf/btf.ts';
import { bytesOf } from '../src/bpf/bytes.ts';
import { typesNamed } from '../src/bpf/core/names.ts';
import { kernelNames } from '../src/bpf/kernel-names.ts';
import { openObject } from '../src/bpf/object.ts';
import { readKernels } from '../src/config/kernel-list.ts';
import { explainObject } from '../src/findings/explain-object.ts';
import { imageTypes } from '../src/kernels/btf.ts';
import { resolveKernel } from '../src/kernels/resolve.ts';
import { packageFile } from '../src/package-root.ts';
import { measure, type Samples, table } from './samples.ts';

/*
 * How long it takes to read a kernel's types and to ask them something:
 *
 *     npm exec -- node bench/types.ts --runs 20 --kernels "debian:6.1 debian:7"
 *
 * Wanted are at most 150 ms until the first answer from 6 MB of BTF, and 1 ms for each that follows.
 */

const { values: given } = parseArgs({
	options: {
		runs: { type: 'string', default: '20' },
		kernels: { type: 'string', default: 'debian:6.1 debian:7' },
	},
});

const object = openObject(await readFile(packageFile('test/fixtures/bpf/naive.o')));
for (const spec of readKernels(given.kernels, process.cwd())) {
	const image = await resolveKernel(spec, { onNotice: console.log, onProgress: () => {} });
	const { btf } = await imageTypes(image);
	const header = Buffer.alloc(24);
	for (const [index, word] of [
		0x0001_eb9f,
		24,
		0,
		btf.types.data.length,
		btf.types.data.length,
		btf.strings.data.length,
	].entries()) {
		header.writeUInt32LE(word, 4 * index);
	}
	const bytes = Buffer.concat([header, btf.types.data, btf.strings.data]);
	const samples: Samples = new Map();
	for (let run = 0; run < Number(given.runs); run++) {
		const types = await measure(samples, 'index', async () => readBtf(bytesOf('types', bytes)));
		await measure(samples, 'first query', async () => typesNamed(types, 'iov_iter'));
		await measure(samples, 'second query', async () => typesNamed(types, 'task_struct'));
		await measure(samples, 'names of functions', async () => kernelNames(types));
		await measure(samples, 'explain an object', async () =>
			explainObject('naive.o', object, [{ name: spec.text, btf: types }]),
		);
	}
	console.log(
		`\n${spec.text} (${image.release}), ${(bytes.length / 1e6).toFixed(1)} MB, ${given.runs} runs\n\n${table(samples, {})}`,
	);
}
