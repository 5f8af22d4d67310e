import { type Bytes, cString, slice, u8, u16, u32 } from './bytes.ts';
import { FormatError } from './format-error.ts';

/*
 * BTF, the kernel's type format: Documentation/bpf/btf.rst and include/uapi/linux/btf.h.
 * Types have no index in the file: one pass finds where each begins, and each is decoded when asked for.
 * Ids, names and counts are hostile; references may point anywhere or in circles.
 */

/** By the number in the file; names as libbpf prints them (`btf_kind_str`). */
const kinds = [
	'void',
	'int',
	'ptr',
	'array',
	'struct',
	'union',
	'enum',
	'fwd',
	'typedef',
	'volatile',
	'const',
	'restrict',
	'func',
	'func_proto',
	'var',
	'datasec',
	'float',
	'decl_tag',
	'type_tag',
	'enum64',
] as const;
export type BtfKind = (typeof kinds)[number];

/** Bytes that follow a type's 12-byte header: some per type, some per element (`vlen`). */
const tails: Readonly<Record<BtfKind, { readonly fixed: number; readonly each: number }>> = {
	void: { fixed: 0, each: 0 },
	int: { fixed: 4, each: 0 },
	ptr: { fixed: 0, each: 0 },
	array: { fixed: 12, each: 0 },
	struct: { fixed: 0, each: 12 },
	union: { fixed: 0, each: 12 },
	enum: { fixed: 0, each: 8 },
	fwd: { fixed: 0, each: 0 },
	typedef: { fixed: 0, each: 0 },
	volatile: { fixed: 0, each: 0 },
	const: { fixed: 0, each: 0 },
	restrict: { fixed: 0, each: 0 },
	func: { fixed: 0, each: 0 },
	func_proto: { fixed: 0, each: 8 },
	var: { fixed: 4, each: 0 },
	datasec: { fixed: 0, each: 12 },
	float: { fixed: 0, each: 0 },
	decl_tag: { fixed: 4, each: 0 },
	type_tag: { fixed: 0, each: 0 },
	enum64: { fixed: 0, each: 12 },
};

const magic = 0xeb9f;
const typeHeaderSize = 12;
/** As libbpf's MAX_RESOLVE_DEPTH: longer chains of modifiers are circles. */
const longestChain = 32;

export interface Btf {
	readonly types: Bytes;
	readonly strings: Bytes;
	/** Where each type begins in `types`, by id; id 0 is `void` and has no place. */
	readonly offsets: Uint32Array;
}

export interface BtfType {
	readonly id: number;
	readonly kind: BtfKind;
	/** Empty when anonymous. */
	readonly name: string;
	/** Number of members, enumerators or parameters. */
	readonly vlen: number;
	/** `size` in bytes, or the id of the type that this one refers to: which of them depends on the kind. */
	readonly sizeOrType: number;
}

export interface BtfMember {
	readonly name: string;
	readonly type: number;
}

/**
 * Indexes a `.BTF` section.
 * @throws FormatError also for kinds that are newer than this reader: nothing after one can be found.
 */
export function readBtf(section: Bytes): Btf {
	if (u16(section, 0) !== magic) {
		const swapped = u16(section, 0) === 0x9feb;
		throw swapped
			? new FormatError('big-endian', `${section.what} is big-endian; little-endian is needed`)
			: new FormatError('malformed', `${section.what} does not begin with BTF's magic number`);
	}
	if (u8(section, 2) !== 1) {
		throw new FormatError('unsupported', `${section.what} is BTF version ${u8(section, 2)}; 1 is known`);
	}
	const body = u32(section, 4);
	const types = slice(section, body + u32(section, 8), u32(section, 12), 'the table of BTF types');
	const strings = slice(section, body + u32(section, 16), u32(section, 20), 'the table of BTF strings');
	return { types, strings, offsets: typeOffsets(types) };
}

