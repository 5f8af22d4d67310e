import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Btf, readBtf } from '../bpf/btf.ts';
import { bytesOf } from '../bpf/bytes.ts';
import type { TargetTypes } from '../bpf/core/resolve.ts';
import { FormatError } from '../bpf/format-error.ts';
import { CoreMatrixError } from '../error.ts';
import { btfBytesMax } from '../record/btf-table.ts';
import { kernelTypesName } from '../run/keep.ts';
import { kernelPaths } from '../run/paths.ts';
import type { Part } from './parts.ts';
import { readPlain } from './plain-file.ts';

/** A guest has some dozens. */
const modulesMax = 1000;

/**
 * The types of a kernel and its modules as a run has left them in its folder; undefined when there are none that can be
 * read: a failure is then told without an explanation.
 */
export async function kernelTypesIn({ folder }: Part, spec: string): Promise<TargetTypes | undefined> {
	const { types } = kernelPaths(spec);
	const btf = await readTypes(join(folder, types(kernelTypesName)));
	if (btf === undefined) return undefined;
	const names = await readdir(dirname(join(folder, types(kernelTypesName))));
	const modules = names.filter((name) => name !== kernelTypesName).sort();
	const read = await Promise.all(
		modules.slice(0, modulesMax).map(async (name) => {
			const own = await readTypes(join(folder, types(name)), btf);
			return own === undefined ? [] : [{ name, btf: own }];
		}),
	);
	return { btf, modules: read.flat() };
}

async function readTypes(file: string, base?: Btf): Promise<Btf | undefined> {
	try {
		const bytes = await readPlain(file, btfBytesMax);
		return bytes && readBtf(bytesOf(file, bytes), base);
	} catch (error) {
		if (error instanceof FormatError || error instanceof CoreMatrixError) return undefined;
		throw error;
	}
}
