import { type Btf, btfArrayElement, btfMember, btfType, skipModifiers } from '../btf.ts';
import { isComposite, memberPlace, sizeOf } from '../btf-layout.ts';
import { FormatError } from '../format-error.ts';
import type { Spec } from './spec.ts';

/** A member that C reaches by its name alone: of the type itself, or of members of it that have no name. */
export interface Member {
	readonly name: string;
	readonly type: number;
	/** From the start of the type that was asked. */
	readonly bitOffset: number;
	/** 0 when it is no bitfield. */
	readonly bitfieldSize: number;
}

/** A task_struct has some 270. */
const mostMembers = 4096;
const deepest = 16;

/** In the order of the source. Of types that are larger or deeper than any of a kernel, the first part. */
export function membersOf(btf: Btf, id: number): readonly Member[] {
	const members: Member[] = [];
	const collect = (within: number, bitsBefore: number, depth: number): void => {
		const type = skipModifiers(btf, within);
		if (!isComposite(type) || depth > deepest) return;
		for (let index = 0; index < type.vlen && members.length < mostMembers; index++) {
			const { name, type: memberType } = btfMember(btf, type, index);
			const { bitOffset, bitfieldSize } = memberPlace(btf, type, index);
			if (name === '') collect(memberType, bitsBefore + bitOffset, depth + 1);
			else members.push({ name, type: memberType, bitOffset: bitsBefore + bitOffset, bitfieldSize });
		}
	};
	collect(id, 0, 0);
	return members;
}

/** Id of the type in which accessor `step` of what was found is a member. */
export function ownerOf({ btf, root, accessors }: Spec, step: number): number {
	const before = accessors[step - 1];
	if (before === undefined) return root;
	if (before.name === undefined) return before.typeId;
	return btfMember(btf, skipModifiers(btf, before.typeId), before.index).type;
}

/** In bytes, or undefined for what has no size. */
export function sizeIfAny(btf: Btf, id: number): number | undefined {
	try {
		return sizeOf(btf, id);
	} catch (error) {
		if (error instanceof FormatError) return undefined;
		throw error;
	}
}

/**
 * Whether values of the two types mean the same to a reader: the same kind and name behind qualifiers, or for pointers
 * and arrays, of what they lead to. Each type may be of another kernel.
 */
export function isSameType(a: Btf, aId: number, b: Btf, bId: number): boolean {
	let [ours, theirs] = [skipModifiers(a, aId), skipModifiers(b, bId)];
	for (let depth = 0; depth < deepest; depth++) {
		// Declared alone, it is the same type wherever it is defined.
		if (ours.kind === 'fwd' || theirs.kind === 'fwd') return ours.name !== '' && ours.name === theirs.name;
		if (ours.kind !== theirs.kind) return false;
		if (ours.kind === 'ptr') {
			[ours, theirs] = [skipModifiers(a, ours.sizeOrType), skipModifiers(b, theirs.sizeOrType)];
		} else if (ours.kind === 'array') {
			[ours, theirs] = [
				skipModifiers(a, btfArrayElement(a, ours)),
				skipModifiers(b, btfArrayElement(b, theirs)),
			];
		} else if (ours.name === '' && isComposite(ours)) {
			return hasSameShape(a, ours.id, b, theirs.id);
		} else {
			return ours.name === theirs.name;
		}
	}
	return false;
}

/** Whether two structs have members of the same names at the same places, as `struct iovec` and `struct kvec`. */
export function hasSameShape(a: Btf, aId: number, b: Btf, bId: number): boolean {
	const [ours, theirs] = [skipModifiers(a, aId), skipModifiers(b, bId)];
	if (!isComposite(ours) || !isComposite(theirs) || ours.sizeOrType !== theirs.sizeOrType) return false;
	if (ours.vlen === 0 || ours.vlen !== theirs.vlen) return false;
	const others = membersOf(b, bId);
	return membersOf(a, aId).every(
		({ name, bitOffset }, index) => others[index]?.name === name && others[index]?.bitOffset === bitOffset,
	);
}

/** `struct iov_iter`, `enum bpf_func_id`, `atomic_t`; for types without a name, `an unnamed struct`. */
export function typeText(btf: Btf, id: number): string {
	const { kind, name } = btfType(btf, id);
	const keyword = kind === 'enum64' ? 'enum' : kind === 'fwd' ? 'struct' : kind;
	if (name === '') return `an unnamed ${keyword}`;
	return ['struct', 'union', 'enum'].includes(keyword) ? `${keyword} ${name}` : name;
}
