import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { explainRelocation, type KernelTypes } from '../bpf/core/explain.ts';
import { type ObjectRelocation, relocationsOf } from '../bpf/core/relocations.ts';
import { FormatError } from '../bpf/format-error.ts';
import { openObject } from '../bpf/object.ts';
import { readKernels } from '../config/kernel-list.ts';
import { loadConfig } from '../config/load.ts';
import { findConfig, locateConfig } from '../config/locate.ts';
import { CoreMatrixError } from '../error.ts';
import { explanationHint, explanationText, knownTypes } from '../findings/core-explanation.ts';
import type { Access } from '../kernels/access.ts';
import { imageTypes, readBtfFiles } from '../kernels/btf.ts';
import { type KernelLock, lockName, readLock } from '../kernels/lock-file.ts';
import { resolveKernel } from '../kernels/resolve.ts';
import type { KernelSpec } from '../kernels/spec.ts';
import { compareVersions } from '../kernels/version.ts';
import { neutralise, oneLine } from '../report/neutralise.ts';
import { type Explained, explanationReport } from './explain-text.ts';
import { type Output, writeJson } from './output.ts';

export interface ExplainArguments {
	/** An eBPF object file, relative to the working folder. */
	readonly object: string;
	/** Kernels, as a list of words; with neither these nor `btf`, those of the configuration. */
	readonly kernels?: string;
	/** Files that hold BTF. */
	readonly btf?: readonly string[];
	readonly config?: string;
	readonly access: Access;
	readonly json: boolean;
}

/** `core-matrix explain`: what each CO-RE relocation of an object comes to on each kernel, without booting one. */
export async function explainCommand(given: ExplainArguments, output: Output): Promise<number> {
	const object = await open(given.object);
	const kernels = await typesOf(given);
	const relocations = inObject(given.object, () =>
		relocationsOf(object).map((relocation) => explain(relocation, kernels)),
	);
	const names = kernels.map(({ name }) => name);
	if (given.json) writeJson(output, { object: given.object, kernels: names, relocations });
	else output.result(neutralise(explanationReport(given.object, names, relocations)));
	return 0;

	function explain(relocation: ObjectRelocation, types: readonly KernelTypes[]): Explained {
		const { btf } = object;
		if (btf === undefined) throw new TypeError('a relocation in an object without types');
		const { request, path, line } = relocation;
		const explanation = explainRelocation(btf, request, types);
		const failing = explanation.answers.filter(({ cause }) => cause !== undefined);
		const hint = explanationHint(explanation, failing, knownTypes([btf]), line?.text);
		return {
			kind: request.kind,
			path,
			function: relocation.function,
			insn: relocation.insn,
			...(line !== undefined && { file: line.file, line: line.line }),
			kernels: explanation.answers.map(({ kernel, resolution }) => ({
				kernel: kernel.name,
				status: resolution.status,
				...(resolution.status === 'resolved' && { value: String(resolution.value) }),
			})),
			...(failing.length > 0 && { message: explanationText(explanation, failing) }),
			...(failing.length > 0 && hint !== undefined && { hint }),
		};
	}
}

async function open(file: string) {
	const bytes = await readFile(resolve(file)).catch((cause: unknown) => {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new CoreMatrixError('usage', `cannot read the object: ${reason}`, {
			remedy: 'Name an eBPF object file, such as one that a run leaves under out/objects.',
			cause,
		});
	});
	const object = inObject(file, () => openObject(bytes));
	if (object.btf !== undefined && object.btfExt !== undefined) return object;
	throw new CoreMatrixError('usage', `${file} has no BTF, so it says nothing of its CO-RE relocations`, {
		remedy: 'Compile it with clang -g.',
	});
}

/** Gives what is wrong with the object's bytes the object's name. */
function inObject<Result>(file: string, work: () => Result): Result {
	try {
		return work();
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
		throw new CoreMatrixError('usage', `${file}: ${error.message}`, {
			remedy: 'Give an object that clang has written with -target bpf -g.',
			cause: error,
		});
	}
}

/** Oldest kernel first, then the files in their order. */
async function typesOf(given: ExplainArguments): Promise<KernelTypes[]> {
	const tell = (message: string) => void process.stderr.write(`${oneLine(message)}\n`);
	const images = await Promise.all(
		(await kernelsOf(given)).map(({ spec, ...held }) =>
			resolveKernel(spec, {
				...held,
				access: given.access,
				onNotice: tell,
				onProgress: (detail) => tell(`${spec.text}: ${detail}`),
			}),
		),
	);
	images.sort((a, b) => compareVersions(a.version, b.version));
	const kernels = await Promise.all(images.map((image) => imageTypes(image)));
	return [...kernels, ...(await readBtfFiles(given.btf ?? []))];
}

interface Wanted {
	readonly spec: KernelSpec;
	/** What it is held to. */
	readonly lock?: KernelLock;
}

/** The kernels of the configuration, as its lock has them. Those that are named here need neither, but where the lock has one, it is that one. */
async function kernelsOf({ kernels, btf, config: file }: ExplainArguments): Promise<Wanted[]> {
	const cwd = process.cwd();
	if (kernels === undefined && btf !== undefined) return [];
	if (kernels === undefined) {
		const config = await loadConfig({ cwd, ...(file !== undefined && { file }) });
		return config.kernels.map((spec) => ({ spec, ...(config.lock !== undefined && { lock: config.lock }) }));
	}
	const specs = readKernels(kernels, cwd);
	const config = file === undefined ? await findConfig(cwd) : await locateConfig(file, cwd);
	const lock = config === undefined ? undefined : await readLock(join(dirname(config), lockName));
	return specs.map((spec) => ({ spec, ...(lock?.kernels.has(spec.text) && { lock }) }));
}
