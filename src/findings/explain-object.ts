import type { Btf } from '../bpf/btf.ts';
import { explainRelocation, type KernelTypes } from '../bpf/core/explain.ts';
import { type ObjectRelocation, relocationsOf } from '../bpf/core/relocations.ts';
import type { Resolution } from '../bpf/core/resolve.ts';
import { kernelNeedsOf } from '../bpf/kernel-needs/needs.ts';
import type { BpfObject } from '../bpf/object.ts';
import { explanationHint, explanationText, knownTypes } from './core-explanation.ts';
import type { FindingCode } from './finding.ts';
import { type ExplainedNeed, explainNeed } from './needs.ts';
import { widthText } from './width.ts';

/** An object held against kernels that nobody boots, as JSON has it. */
export interface ExplainedObject {
	readonly object: string;
	/** By name, in the order of all answers. */
	readonly kernels: readonly string[];
	readonly relocations: readonly ExplainedRelocation[];
	readonly needs: readonly ExplainedNeed[];
}

export interface ExplainedRelocation {
	readonly kind: string;
	readonly path: string;
	readonly function: string;
	/** Counted from the start of the function. */
	readonly insn: number;
	readonly file?: string;
	readonly line?: number;
	readonly kernels: readonly {
		readonly kernel: string;
		readonly status: Resolution['status'];
		/** What goes into the instruction, in decimal. */
		readonly value?: string;
		/** The module whose types it was found in. */
		readonly in?: string;
	}[];
	/** What a run would call it where a path leads to it: set when it does not resolve on some kernels. */
	readonly code?: FindingCode;
	/** Why it does not. */
	readonly message?: string;
	readonly hint?: string;
	/** Where it resolves and the program still reads something else than the kernel has. */
	readonly warning?: string;
}

/**
 * What each relocation of the object comes to on each kernel, and which kernels have what it needs besides.
 * @param name of the object, for people
 * @throws FormatError when the object makes no sense.
 */
export function explainObject(
	name: string,
	object: BpfObject,
	kernels: readonly KernelTypes[],
): ExplainedObject {
	const { btf } = object;
	const relocations = btf === undefined ? [] : relocationsOf(object);
	// The macros for bitfields ask for shifts too, and read what each kernel has.
	const adaptive = new Set(
		relocations.filter(({ request }) => request.kind === 'lshift_u64').map((relocation) => keyOf(relocation)),
	);
	return {
		object: name,
		kernels: kernels.map((kernel) => kernel.name),
		relocations: relocations.flatMap((relocation) =>
			btf === undefined ? [] : [explainOne(btf, relocation, kernels, adaptive.has(keyOf(relocation)))],
		),
		needs: kernelNeedsOf(object).map((need) => explainNeed(need, kernels)),
	};
}

function keyOf({ function: code, path }: ObjectRelocation): string {
	return JSON.stringify([code, path]);
}

function explainOne(
	local: Btf,
	{ request, path, line, insn, function: code }: ObjectRelocation,
	kernels: readonly KernelTypes[],
	isAdaptive: boolean,
): ExplainedRelocation {
	const explanation = explainRelocation(local, request, kernels);
	const failing = explanation.answers.filter(({ cause }) => cause !== undefined);
	const hint = explanationHint(explanation, failing, knownTypes([local]), line?.text);
	const isMisnamed = failing.some(({ cause }) => cause?.kind === 'no-type' && cause.base !== undefined);
	const warning = isAdaptive ? undefined : widthText(explanation);
	return {
		kind: request.kind,
		path,
		function: code,
		insn,
		...(line !== undefined && { file: line.file, line: line.line }),
		kernels: explanation.answers.map(({ kernel, resolution, btf }) => {
			const module = kernel.modules?.find((each) => each.btf === btf)?.name;
			return {
				kernel: kernel.name,
				status: resolution.status,
				...(resolution.status === 'resolved' && { value: String(resolution.value) }),
				...(module !== undefined && { in: module }),
			};
		}),
		...(failing.length > 0 && {
			code: isMisnamed ? ('core-flavor-name' as const) : ('core-relocation' as const),
			message: explanationText(explanation, failing),
			...(hint !== undefined && { hint }),
		}),
		...(warning !== undefined && { warning }),
	};
}
