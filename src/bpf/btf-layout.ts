import {
	type Btf,
	type BtfType,
	btfArrayElement,
	elementWord,
	kindFlag,
	skipModifiers,
	tailWord,
} from './btf.ts';
import { FormatError } from './format-error.ts';

/*
 * Sizes, offsets and values: what BTF says beyond names. Format: Documentation/bpf/btf.rst, section 2.2; the accessors
 * of libbpf's btf.h compute the same.
 */

/** Every kernel that programs are relocated for here is 64-bit. */
const pointerSize = 8;
/** As libbpf's MAX_RESOLVE_DEPTH. */
const longestChain = 32;
const mostBytes = 2 ** 32 - 1;

/** Where a member lies in its struct or union, in bits. */
export interface MemberPlace {
	readonly bitOffset: number;
	/** 0 when it is no bitfield. */
	readonly bitfieldSize: number;
}

export function memberPlace(btf: Btf, type: BtfType, index: number): MemberPlace {
	const word = elementWord(btf, type, index, 2);
	// With the flag, 24 bits of offset and 8 of a bitfield's size; before it (Linux 5.0), the offset alone.
	return kindFlag(btf, type)
		? { bitOffset: word & 0xffffff, bitfieldSize: word >>> 24 }
		: { bitOffset: word, bitfieldSize: 0 };
}

/** The number of elements of an array; 0 also for a flexible one. */
export function arrayLength(btf: Btf, type: BtfType): number {
	return tailWord(btf, type, 2);
}

export interface IntEncoding {
	readonly signed: boolean;
	readonly bool: boolean;
	/** Bits before the value: other than 0 only in bitfields of old compilers. */
	readonly offset: number;
}

export function intEncoding(btf: Btf, type: BtfType): IntEncoding {
	const word = tailWord(btf, type, 0);
	const encoding = (word >>> 24) & 0xf;
	return { signed: (encoding & 1) !== 0, bool: (encoding & 4) !== 0, offset: (word >>> 16) & 0xff };
}

/** The value of the `index`-th enumerator, as the 64 bits that libbpf puts into an instruction. */
export function enumeratorValue(btf: Btf, type: BtfType, index: number): bigint {
	const low = elementWord(btf, type, index, 1);
	if (type.kind === 'enum64') return (BigInt(elementWord(btf, type, index, 2)) << 32n) | BigInt(low);
	return BigInt.asUintN(64, BigInt(low | 0));
}

/** The id of the type of the `index`-th parameter of a function prototype. */
export function parameterType(btf: Btf, type: BtfType, index: number): number {
	return elementWord(btf, type, index, 1);
}

/**
 * In bytes, as libbpf's `btf__resolve_size`.
 * @throws FormatError for what has no size, such as void, functions and forward declarations.
 */
export function sizeOf(btf: Btf, id: number): number {
	let type = skipModifiers(btf, id);
	let count = 1;
	for (let steps = 0; type.kind === 'array'; steps++) {
		if (steps === longestChain) throw new FormatError('malformed', `BTF type ${id} is nested too deeply`);
		count *= arrayLength(btf, type);
		type = skipModifiers(btf, btfArrayElement(btf, type));
	}
	const size = type.kind === 'ptr' ? pointerSize : ownSize(type);
	if (count > mostBytes || size * count > mostBytes) {
		throw new FormatError('too-large', `BTF type ${id} is larger than 4 GiB`);
	}
	return size * count;
}

function ownSize(type: BtfType): number {
	switch (type.kind) {
		case 'int':
		case 'struct':
		case 'union':
		case 'enum':
		case 'enum64':
		case 'float':
		case 'datasec':
			return type.sizeOrType;
		default:
			throw new FormatError('malformed', `BTF type ${type.id} is of kind ${type.kind}, which has no size`);
	}
}

/** The type of the elements of an array of any dimension, or the type itself. */
export function innermost(btf: Btf, id: number): BtfType {
	let type = skipModifiers(btf, id);
	for (let steps = 0; type.kind === 'array'; steps++) {
		if (steps === longestChain) throw new FormatError('malformed', `BTF type ${id} is nested too deeply`);
		type = skipModifiers(btf, btfArrayElement(btf, type));
	}
	return type;
}

export function isComposite({ kind }: BtfType): boolean {
	return kind === 'struct' || kind === 'union';
}

export function isEnum({ kind }: BtfType): boolean {
	return kind === 'enum' || kind === 'enum64';
}

/** Whether the kinds may stand for each other at all: libbpf's `btf_kind_core_compat`. */
export function kindsAreCompatible(a: BtfType, b: BtfType): boolean {
	return a.kind === b.kind || (isEnum(a) && isEnum(b));
}
