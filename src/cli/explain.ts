import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FormatError } from '../bpf/format-error.ts';
import { type BpfObject, openObject } from '../bpf/object.ts';
import { CoreMatrixError } from '../error.ts';
import { explainObject } from '../findings/explain-object.ts';
import { neutralise } from '../report/neutralise.ts';
import type { ExplainArguments } from './explain-format.ts';
import { chosenTypes } from './explain-kernels.ts';
import { explanationMarkdown } from './explain-markdown.ts';
import { explanationReport } from './explain-text.ts';
import { type Output, writeJson } from './output.ts';

/**
 * `core-matrix explain`: what each CO-RE relocation of an object comes to on each kernel, and which kernels have what
 * it needs besides, without booting one.
 */
export async function explainCommand(given: ExplainArguments, output: Output): Promise<number> {
	const object = await open(given.object);
	const kernels = await chosenTypes(given);
	const explained = inObject(given.object, () => explainObject(given.object, object, kernels));
	if (given.format === 'json') writeJson(output, explained);
	else if (given.format === 'markdown') output.result(explanationMarkdown(explained));
	else output.result(neutralise(explanationReport(explained)));
	return 0;
}

async function open(file: string): Promise<BpfObject> {
	const bytes = await readFile(resolve(file)).catch((cause: unknown) => {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new CoreMatrixError('usage', `cannot read the object: ${reason}`, {
			remedy: 'Name an eBPF object file, such as one that a run leaves under out/objects.',
			cause,
		});
	});
	const object = inObject(file, () => openObject(bytes));
	if (object.btf !== undefined && object.btfExt !== undefined) return object;
	throw new CoreMatrixError('usage', `${file} has no BTF, so it says nothing of what it needs`, {
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
