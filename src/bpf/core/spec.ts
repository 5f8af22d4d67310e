import { type Btf, btfArrayElement, btfEnumerator, btfMember, skipModifiers } from '../btf.ts';
import { arrayLength, isComposite, isEnum, memberPlace, sizeOf } from '../btf-layout.ts';
import { FormatError } from '../format-error.ts';
import { type CoreRelocationKind, isEnumeratorKind, isFieldKind } from './kinds.ts';

/** As libbpf's BPF_CORE_SPEC_MAX_LEN. */
export const longestAccess = 64;

/** One meaningful step of an access: a named member or enumerator, or an array's element. */
export interface Accessor {
	/** Id of the struct, union or enum that has the name; for an element, of the element's type. */
	readonly typeId: number;
	/** Of the member, enumerator or element. */
	readonly index: number;
	/** Missing for elements. */
	readonly name?: string;
}

/** What a relocation asks for, or what was found for it: libbpf's `struct bpf_core_spec`. */
export interface Spec {
	readonly btf: Btf;
	/** Id of the type where the access begins, with its typedefs. */
	readonly root: number;
	/** Empty for relocations that are about the type itself. Members without a name are left out. */
	readonly accessors: readonly Accessor[];
	/** From the start of the root type. */
	readonly bitOffset: number;
}

/** What a relocation record of an object says. */
export interface RelocationRequest {
	readonly kind: CoreRelocationKind;
	readonly typeId: number;
	/** Such as `0:6:0`. */
	readonly access: string;
}

/**
 * Reads an object's relocation against the object's own BTF, as `bpf_core_parse_spec`.
 * @throws FormatError when it makes no sense there.
 */
export function localSpec(btf: Btf, { kind, typeId, access }: RelocationRequest): Spec {
	const indices = parseAccess(access);
	const [first = 0, ...rest] = indices;
	const root = skipModifiers(btf, typeId);
	if (isEnumeratorKind(kind)) {
		if (!isEnum(root) || rest.length > 0) {
			throw new FormatError('malformed', `a CO-RE relocation of an enumerator of ${root.kind} ${root.name}`);
		}
		const name = btfEnumerator(btf, root, first);
		return { btf, root: typeId, accessors: [{ typeId: root.id, index: first, name }], bitOffset: 0 };
	}
	if (!isFieldKind(kind)) return { btf, root: typeId, accessors: [], bitOffset: 0 };
	const accessors: Accessor[] = [{ typeId: root.id, index: first }];
	let bitOffset = first * sizeOf(btf, root.id) * 8;
	let type = root;
	for (const index of rest) {
		if (isComposite(type)) {
			const member = btfMember(btf, type, index);
			bitOffset += memberPlace(btf, type, index).bitOffset;
			if (member.name !== '') accessors.push({ typeId: type.id, index, name: member.name });
			type = skipModifiers(btf, member.type);
		} else if (type.kind === 'array') {
			const element = skipModifiers(btf, btfArrayElement(btf, type));
			if (index >= arrayLength(btf, type) && !isFlexible(btf, accessors.at(-1), arrayLength(btf, type))) {
				throw new FormatError('malformed', `a CO-RE relocation beyond the end of an array: ${access}`);
			}
			accessors.push({ typeId: element.id, index });
			bitOffset += index * sizeOf(btf, element.id) * 8;
			type = element;
		} else {
			throw new FormatError(
				'malformed',
				`a CO-RE relocation into ${type.kind} ${type.name}, which has no members`,
			);
		}
	}
	return { btf, root: typeId, accessors, bitOffset };
}

/** `.iov`, `[1].more[2]`: the named and counted steps, as libbpf writes them after the name of the root type. */
export function pathText(accessors: readonly Accessor[]): string {
	return accessors
		.map(({ name, index }, step) =>
			name === undefined ? (step > 0 || index > 0 ? `[${index}]` : '') : `.${name}`,
		)
		.join('');
}

/** The numbers of `0:6:0`. */
function parseAccess(access: string): readonly number[] {
	const indices = /^\d{1,9}(?::\d{1,9})*$/.test(access)
		? access.split(':', longestAccess + 1).map(Number)
		: [];
	if (indices.length === 0 || indices.length > longestAccess) {
		throw new FormatError(
			'malformed',
			`a CO-RE relocation with an access that is no list of numbers: ${access.slice(0, 64)}`,
		);
	}
	return indices;
}

/** Whether the array that `accessor` names is the last member of its struct and has no length of its own. */
export function isFlexible(btf: Btf, accessor: Accessor | undefined, length: number): boolean {
	if (accessor?.name === undefined || length > 0) return false;
	return accessor.index === skipModifiers(btf, accessor.typeId).vlen - 1;
}
