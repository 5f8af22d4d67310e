import { type Btf, type BtfType, btfMember, kindFlag, skipModifiers } from '../btf.ts';
import { enumeratorValue, innermost, intEncoding, isEnum, memberPlace, sizeOf } from '../btf-layout.ts';
import { FormatError } from '../format-error.ts';
import { type CoreRelocationKind, isFieldKind, isQuestion } from './kinds.ts';
import type { Spec } from './spec.ts';

/** What goes into the instruction for `found`: libbpf's `bpf_core_calc_field_relo` and its siblings. */
export function relocatedValue(kind: CoreRelocationKind, found: Spec): bigint {
	if (isQuestion(kind)) return 1n;
	if (isFieldKind(kind)) return BigInt(fieldValue(kind, found));
	switch (kind) {
		case 'type_size':
			return BigInt(sizeOf(found.btf, found.root));
		case 'enumval_value': {
			const [accessor] = found.accessors;
			const type = skipModifiers(found.btf, accessor?.typeId ?? 0);
			return enumeratorValue(found.btf, type, accessor?.index ?? 0);
		}
		default: // local_type_id, target_type_id
			return BigInt(found.root);
	}
}

function fieldValue(kind: CoreRelocationKind, found: Spec): number {
	const { btf, accessors, bitOffset } = found;
	const last = accessors.at(-1);
	if (last === undefined) throw new FormatError('malformed', 'a CO-RE relocation of a member without one');
	if (last.name === undefined) {
		if (kind === 'byte_off') return Math.floor(bitOffset / 8);
		if (kind === 'byte_sz') return sizeOf(btf, last.typeId);
		throw new FormatError('malformed', `a CO-RE relocation <${kind}> of an array's element`);
	}
	const type = skipModifiers(btf, btfMember(btf, skipModifiers(btf, last.typeId), last.index).type);
	const { byteOffset, byteSize, bitSize } = container(found);
	switch (kind) {
		case 'byte_off':
			return byteOffset;
		case 'byte_sz':
			return byteSize;
		case 'signed':
			if (isEnum(type)) return Number(kindFlag(btf, type));
			return Number(type.kind === 'int' && intEncoding(btf, type).signed);
		case 'lshift_u64':
			// As unsigned 32 bits: what is wider than 64 bits cannot be shifted into place, and clang does not ask for it.
			return (64 - (bitOffset + bitSize - byteOffset * 8)) >>> 0;
		default: // rshift_u64
			return (64 - bitSize) >>> 0;
	}
}

/** The bytes to read for a member: for a bitfield, the smallest aligned ones that hold all of it. */
function container({ btf, accessors, bitOffset }: Spec): {
	readonly byteOffset: number;
	readonly byteSize: number;
	readonly bitSize: number;
} {
	const last = accessors.at(-1);
	const owner = skipModifiers(btf, last?.typeId ?? 0);
	const index = last?.index ?? 0;
	const { bitfieldSize } = memberPlace(btf, owner, index);
	const declared = sizeOf(btf, btfMember(btf, owner, index).type);
	if (bitfieldSize === 0) {
		return { byteOffset: Math.floor(bitOffset / 8), byteSize: declared, bitSize: declared * 8 };
	}
	for (let byteSize = declared; byteSize > 0 && byteSize <= 8; byteSize *= 2) {
		const byteOffset = Math.floor(bitOffset / 8 / byteSize) * byteSize;
		if (bitOffset + bitfieldSize - byteOffset * 8 <= byteSize * 8) {
			return { byteOffset, byteSize, bitSize: bitfieldSize };
		}
	}
	throw new FormatError('malformed', `a bitfield of ${bitfieldSize} bits that no 64-bit read covers`);
}

/** What the member is read as by one load: its size in bytes (of an array, one element; of a bitfield, 0) and kind. */
export interface Access {
	readonly size: number;
	readonly kind: 'pointer' | 'unsigned' | 'other';
}

/** As libbpf remembers it for <byte_off>, to adapt loads and stores to members that changed their size. */
export function accessOf({ btf, accessors }: Spec): Access {
	const last = accessors.at(-1);
	if (last === undefined) return { size: 0, kind: 'other' };
	const owner = skipModifiers(btf, last.typeId);
	if (last.name !== undefined && memberPlace(btf, owner, last.index).bitfieldSize > 0) {
		return { size: 0, kind: 'other' };
	}
	const id = last.name === undefined ? last.typeId : btfMember(btf, owner, last.index).type;
	const type = skipModifiers(btf, id);
	return { size: sizeOf(btf, innermost(btf, id).id), kind: accessKind(btf, type) };
}

function accessKind(btf: Btf, type: BtfType): Access['kind'] {
	if (type.kind === 'ptr') return 'pointer';
	return type.kind === 'int' && !intEncoding(btf, type).signed ? 'unsigned' : 'other';
}
