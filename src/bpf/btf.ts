import { type Bytes, cString, slice, u8, u16, u32 } from './bytes.ts';
import { FormatError } from './format-error.ts';

/*
 * BTF, the kernel's type format: Documentation/bpf/btf.rst and include/uapi/linux/btf.h.
 * Types have no index in the file: one pass finds where each begins, and each is decoded when asked for.
 * Ids, names and counts are hostile; references may point anywhere or in circles.
 *
 * The BTF of a module is split: it goes on where the kernel's ends, in ids and in offsets of strings, and refers to both.
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
	/** Newer than this reader, and of a size that the file itself gives. */
	'unknown',
] as const;
export type BtfKind = (typeof kinds)[number];
/** How many kinds have a number: the first that is free stands for all that are newer. */
const known = kinds.indexOf('unknown');

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
	unknown: { fixed: 0, each: 0 },
};

const magic = 0xeb9f;
const typeHeaderSize = 12;
/** Size of the header since kinds have a layout in the file (Linux 7.1). */
const headerWithLayout = 32;
const layoutSize = 4;
/** As libbpf's MAX_RESOLVE_DEPTH: longer chains of modifiers are circles. */
const longestChain = 32;

export interface Btf {
	/** What it was read from. */
	readonly section: Bytes;
	readonly types: Bytes;
	readonly strings: Bytes;
	/** Where each type begins in `types`, by id counted from `firstId`; id 0 is `void` and has no place. */
	readonly offsets: Uint32Array;
	/** What split BTF goes on from: the kernel's, where this is a module's. */
	readonly base?: Btf;
	/** The first id that is of this BTF and not of its base. */
	readonly firstId: number;
	/** The first offset of a string that is of this BTF and not of its base. */
	readonly firstString: number;
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
 * @param base of a module's: the BTF of its kernel
 * @throws FormatError also for kinds that are newer than this reader and whose size the file does not give.
 */
export function readBtf(section: Bytes, base?: Btf): Btf {
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
	const layout =
		body < headerWithLayout
			? undefined
			: slice(section, body + u32(section, 24), u32(section, 28), 'the layout of BTF kinds');
	const firstId = base === undefined ? 0 : typeCount(base);
	const offsets = typeOffsets(types, layout, firstId);
	if (base === undefined) return { section, types, strings, offsets, firstId, firstString: 0 };
	const firstString = base.firstString + base.strings.data.length;
	return { section, types, strings, offsets, base, firstId, firstString };
}

/** Whether a `.BTF` section goes on from another: only what stands alone begins its strings with the empty one. */
export function isSplitBtf(section: Bytes): boolean {
	if (u16(section, 0) !== magic) return false;
	const [offset, length] = [u32(section, 4) + u32(section, 16), u32(section, 20)];
	return length === 0 || u8(section, offset) !== 0;
}

/** One more than the last id. */
export function typeCount({ firstId, offsets }: Btf): number {
	return firstId + offsets.length;
}

function typeOffsets(types: Bytes, layout: Bytes | undefined, firstId: number): Uint32Array {
	const { data } = types;
	const offsets = new Uint32Array(1 + Math.floor(data.length / typeHeaderSize));
	// Id 0 is nowhere in a file.
	let count = firstId === 0 ? 1 : 0;
	for (let at = 0; at < data.length; count++) {
		offsets[count] = at;
		const info = u32(types, at + 4);
		const { fixed, each } = sizesOf(info, layout, firstId + count);
		at += typeHeaderSize + fixed + each * vlenOf(info);
		if (at > data.length) throw new FormatError('truncated', `BTF type ${firstId + count} is truncated`);
	}
	return offsets.subarray(0, count);
}

/** From Linux 7.1 on, vlen has 24 bits and the kind 7; what they took in was 0 before. */
function vlenOf(info: number): number {
	return info & 0xff_ffff;
}

function kindOf(info: number): BtfKind {
	return kinds[Math.min((info >>> 24) & 0x7f, known)] ?? 'unknown';
}

/** Of newer kinds, what the file's own layout says: per type and per element, a byte each. */
function sizesOf(info: number, layout: Bytes | undefined, id: number): (typeof tails)[BtfKind] {
	const kind = kindOf(info);
	if (kind === 'void') throw new FormatError('malformed', `BTF type ${id} has no kind`);
	if (kind !== 'unknown') return tails[kind];
	const number = (info >>> 24) & 0x7f;
	if (layout === undefined || (number + 1) * layoutSize > layout.data.length) {
		throw new FormatError(
			'unsupported',
			`BTF type ${id} is of kind ${number}, which this version does not know`,
		);
	}
	return { fixed: u8(layout, number * layoutSize), each: u8(layout, number * layoutSize + 1) };
}

/** @throws FormatError when there is no type of that id. */
export function btfType(btf: Btf, id: number): BtfType {
	if (id === 0) return { id, kind: 'void', name: '', vlen: 0, sizeOrType: 0 };
	const { types, at } = placeOf(btf, id);
	const info = u32(types, at + 4);
	return {
		id,
		kind: kindOf(info),
		name: btfString(btf, u32(types, at)),
		vlen: vlenOf(info),
		sizeOrType: u32(types, at + 8),
	};
}

/** The kind alone, which costs no decoding of a name. */
export function btfKind(btf: Btf, id: number): BtfKind {
	if (id === 0) return 'void';
	const { types, at } = placeOf(btf, id);
	return kindOf(u32(types, at + 4));
}

function placeOf(btf: Btf, id: number): { readonly types: Bytes; readonly at: number } {
	let layer = btf;
	while (layer.base !== undefined && id < layer.firstId) layer = layer.base;
	const at = id === 0 ? undefined : layer.offsets[id - layer.firstId];
	if (at === undefined) {
		throw new FormatError('malformed', `BTF type ${id} does not exist; the last is ${typeCount(btf) - 1}`);
	}
	return { types: layer.types, at };
}

/** @throws FormatError */
export function btfString(btf: Btf, offset: number): string {
	let layer = btf;
	while (layer.base !== undefined && offset < layer.firstString) layer = layer.base;
	return cString(layer.strings, offset - layer.firstString);
}

/** The `index`-th member of a struct or union, from 0. */
export function btfMember(btf: Btf, type: BtfType, index: number): BtfMember {
	return { name: btfString(btf, elementWord(btf, type, index, 0)), type: elementWord(btf, type, index, 1) };
}

/** The name of the `index`-th enumerator of an enum or enum64, from 0. */
export function btfEnumerator(btf: Btf, type: BtfType, index: number): string {
	return btfString(btf, elementWord(btf, type, index, 0));
}

/** Word `word` of the `index`-th member, enumerator, parameter or variable, each from 0. */
export function elementWord(btf: Btf, type: BtfType, index: number, word: number): number {
	if (!(index < type.vlen)) {
		throw new FormatError('malformed', `BTF type ${type.id} has ${type.vlen} elements, no element ${index}`);
	}
	const { types, at } = placeOf(btf, type.id);
	return u32(types, at + typeHeaderSize + tails[type.kind].each * index + 4 * word);
}

/** Word `word` of what follows the header of a type, from 0. */
export function tailWord(btf: Btf, type: BtfType, word: number): number {
	const { types, at } = placeOf(btf, type.id);
	return u32(types, at + typeHeaderSize + 4 * word);
}

/** The header's `kind_flag`. */
export function kindFlag(btf: Btf, type: BtfType): boolean {
	const { types, at } = placeOf(btf, type.id);
	return u32(types, at + 4) >>> 31 === 1;
}

/** The id of the type of an array's elements. */
export function btfArrayElement(btf: Btf, type: BtfType): number {
	return tailWord(btf, type, 0);
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