function typeOffsets(types: Bytes): Uint32Array {
	const { data } = types;
	const offsets = new Uint32Array(1 + Math.floor(data.length / typeHeaderSize));
	let count = 1;
	for (let at = 0; at < data.length; count++) {
		offsets[count] = at;
		const info = u32(types, at + 4);
		const { fixed, each } = tails[kindOf(info, count)];
		at += typeHeaderSize + fixed + each * (info & 0xffff);
		if (at > data.length) throw new FormatError('truncated', `BTF type ${count} is truncated`);
	}
	return offsets.subarray(0, count);
}

function kindOf(info: number, id: number): BtfKind {
	const number = (info >>> 24) & 0x1f;
	const kind = kinds[number];
	if (kind === undefined) {
		throw new FormatError(
			'unsupported',
			`BTF type ${id} is of kind ${number}, which this version does not know`,
		);
	}
	if (kind === 'void') throw new FormatError('malformed', `BTF type ${id} has no kind`);
	return kind;
}

/** @throws FormatError when there is no type of that id. */
export function btfType(btf: Btf, id: number): BtfType {
	if (id === 0) return { id, kind: 'void', name: '', vlen: 0, sizeOrType: 0 };
	const at = offsetOf(btf, id);
	const info = u32(btf.types, at + 4);
	return {
		id,
		kind: kindOf(info, id),
		name: btfString(btf, u32(btf.types, at)),
		vlen: info & 0xffff,
		sizeOrType: u32(btf.types, at + 8),
	};
}

/** The kind alone, which costs no decoding of a name. */
export function btfKind(btf: Btf, id: number): BtfKind {
	return id === 0 ? 'void' : kindOf(u32(btf.types, offsetOf(btf, id) + 4), id);
}

function offsetOf(btf: Btf, id: number): number {
	const at = id === 0 ? undefined : btf.offsets[id];
	if (at === undefined) {
		throw new FormatError(
			'malformed',
			`BTF type ${id} does not exist; the last is ${btf.offsets.length - 1}`,
		);
	}
	return at;
}

/** @throws FormatError */
export function btfString(btf: Btf, offset: number): string {
	return cString(btf.strings, offset);
}

/** The `index`-th member of a struct or union, from 0. */
export function btfMember(btf: Btf, type: BtfType, index: number): BtfMember {
	const at = elementOffset(btf, type, index);
	return { name: btfString(btf, u32(btf.types, at)), type: u32(btf.types, at + 4) };
}

/** The name of the `index`-th enumerator of an enum or enum64, from 0. */
export function btfEnumerator(btf: Btf, type: BtfType, index: number): string {
	return btfString(btf, u32(btf.types, elementOffset(btf, type, index)));
}

/** Where the `index`-th member, enumerator or parameter begins in `btf.types`. */
export function elementOffset(btf: Btf, type: BtfType, index: number): number {
	if (!(index < type.vlen)) {
		throw new FormatError('malformed', `BTF type ${type.id} has ${type.vlen} elements, no element ${index}`);
	}
	return offsetOf(btf, type.id) + typeHeaderSize + tails[type.kind].each * index;
}

/** Where what follows the header of a type begins in `btf.types`, and the header's `kind_flag`. */
export function typeTail(btf: Btf, type: BtfType): { readonly offset: number; readonly flag: boolean } {
	const at = offsetOf(btf, type.id);
	return { offset: at + typeHeaderSize, flag: u32(btf.types, at + 4) >>> 31 === 1 };
}

/** The id of the type of an array's elements. */
export function btfArrayElement(btf: Btf, type: BtfType): number {
	return u32(btf.types, offsetOf(btf, type.id) + typeHeaderSize);
}

const modifiers: ReadonlySet<BtfKind> = new Set<BtfKind>([
	'typedef',
	'volatile',
	'const',
	'restrict',
	'type_tag',
]);

/** The type behind typedefs, qualifiers and tags, as libbpf's `skip_mods_and_typedefs`. */
export function skipModifiers(btf: Btf, id: number): BtfType {
	let type = btfType(btf, id);
	for (let steps = 0; modifiers.has(type.kind); steps++) {
		if (steps === longestChain) throw new FormatError('malformed', `BTF type ${id} leads in a circle`);
		type = btfType(btf, type.sizeOrType);
	}
	return type;
}
