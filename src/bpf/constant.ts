import { type Btf, type BtfType, btfArrayElement, btfEnumerator, btfMember, skipModifiers } from './btf.ts';
import {
	arrayLength,
	enumeratorValue,
	intEncoding,
	isComposite,
	isEnum,
	memberPlace,
	sizeOf,
} from './btf-layout.ts';
import { isCharacter } from './btf-value.ts';
import { integerOf } from './integer.ts';
import type { BpfObject } from './object.ts';
import { dataSections, type Variable, variablesOf } from './variables.ts';

/** What a constant is given: whole numbers may be text, since not all of them are exact otherwise. */
export type Constant = string | number | boolean | readonly Constant[];

/** Bytes for a place in a section of data. */
export interface Patch {
	/** Such as `.rodata`. */
	readonly section: string;
	readonly offset: number;
	readonly bytes: Uint8Array;
}

/** Why a constant cannot be set. `near`: names to look for a similar one among. */
export interface ConstantProblem {
	readonly problem: string;
	readonly near?: readonly string[];
}

/** Of one constant: what is in a message to a guest has a limit. */
const mostBytes = 64 * 1024;

const isConstantSection = (name: string): boolean => name === '.rodata' || name.startsWith('.rodata.');

/**
 * What to write where for `path = value`. `path`: a variable's name, and names of members behind dots.
 * @throws FormatError when the object's types make no sense
 */
export function patchFor(object: BpfObject, path: string, value: Constant): Patch | ConstantProblem {
	const { btf } = object;
	const [name = '', ...members] = path.split('.');
	if (btf === undefined) return { problem: 'the object has no BTF, which says where its constants are' };
	const variables = [...dataSections(object).values()].flatMap((section) => variablesOf(object, section));
	// Behind a dot stands what is local to a function, such as the formats of bpf_printk.
	const constants = variables.filter((each) => isConstantSection(each.section) && !each.name.includes('.'));
	const variable = constants.find((candidate) => candidate.name === name);
	if (variable === undefined) return unknownConstant(name, variables, constants);
	let place = { type: variable.type, offset: variable.offset };
	for (const member of members) {
		const inner = memberOf(btf, place, member);
		if ('problem' in inner) return inner;
		place = inner;
	}
	const bytes = encodeConstant(btf, place.type, value);
	return 'problem' in bytes ? bytes : { section: variable.section, offset: place.offset, bytes };
}

function unknownConstant(
	name: string,
	variables: readonly Variable[],
	constants: readonly Variable[],
): ConstantProblem {
	const other = variables.find((candidate) => candidate.name === name);
	return other === undefined
		? { problem: 'there is no constant of that name', near: constants.map((constant) => constant.name) }
		: { problem: `it is a variable in ${other.section}; only constants (const volatile) are set` };
}

interface Located {
	readonly type: number;
	readonly offset: number;
}

function memberOf(btf: Btf, { type: id, offset }: Located, wanted: string): Located | ConstantProblem {
	const type = skipModifiers(btf, id);
	if (!isComposite(type)) return { problem: `what has no members is asked for its member ${wanted}` };
	for (let index = 0; index < type.vlen; index++) {
		const { name, type: inner } = btfMember(btf, type, index);
		if (name !== wanted) continue;
		const { bitOffset, bitfieldSize } = memberPlace(btf, type, index);
		if (bitfieldSize > 0) return { problem: `${wanted} is a bitfield, which cannot be set` };
		return { type: inner, offset: offset + bitOffset / 8 };
	}
	const near = Array.from({ length: type.vlen }, (_, index) => btfMember(btf, type, index).name);
	return { problem: `${type.kind} ${type.name} has no member ${wanted}`, near: near.filter(Boolean) };
}

/** Bytes of the widest integer that C has, `__int128`. */
const widest = 16;

/** The bytes of a value of that type; of an array those of the items that are given. */
export function encodeConstant(btf: Btf, id: number, value: Constant): Uint8Array | ConstantProblem {
	const type = skipModifiers(btf, id);
	const isNumber = type.kind === 'int' || isEnum(type);
	if (isNumber && !(type.sizeOrType >= 1 && type.sizeOrType <= widest)) {
		return { problem: `a constant of ${type.sizeOrType} bytes cannot be set` };
	}
	switch (type.kind) {
		case 'int':
			return encodeInt(btf, type, value);
		case 'enum':
		case 'enum64':
			return encodeEnum(btf, type, value);
		case 'array':
			return encodeArray(btf, type, value);
		case 'struct':
		case 'union':
			return { problem: `a ${type.kind} is set by its members: name one behind a dot` };
		default:
			return { problem: `a constant of kind ${type.kind} cannot be set` };
	}
}

function encodeInt(btf: Btf, type: BtfType, value: Constant): Uint8Array | ConstantProblem {
	const { signed, bool } = intEncoding(btf, type);
	const number = typeof value === 'boolean' && bool ? BigInt(value) : integerOf(value);
	const bits = bool ? 1 : type.sizeOrType * 8;
	const [low, high] = signed
		? [-(1n << BigInt(bits - 1)), (1n << BigInt(bits - 1)) - 1n]
		: [0n, (1n << BigInt(bits)) - 1n];
	if (number === undefined || number < low || number > high) {
		return {
			problem: `expected ${bool ? 'true or false' : `a whole number from ${low} to ${high}`} (${type.name})`,
		};
	}
	return littleEndian(number, type.sizeOrType);
}

function encodeEnum(btf: Btf, type: BtfType, value: Constant): Uint8Array | ConstantProblem {
	const names = Array.from({ length: type.vlen }, (_, index) => btfEnumerator(btf, type, index));
	const index = typeof value === 'string' ? names.indexOf(value) : -1;
	const number = index >= 0 ? enumeratorValue(btf, type, index) : integerOf(value);
	if (number === undefined)
		return { problem: `expected an enumerator of enum ${type.name}, or its number`, near: names };
	const bits = type.sizeOrType * 8;
	if (BigInt.asIntN(bits, number) !== number && BigInt.asUintN(bits, number) !== number && index < 0) {
		return {
			problem: `expected an enumerator of enum ${type.name}, or a number of ${type.sizeOrType} bytes`,
		};
	}
	return littleEndian(number, type.sizeOrType);
}

function encodeArray(btf: Btf, type: BtfType, value: Constant): Uint8Array | ConstantProblem {
	const length = arrayLength(btf, type);
	const element = btfArrayElement(btf, type);
	if (typeof value === 'string' && isCharacter(btf, skipModifiers(btf, element))) {
		const text = Buffer.from(`${value}\0`);
		return text.length <= length
			? text
			: { problem: `expected at most ${length - 1} bytes of text (char[${length}])` };
	}
	if (!Array.isArray(value) || value.length > length) {
		return { problem: `expected a list of at most ${length} values` };
	}
	const size = sizeOf(btf, element);
	if (size * value.length > mostBytes) return { problem: `expected at most ${mostBytes / 1024} KiB` };
	const bytes = Buffer.alloc(size * value.length);
	for (const [index, item] of value.entries()) {
		const encoded = encodeConstant(btf, element, item);
		if ('problem' in encoded) return encoded;
		bytes.set(encoded, index * size);
	}
	return bytes;
}

function littleEndian(value: bigint, size: number): Uint8Array {
	const bytes = Buffer.alloc(size);
	for (let at = 0; at < size; at++) bytes[at] = Number((value >> BigInt(8 * at)) & 0xffn);
	return bytes;
}
