import {
	type Btf,
	type BtfType,
	btfArrayElement,
	btfEnumerator,
	btfMember,
	kindFlag,
	skipModifiers,
} from './btf.ts';
import { arrayLength, enumeratorValue, intEncoding, isComposite, memberPlace, sizeOf } from './btf-layout.ts';

/*
 * Bytes of a map as values, by the types that the object's BTF gives them. Both are hostile: types may contain
 * themselves, and a few bytes of BTF describe an array of billions, so that all of it draws on one allowance.
 */

export type BtfValue =
	/** `name`: of the enumerator that has this value, or a pointer in hexadecimal. */
	| { readonly kind: 'integer'; readonly value: bigint; readonly name?: string }
	| { readonly kind: 'boolean'; readonly value: boolean }
	| { readonly kind: 'float'; readonly value: number }
	/** An array of characters up to its first zero. */
	| { readonly kind: 'text'; readonly value: string }
	| { readonly kind: 'list'; readonly items: readonly BtfValue[] }
	/** Of a struct or union; the members of anonymous ones in it are its own. */
	| { readonly kind: 'members'; readonly members: ReadonlyMap<string, BtfValue> }
	/** In hexadecimal: of a type that is not known, or has no values. */
	| { readonly kind: 'bytes'; readonly value: string }
	/** Not read: beyond a limit, or beyond the bytes. */
	| { readonly kind: 'cut' };

export type BtfMembers = Extract<BtfValue, { kind: 'members' }>;

/** How many values may still be made; it goes down as they are. */
export interface Allowance {
	values: number;
}

/** Types within types; compilers know no struct that deep. */
const deepest = 32;
const mostBytesShown = 64;
const cut: BtfValue = { kind: 'cut' };

/** @throws FormatError when the types make no sense */
export function decodeValue(
	btf: Btf,
	typeId: number,
	bytes: Uint8Array,
	allowance: Allowance,
	depth = 0,
): BtfValue {
	if (--allowance.values < 0 || depth >= deepest) return cut;
	const type = skipModifiers(btf, typeId);
	if (isComposite(type)) {
		const members = new Map<string, BtfValue>();
		addMembers(btf, type, bytes, allowance, depth + 1, members);
		return { kind: 'members', members };
	}
	if (type.kind === 'array') return decodeArray(btf, type, bytes, allowance, depth + 1);
	if (type.kind === 'void' || type.kind === 'fwd' || type.kind === 'func') return decodeUntyped(bytes);
	const size = sizeOf(btf, typeId);
	if (bytes.length < size) return cut;
	return scalar(btf, type, bytes.subarray(0, size), size * 8);
}

/** What has no type: a number where its size is that of one, else bytes. */
export function decodeUntyped(bytes: Uint8Array): BtfValue {
	if ([1, 2, 4, 8].includes(bytes.length)) return { kind: 'integer', value: unsigned(bytes) };
	const shown = Buffer.from(bytes.subarray(0, mostBytesShown)).toString('hex');
	return { kind: 'bytes', value: bytes.length > mostBytesShown ? `${shown}…` : shown };
}

function addMembers(
	btf: Btf,
	type: BtfType,
	bytes: Uint8Array,
	allowance: Allowance,
	depth: number,
	members: Map<string, BtfValue>,
): void {
	for (let index = 0; index < type.vlen && allowance.values > 0 && depth <= deepest; index++) {
		const { name, type: id } = btfMember(btf, type, index);
		const { bitOffset, bitfieldSize } = memberPlace(btf, type, index);
		const own = bytes.subarray(bitOffset >>> 3);
		const inner = skipModifiers(btf, id);
		if (name === '' && isComposite(inner)) {
			allowance.values--;
			addMembers(btf, inner, own, allowance, depth + 1, members);
		} else if (bitfieldSize > 0) {
			members.set(name, decodeBitfield(btf, inner, own, bitOffset & 7, bitfieldSize, allowance));
		} else {
			members.set(name, decodeValue(btf, id, own, allowance, depth));
		}
	}
}

