import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TargetTypes } from '../bpf/core/resolve.ts';
import type { Listener } from '../events.ts';
import type { KernelBtf } from '../findings/context.ts';
import { toolVersion } from '../package-root.ts';
import { type RunRecord, recordText } from '../record/record.ts';
import { kernelPaths } from './paths.ts';

/** In the output folder: what `core-matrix merge` reads. */
export const recordName = 'observations.json';

/** As in /sys/kernel/btf. */
export const kernelTypesName = 'vmlinux';

/**
 * Keeps what was observed, to be judged together with what other runs see. With it the types of each kernel, which has
 * them whether anything failed on it or not: a failure on another kernel is explained by what this one has. Where that
 * cannot be written, the run still has its report.
 */
export async function keepRecord(
	out: string,
	record: RunRecord,
	types: KernelBtf,
	listen: Listener,
): Promise<void> {
	try {
		for (const { spec } of record.kernels) {
			const found = types(spec);
			if (found !== undefined) await keepTypes(out, spec, found);
		}
		await writeFile(join(out, recordName), recordText(record, toolVersion()));
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		listen({ type: 'notice', message: `nothing is kept for core-matrix merge: ${why}` });
	}
}

async function keepTypes(out: string, spec: string, { btf, modules = [] }: TargetTypes): Promise<void> {
	const { types } = kernelPaths(spec);
	const all = [{ name: kernelTypesName, btf }, ...modules];
	await mkdir(dirname(join(out, types(kernelTypesName))), { recursive: true });
	for (const { name, btf: own } of all) await writeFile(join(out, types(name)), own.section.data);
}
