import { type Btf, type BtfType, btfType } from '../btf.ts';
import { kindsAreCompatible } from '../btf-layout.ts';
import { FormatError } from '../format-error.ts';
import { isQuestion } from './kinds.ts';
import { type Mismatch, matchSpec } from './match.ts';
import { typesNamed } from './names.ts';
import { localSpec, type RelocationRequest, type Spec } from './spec.ts';
import { accessOf, relocatedValue } from './value.ts';

/*
 * What libbpf makes of a CO-RE relocation: relo_core.c (bpf_core_calc_relo_insn) and libbpf.c (bpf_core_find_cands) of
 * libbpf 1.0 to 1.7.
 */

/** The types of a kernel. */
export interface TargetTypes {
	readonly btf: Btf;
	/** Those of its loaded modules, which are looked at where the kernel itself has no type of the name. */
	readonly modules?: readonly ModuleBtf[];
}

export interface ModuleBtf {
	readonly name: string;
	/** Split, with the kernel's as its base. */
	readonly btf: Btf;
}

export type Resolution =
	/** `value` goes into the instruction. Something was found, or nothing was and that is the answer (`found` missing). */
	| { readonly status: 'resolved'; readonly value: bigint; readonly found?: Spec }
	/** The instruction is made unusable: harmless where no path leads to it. */
	| { readonly status: 'unresolved'; readonly reason: Unresolved }
	/** libbpf refuses the whole object. */
	| { readonly status: 'refused'; readonly message: string };

export type Unresolved =
	/** The kernel has no type of that name and kind. */
	| { readonly why: 'no-type' }
	/** It has, but not what is asked for; `mismatch` is of the first of them, in `btf`. */
	| { readonly why: 'mismatch'; readonly mismatch: Mismatch; readonly btf: Btf }
	/** A load or store cannot read a member that has another size there. In bytes. */
	| { readonly why: 'size'; readonly localSize: number; readonly targetSize: number };

export interface Request extends RelocationRequest {
	/** Whether the instruction loads or stores, in contrast to `r1 = 24`. */
	readonly accessesMemory: boolean;
}

/** Types of one name that are tried; a hostile BTF could have a million. */
const mostCandidates = 256;

/**
 * What a relocation of an object comes to on a kernel.
 * @param local the object's BTF
 * @param name looked for instead of the name of the type where the access begins
 * @throws FormatError when the relocation makes no sense in the object's own BTF.
 */
export function resolveRelocation(
	local: Btf,
	request: Request,
	target: TargetTypes,
	name = btfType(local, request.typeId).name,
): Resolution {
	const asked = localSpec(local, request);
	if (request.kind === 'local_type_id') return { status: 'resolved', value: BigInt(asked.root) };
	const root = btfType(local, asked.root);
	if (root.name === '') {
		return { status: 'refused', message: `libbpf relocates no types without a name (BTF type ${root.id})` };
	}
	try {
		// libbpf computes it to compare it with what the instruction holds.
		relocatedValue(request.kind, asked);
		return decide(request, asked, candidatesFor(root, target, name));
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
		return { status: 'refused', message: error.message };
	}
}

interface Candidate {
	readonly btf: Btf;
	readonly id: number;
}

/** Types of the target that may stand for a type of the object: the kernel's own, or where it has none its modules'. */
function candidatesFor(root: BtfType, { btf, modules = [] }: TargetTypes, name: string): Candidate[] {
	const candidatesIn = (types: Btf): Candidate[] =>
		typesNamed(types, name)
			.filter((id) => kindsAreCompatible(root, btfType(types, id)))
			.map((id) => ({ btf: types, id }));
	const own = candidatesIn(btf);
	const candidates = own.length > 0 ? own : modules.flatMap((module) => candidatesIn(module.btf));
	if (candidates.length > mostCandidates) {
		throw new FormatError('too-large', `more than ${mostCandidates} types are named ${name}`);
	}
	return candidates;
}

function decide(request: Request, asked: Spec, candidates: readonly Candidate[]): Resolution {
	const matches = candidates.map(({ btf, id }) => ({ btf, match: matchSpec(request.kind, asked, btf, id) }));
	const found = matches.flatMap(({ match }) => ('spec' in match ? [match.spec] : []));
	const [first, ...others] = found.map((spec) => ({ spec, value: relocatedValue(request.kind, spec) }));
	if (first === undefined) {
		const [miss] = matches;
		return nothingFound(
			request,
			miss !== undefined && 'mismatch' in miss.match
				? { why: 'mismatch', mismatch: miss.match.mismatch, btf: miss.btf }
				: { why: 'no-type' },
		);
	}
	if (others.some(({ spec, value }) => spec.bitOffset !== first.spec.bitOffset || value !== first.value)) {
		return {
			status: 'refused',
			message: `${found.length} types of that name differ, so libbpf cannot choose`,
		};
	}
	return outcomeFor(request, asked, first.spec, first.value);
}

function nothingFound({ kind }: Request, reason: Unresolved): Resolution {
	// A type that is not there has no size and no id; a member or enumerator that is not there cannot be used.
	const isAboutType = kind === 'type_size' || kind === 'target_type_id';
	return isQuestion(kind) || isAboutType
		? { status: 'resolved', value: 0n }
		: { status: 'unresolved', reason };
}

function outcomeFor(request: Request, asked: Spec, found: Spec, value: bigint): Resolution {
	if (request.accessesMemory && request.kind === 'byte_off') {
		const [ours, theirs] = [accessOf(asked), accessOf(found)];
		// Pointers and unsigned integers are zero-extended, which keeps their value.
		const extended = ours.kind === theirs.kind && ours.kind !== 'other';
		if (ours.size !== theirs.size && !extended) {
			return {
				status: 'unresolved',
				reason: { why: 'size', localSize: ours.size, targetSize: theirs.size },
			};
		}
		if (value > 0x7fffn)
			return { status: 'refused', message: `offset ${value} does not fit a load or store` };
	}
	return { status: 'resolved', value, found };
}