function decodeBitfield(
	btf: Btf,
	type: BtfType,
	bytes: Uint8Array,
	shift: number,
	bits: number,
	allowance: Allowance,
): BtfValue {
	const size = Math.ceil((shift + bits) / 8);
	if (--allowance.values < 0 || bytes.length < size) return cut;
	const value = BigInt.asUintN(bits, unsigned(bytes.subarray(0, size)) >> BigInt(shift));
	const whole = Buffer.alloc(16);
	whole.writeBigUInt64LE(BigInt.asUintN(64, value));
	return scalar(btf, type, whole, bits);
}

/** Bytes of the widest integer that C has, `__int128`. */
const widest = 16;

/** `bits`: how many of the bytes are the value's. */
function scalar(btf: Btf, type: BtfType, bytes: Uint8Array, bits: number): BtfValue {
	if (bytes.length > widest) return decodeUntyped(bytes);
	switch (type.kind) {
		case 'int': {
			const { signed, bool } = intEncoding(btf, type);
			const value = unsigned(bytes);
			if (bool) return { kind: 'boolean', value: value !== 0n };
			return { kind: 'integer', value: signed ? BigInt.asIntN(bits, value) : value };
		}
		case 'enum':
		case 'enum64': {
			const signed = kindFlag(btf, type);
			const value = signed ? BigInt.asIntN(bits, unsigned(bytes)) : unsigned(bytes);
			const name = enumeratorNamed(btf, type, value);
			return { kind: 'integer', value, ...(name !== undefined && { name }) };
		}
		case 'ptr': {
			const value = unsigned(bytes);
			return { kind: 'integer', value, name: `0x${value.toString(16)}` };
		}
		case 'float':
			return decodeFloat(bytes);
		default:
			return decodeUntyped(bytes);
	}
}

function decodeFloat(bytes: Uint8Array): BtfValue {
	const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (bytes.length === 4) return { kind: 'float', value: view.readFloatLE() };
	return bytes.length === 8 ? { kind: 'float', value: view.readDoubleLE() } : decodeUntyped(bytes);
}

function enumeratorNamed(btf: Btf, type: BtfType, value: bigint): string | undefined {
	for (let index = 0; index < type.vlen; index++) {
		if (BigInt.asIntN(64, enumeratorValue(btf, type, index)) === BigInt.asIntN(64, value)) {
			return btfEnumerator(btf, type, index);
		}
	}
	return undefined;
}

function decodeArray(
	btf: Btf,
	type: BtfType,
	bytes: Uint8Array,
	allowance: Allowance,
	depth: number,
): BtfValue {
	const element = btfArrayElement(btf, type);
	const length = arrayLength(btf, type);
	const text = isCharacter(btf, skipModifiers(btf, element)) ? asText(bytes.subarray(0, length)) : undefined;
	if (text !== undefined) return { kind: 'text', value: text };
	const size = sizeOf(btf, element);
	const items: BtfValue[] = [];
	for (let index = 0; index < length; index++) {
		const item = decodeValue(btf, element, bytes.subarray(index * size), allowance, depth);
		items.push(item);
		if (item.kind === 'cut') break;
	}
	return { kind: 'list', items };
}

/** `char` and its like, but no `__u8`: clang marks neither, so the name has to tell. */
export function isCharacter(btf: Btf, type: BtfType): boolean {
	return type.kind === 'int' && type.sizeOrType === 1 && type.name === 'char' && !intEncoding(btf, type).bool;
}

/** What is before the first zero, if that is text in UTF-8 without control characters but line ends and tabs. */
function asText(bytes: Uint8Array): string | undefined {
	const end = bytes.indexOf(0);
	try {
		const text = utf8.decode(end < 0 ? bytes : bytes.subarray(0, end));
		return /[\0-\x08\x0b-\x1f\x7f]/.test(text) ? undefined : text;
	} catch {
		return undefined;
	}
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Little-endian. */
function unsigned(bytes: Uint8Array): bigint {
	let value = 0n;
	for (let at = bytes.length - 1; at >= 0; at--) value = (value << 8n) | BigInt(bytes[at] ?? 0);
	return value;
}
