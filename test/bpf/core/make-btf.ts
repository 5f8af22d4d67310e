import { type Btf, readBtf, typeCount } from '../../../src/bpf/btf.ts';
import { bytesOf } from '../../../src/bpf/bytes.ts';

/*
 * Writes BTF as pahole and clang do, for tests to read: types get ids from 1 in the order in which they are made; an id
 * of a type that comes later may be used at once.
 */

export interface MadeMember {
	readonly name?: string;
	readonly type: number;
	readonly bits?: number;
	/** Size of a bitfield. */
	readonly width?: number;
}

export interface BtfMaker {
	int(name: string, size: number, encoding?: { signed?: boolean; bitOffset?: number }): number;
	pointer(type: number): number;
	array(element: number, length: number): number;
	struct(name: string, size: number, members: readonly MadeMember[]): number;
	union(name: string, size: number, members: readonly MadeMember[]): number;
	enumeration(name: string, values: Readonly<Record<string, number>>, size?: number): number;
	wideEnumeration(name: string, values: Readonly<Record<string, bigint>>): number;
	typedef(name: string, type: number): number;
	constant(type: number): number;
	forward(name: string, isUnion?: boolean): number;
	float(name: string, size: number): number;
	prototype(result: number, parameters: readonly number[]): number;
	func(name: string, prototype: number): number;
	/** On the whole of what it tags. */
	declTag(name: string, tagged: number): number;
	/** The id that the next type gets. */
	next(): number;
}

/** The `.BTF` section; with a `base`, split BTF that goes on from it. */
export function makeBtfBytes(make: (maker: BtfMaker) => void, base?: Btf): Buffer {
	const words: number[] = [];
	const strings: Buffer[] = base === undefined ? [Buffer.from('\0')] : [];
	const offsets = new Map<string, number>([['', 0]]);
	const firstString = base === undefined ? 0 : base.firstString + base.strings.data.length;
	let stringBytes = base === undefined ? 1 : 0;
	let count = base === undefined ? 0 : typeCount(base) - 1;
	const text = (value: string): number => {
		const known = offsets.get(value);
		if (known !== undefined) return known;
		const bytes = Buffer.from(`${value}\0`);
		offsets.set(value, firstString + stringBytes);
		strings.push(bytes);
		stringBytes += bytes.length;
		return firstString + stringBytes - bytes.length;
	};
	const add = (
		kind: number,
		name: string,
		sizeOrType: number,
		tail: readonly number[] = [],
		vlen = 0,
		flag = false,
	): number => {
		words.push(text(name), (flag ? 0x8000_0000 : 0) | (kind << 24) | vlen, sizeOrType, ...tail);
		return ++count;
	};
	const composite = (kind: number, name: string, size: number, members: readonly MadeMember[]): number => {
		const flag = members.some(({ width }) => width !== undefined);
		const tail = members.flatMap(({ name: member = '', type, bits = 0, width = 0 }) => [
			text(member),
			type,
			flag ? (width << 24) | bits : bits,
		]);
		return add(kind, name, size, tail, members.length, flag);
	};
	make({
		int: (name, size, { signed = false, bitOffset = 0 } = {}) =>
			add(1, name, size, [((signed ? 1 : 0) << 24) | (bitOffset << 16) | (size * 8)]),
		pointer: (type) => add(2, '', type),
		array: (element, length) => add(3, '', 0, [element, element, length]),
		struct: (name, size, members) => composite(4, name, size, members),
		union: (name, size, members) => composite(5, name, size, members),
		enumeration(name, values, size = 4) {
			const entries = Object.entries(values);
			const tail = entries.flatMap(([key, value]) => [text(key), value]);
			return add(
				6,
				name,
				size,
				tail,
				entries.length,
				entries.some(([, value]) => value < 0),
			);
		},
		wideEnumeration(name, values) {
			const entries = Object.entries(values);
			const tail = entries.flatMap(([key, value]) => [
				text(key),
				Number(value & 0xffff_ffffn),
				Number((value >> 32n) & 0xffff_ffffn),
			]);
			return add(19, name, 8, tail, entries.length);
		},
		typedef: (name, type) => add(8, name, type),
		constant: (type) => add(10, '', type),
		forward: (name, isUnion = false) => add(7, name, 0, [], 0, isUnion),
		float: (name, size) => add(16, name, size),
		prototype: (result, parameters) =>
			add(
				13,
				'',
				result,
				parameters.flatMap((type) => [0, type]),
				parameters.length,
			),
		func: (name, prototype) => add(12, name, prototype, [], 1),
		declTag: (name, tagged) => add(17, name, tagged, [0xffff_ffff]),
		next: () => count + 1,
	});
	const header = [0x0001_eb9f, 24, 0, 4 * words.length, 4 * words.length, stringBytes];
	const bytes = Buffer.alloc(4 * (header.length + words.length));
	for (const [index, word] of [...header, ...words].entries()) bytes.writeUInt32LE(word >>> 0, 4 * index);
	return Buffer.concat([bytes, ...strings]);
}

export function makeBtf(make: (maker: BtfMaker) => void, base?: Btf): Btf {
	return readBtf(bytesOf('made BTF', makeBtfBytes(make, base)), base);
}
