import { type Btf, btfArrayElement, btfEnumerator, btfMember, skipModifiers } from '../btf.ts';
import { arrayLength, isComposite, isEnum, memberPlace, sizeOf } from '../btf-layout.ts';
import { FormatError } from '../format-error.ts';
import { fieldsAreCompatible, typesAreCompatible } from './compatible.ts';
import { essentialName } from './essential-name.ts';
import { type CoreRelocationKind, isEnumeratorKind, isFieldKind } from './kinds.ts';
import { type Accessor, isFlexible, longestAccess, type Spec } from './spec.ts';
import { typesMatch } from './type-match.ts';

/** Why a type of the right name and kind is not what is asked for. */
export interface Mismatch {
	/**
	 * `missing`: no such member, or the array is too short; `incompatible`: a member of that name is of another type;
	 * `different`: the type as a whole, where types are compared.
	 */
	readonly why: 'missing' | 'incompatible' | 'different';
	/** Which of the accessors asked for was not found, from 0. */
	readonly step: number;
	/** Id in the target of the type in which it was looked for. */
	readonly within: number;
	/** Id in the target of the type that the member of that name has there. */
	readonly found?: number;
}

export type Match = { readonly spec: Spec } | { readonly mismatch: Mismatch };

/** Members that are looked at for one name: a struct of anonymous structs of the same struct would take for ever. */
const mostMembers = 100_000;

/**
 * What is asked for, in one type of the target: `bpf_core_spec_match`.
 * @throws FormatError when the target's types make no sense there; libbpf refuses the object then.
 */
export function matchSpec(kind: CoreRelocationKind, local: Spec, target: Btf, root: number): Match {
	if (isFieldKind(kind)) return matchField(local, target, root);
	if (isEnumeratorKind(kind)) return matchEnumerator(local, target, root);
	const agrees = kind === 'type_matches' ? typesMatch : typesAreCompatible;
	return agrees(local.btf, local.root, target, root)
		? { spec: { btf: target, root, accessors: [], bitOffset: 0 } }
		: { mismatch: { why: 'different', step: 0, within: root } };
}

function matchEnumerator({ accessors }: Spec, target: Btf, root: number): Match {
	const type = skipModifiers(target, root);
	const name = essentialName(accessors[0]?.name ?? '');
	for (let index = 0; isEnum(type) && index < type.vlen; index++) {
		const found = btfEnumerator(target, type, index);
		if (essentialName(found) !== name) continue;
		return {
			spec: { btf: target, root, accessors: [{ typeId: type.id, index, name: found }], bitOffset: 0 },
		};
	}
	return { mismatch: { why: 'missing', step: 0, within: root } };
}

function matchField(local: Spec, target: Btf, root: number): Match {
	const accessors: Accessor[] = [];
	let bitOffset = 0;
	let depth = 0;
	let at = root;
	for (const [step, asked] of local.accessors.entries()) {
		const type = skipModifiers(target, at);
		if (asked.name === undefined) {
			// The first element is counted from the pointer, so there is no array to go into.
			if (step > 0) {
				const mismatch = { why: 'missing', step, within: type.id } as const;
				if (type.kind !== 'array') return { mismatch };
				const length = arrayLength(target, type);
				if (asked.index >= length && !isFlexible(target, accessors.at(-1), length)) return { mismatch };
				at = btfArrayElement(target, type);
			}
			depth++;
			const element = skipModifiers(target, at).id;
			accessors.push({ typeId: element, index: asked.index });
			bitOffset += asked.index * sizeOf(target, element) * 8;
			at = element;
		} else {
			const member = findMember(target, type.id, asked.name, depth);
			if (member === undefined) return { mismatch: { why: 'missing', step, within: type.id } };
			const localType = btfMember(local.btf, skipModifiers(local.btf, asked.typeId), asked.index).type;
			if (!fieldsAreCompatible(local.btf, localType, target, member.type)) {
				return { mismatch: { why: 'incompatible', step, within: type.id, found: member.type } };
			}
			({ depth } = member);
			accessors.push(member.accessor);
			bitOffset += member.bitOffset;
			at = member.type;
		}
		if (depth > longestAccess)
			throw new FormatError('too-large', 'a CO-RE relocation that is nested too deeply');
	}
	return { spec: { btf: target, root, accessors, bitOffset } };
}

export interface FoundMember {
	readonly accessor: Accessor;
	readonly type: number;
	/** From the start of the type that was searched. */
	readonly bitOffset: number;
	/** Steps from the root of the access to the member, those through members without a name included. */
	readonly depth: number;
}

/**
 * The member of that name, in the type itself or in members of it that have no name: `bpf_core_match_member`. That
 * goes on looking when a name deeper down has the wrong type; no compiler lets one name stand twice there.
 */
export function findMember(btf: Btf, id: number, name: string, depth = 0): FoundMember | undefined {
	let left = mostMembers;
	const find = (within: number, bitsBefore: number, depthBefore: number): FoundMember | undefined => {
		const type = skipModifiers(btf, within);
		if (!isComposite(type)) return undefined;
		if (depthBefore >= longestAccess) {
			throw new FormatError('too-large', `BTF type ${id} is nested too deeply`);
		}
		for (let index = 0; index < type.vlen; index++) {
			if (left-- <= 0) throw new FormatError('too-large', `BTF type ${id} has too many members`);
			const member = btfMember(btf, type, index);
			const bitOffset = bitsBefore + memberPlace(btf, type, index).bitOffset;
			if (member.name === '') {
				const deeper = find(member.type, bitOffset, depthBefore + 1);
				if (deeper !== undefined) return deeper;
			} else if (member.name === name) {
				return {
					accessor: { typeId: type.id, index, name },
					type: member.type,
					bitOffset,
					depth: depthBefore + 1,
				};
			}
		}
		return undefined;
	};
	return find(id, 0, depth);
}
