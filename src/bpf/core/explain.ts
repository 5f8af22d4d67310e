import { type Btf, btfType, skipModifiers } from '../btf.ts';
import { kindsAreCompatible } from '../btf-layout.ts';
import { type EnumeratorReplacement, enumeratorAnywhere, renamedEnumerator } from './enumerators.ts';
import { essentialName } from './essential-name.ts';
import { mayBeMisnamed } from './flavor.ts';
import { isEnumeratorKind } from './kinds.ts';
import { findMember } from './match.ts';
import { hasSameShape, isSameType, membersOf, ownerOf } from './members.ts';
import { typesNamed } from './names.ts';
import { findReplacement, findWithin, type Known, type Replacement } from './rename.ts';
import {
	type Request,
	type Resolution,
	resolveRelocation,
	type TargetTypes,
	type Unresolved,
} from './resolve.ts';
import { type Accessor, localSpec, type Spec } from './spec.ts';

/** A kernel of the matrix and its types. */
export interface KernelTypes extends TargetTypes {
	readonly name: string;
}

/** Why a relocation finds nothing on one kernel. */
export type Cause =
	/**
	 * `base`: what the name would stand for as a flavor, where the kernel has a type of that name; `resolves`: whether
	 * the relocation would then.
	 */
	| { readonly kind: 'no-type'; readonly base?: string; readonly resolves?: boolean }
	/** `owner`: id in the kernel of the struct that lacks the member. */
	| { readonly kind: 'no-member'; readonly owner: number; readonly replacement?: Replacement }
	/** `found`: id of the type that the member has there. */
	| {
			readonly kind: 'other-type';
			readonly owner: number;
			readonly found: number;
			readonly replacement?: Replacement;
	  }
	| { readonly kind: 'too-short'; readonly owner: number }
	| { readonly kind: 'other-size'; readonly localSize: number; readonly targetSize: number }
	| { readonly kind: 'no-enumerator'; readonly replacement?: EnumeratorReplacement }
	| { readonly kind: 'refused'; readonly message: string };

/** What a kernel has in the place of the member that it lacks. */
export function replacementIn(cause: Cause | undefined): Replacement | undefined {
	return cause?.kind === 'no-member' || cause?.kind === 'other-type' ? cause.replacement : undefined;
}

export interface KernelAnswer {
	readonly kernel: KernelTypes;
	readonly resolution: Resolution;
	/** What ids in `cause` are of: the kernel's types, or those of the module that has the type. */
	readonly btf: Btf;
	/** Set when it does not resolve. */
	readonly cause?: Cause;
}

/** One relocation of an object, on every kernel. */
export interface RelocationExplanation {
	readonly request: Request;
	readonly asked: Spec;
	/** In the order of the kernels. */
	readonly answers: readonly KernelAnswer[];
	/** Which accessor is not found where something is not found, from 0. */
	readonly step: number;
	/** A kernel that has what the others lack, and the struct there that has it. */
	readonly known?: { readonly kernel: KernelTypes; readonly spec: Spec; readonly owner: number };
	/** Another member of the same union that gives the same value and resolves on every kernel. */
	readonly alternative?: string;
}

/**
 * What a relocation comes to on each kernel, and why.
 * @param local the object's BTF
 * @throws FormatError when the relocation makes no sense in the object's own BTF.
 */
export function explainRelocation(
	local: Btf,
	request: Request,
	kernels: readonly KernelTypes[],
): RelocationExplanation {
	const asked = localSpec(local, request);
	const resolutions = kernels.map((kernel) => ({
		kernel,
		resolution: resolveRelocation(local, request, kernel),
	}));
	const step = Math.max(0, ...resolutions.map(({ resolution }) => stepOf(asked, resolution)));
	const known = knownIn(step, resolutions);
	const answers = resolutions.map(({ kernel, resolution }) => {
		const cause = causeOf(asked, request, known, kernel, resolution);
		return { kernel, resolution, btf: typesIn(kernel, resolution), ...(cause !== undefined && { cause }) };
	});
	const explanation = { request, asked, answers, step, ...(known !== undefined && { known }) };
	const alternative = alternativeFor(explanation);
	return { ...explanation, ...(alternative !== undefined && { alternative }) };
}

function typesIn({ btf }: KernelTypes, resolution: Resolution): Btf {
	if (resolution.status === 'resolved') return resolution.found?.btf ?? btf;
	if (resolution.status === 'unresolved' && resolution.reason.why === 'mismatch')
		return resolution.reason.btf;
	return btf;
}

function stepOf(asked: Spec, resolution: Resolution): number {
	if (resolution.status !== 'unresolved' || resolution.reason.why === 'no-type') return 0;
	const { reason } = resolution;
	return reason.why === 'size' ? asked.accessors.length - 1 : reason.mismatch.step;
}

/** The last kernel that has it stands next to those that do not; the object's own types are all there is without one. */
function knownIn(
	step: number,
	resolutions: readonly { readonly kernel: KernelTypes; readonly resolution: Resolution }[],
): RelocationExplanation['known'] {
	for (const { kernel, resolution } of resolutions.toReversed()) {
		if (resolution.status !== 'resolved' || resolution.found === undefined) continue;
		return { kernel, spec: resolution.found, owner: ownerOf(resolution.found, step) };
	}
	return undefined;
}

function causeOf(
	asked: Spec,
	request: Request,
	known: RelocationExplanation['known'],
	kernel: KernelTypes,
	resolution: Resolution,
): Cause | undefined {
	if (resolution.status === 'resolved') return undefined;
	if (resolution.status === 'refused') return { kind: 'refused', message: resolution.message };
	return unresolvedCause(asked, request, known, kernel, resolution.reason);
}

function unresolvedCause(
	asked: Spec,
	request: Request,
	known: RelocationExplanation['known'],
	kernel: KernelTypes,
	reason: Unresolved,
): Cause {
	switch (reason.why) {
		case 'no-type': {
			const misnamed = misnamedFlavorOf(asked, request, kernel);
			if (misnamed !== undefined) return { kind: 'no-type', ...misnamed };
			const enumerator = isEnumeratorKind(request.kind) ? asked.accessors[0]?.name : undefined;
			const replacement = enumerator && enumeratorAnywhere(kernel.btf, essentialName(enumerator));
			return replacement ? { kind: 'no-enumerator', replacement } : { kind: 'no-type' };
		}
		case 'size':
			return { kind: 'other-size', localSize: reason.localSize, targetSize: reason.targetSize };
		case 'mismatch': {
			const { within, step, found } = reason.mismatch;
			const target = reason.btf;
			const accessor = asked.accessors[step];
			if (isEnumeratorKind(request.kind)) return enumeratorCause(asked, known, target, within);
			if (accessor?.name === undefined) return { kind: 'too-short', owner: within };
			const from = knownMember(asked, accessor, accessor.name, known);
			const replacement =
				found === undefined ? findReplacement(from, target, within) : findWithin(from, target, found);
			return {
				...(found === undefined ? { kind: 'no-member' } : { kind: 'other-type', found }),
				owner: within,
				...(replacement !== undefined && { replacement }),
			};
		}
	}
}

function knownMember(
	asked: Spec,
	accessor: Accessor,
	name: string,
	known: RelocationExplanation['known'],
): Known {
	// The flavors of a program say little of where a member stood; a kernel says all.
	const after = asked.accessors.slice(asked.accessors.indexOf(accessor) + 1);
	const rest = after.flatMap((next) => next.name ?? []);
	return known === undefined
		? { btf: asked.btf, owner: accessor.typeId, name, rest }
		: { btf: known.spec.btf, owner: known.owner, name, rest };
}

/** `iov_iter` for `iov_iter__new`, if the kernel has it: two underscores where three are meant. */
function misnamedFlavorOf(
	asked: Spec,
	request: Request,
	target: TargetTypes,
): { readonly base: string; readonly resolves: boolean } | undefined {
	const root = btfType(asked.btf, asked.root);
	if (!mayBeMisnamed(root.name)) return undefined;
	const base = root.name.slice(0, root.name.lastIndexOf('__')).replace(/_$/, '');
	const exists = [target, ...(target.modules ?? [])].some(({ btf }) =>
		typesNamed(btf, base).some((id) => kindsAreCompatible(root, btfType(btf, id))),
	);
	if (!exists) return undefined;
	return { base, resolves: resolveRelocation(asked.btf, request, target, base).status === 'resolved' };
}

function enumeratorCause(
	asked: Spec,
	known: RelocationExplanation['known'],
	target: Btf,
	within: number,
): Cause {
	const from = known === undefined ? asked : known.spec;
	const [accessor] = from.accessors;
	if (accessor === undefined) return { kind: 'no-enumerator' };
	const before = { btf: from.btf, type: accessor.typeId, index: accessor.index };
	const replacement =
		renamedEnumerator(before, { btf: target, type: within }) ??
		enumeratorAnywhere(target, essentialName(accessor.name ?? ''));
	return { kind: 'no-enumerator', ...(replacement !== undefined && { replacement }) };
}

/**
 * A member that lies over the one asked for, in each kernel that has it and over its replacement in the others, and that
 * leads to the same: of the same type, or a pointer to a struct of the same shape.
 */
function alternativeFor(explanation: RelocationExplanation): string | undefined {
	const { asked, answers, step, known } = explanation;
	const { name } = asked.accessors[step] ?? {};
	if (known === undefined || name === undefined || step !== asked.accessors.length - 1) return undefined;
	const { btf } = known.spec;
	const members = membersOf(btf, known.owner);
	const own = members.find((member) => member.name === name);
	if (own === undefined || isEnumeratorKind(explanation.request.kind)) return undefined;
	const places = answers.map(({ btf: types, resolution, cause }) => {
		if (resolution.status === 'resolved' && resolution.found !== undefined) {
			return { btf: types, owner: ownerOf(resolution.found, step), name };
		}
		const renamed = cause?.kind === 'no-member' ? cause.replacement : undefined;
		if (cause?.kind !== 'no-member' || renamed === undefined || renamed.behind !== undefined)
			return undefined;
		return { btf: types, owner: cause.owner, offset: renamed.bitOffset };
	});
	return members.find((other) => {
		if (other.name === name || other.bitOffset !== own.bitOffset) return false;
		if (!givesTheSame(btf, own.type, other.type)) return false;
		return places.every((place) => {
			if (place === undefined) return false;
			const there = findMember(place.btf, place.owner, other.name);
			const offset =
				place.offset ?? (place.name && findMember(place.btf, place.owner, place.name)?.bitOffset);
			return (
				there !== undefined &&
				there.bitOffset === offset &&
				isSameType(btf, other.type, place.btf, there.type)
			);
		});
	})?.name;
}

function givesTheSame(btf: Btf, aId: number, bId: number): boolean {
	const [a, b] = [skipModifiers(btf, aId), skipModifiers(btf, bId)];
	if (a.kind === 'ptr' && b.kind === 'ptr') {
		return a.sizeOrType === b.sizeOrType || hasSameShape(btf, a.sizeOrType, btf, b.sizeOrType);
	}
	return a.kind !== 'ptr' && a.id === b.id;
}
