import { describe, expect, test } from 'vitest';
import { btfMember, btfType, isSplitBtf, readBtf, skipModifiers, typeCount } from '../../src/bpf/btf.ts';
import { bytesOf } from '../../src/bpf/bytes.ts';
import { makeBtf, makeBtfBytes } from './core/make-btf.ts';
import { processorMs } from './fixtures.ts';

const kind = { int: 1, ptr: 2, struct: 4, typedef: 8, const: 10, enum64: 19 };

interface TypeSpec {
	readonly kind: number;
	readonly name?: number;
	readonly vlen?: number;
	readonly sizeOrType?: number;
	readonly tail?: readonly number[];
}

/** A `.BTF` section made of these types, whose ids count from 1. */
function btfOf(types: readonly TypeSpec[], strings = '\0'): Buffer {
	const words = types.flatMap(({ kind, name = 0, vlen = 0, sizeOrType = 0, tail = [] }) => [
		name,
		(kind << 24) | vlen,
		sizeOrType,
		...tail,
	]);
	const typeSize = 4 * words.length;
	const header = [0x0001eb9f, 24, 0, typeSize, typeSize, strings.length];
	const bytes = Buffer.alloc(4 * header.length + typeSize);
	for (const [index, word] of [...header, ...words].entries()) bytes.writeUInt32LE(word >>> 0, 4 * index);
	return Buffer.concat([bytes, Buffer.from(strings)]);
}

const read = (bytes: Uint8Array) => readBtf(bytesOf('section .BTF', bytes));

describe('readBtf', () => {
	const strings = '\0outer\0inner\0count\0size_t\0';
	const at = (name: string) => strings.indexOf(`${name}\0`);
	const sample = btfOf(
		[
			{ kind: kind.int, name: at('count'), sizeOrType: 8, tail: [64] },
			{ kind: kind.typedef, name: at('size_t'), sizeOrType: 1 },
			{ kind: kind.const, sizeOrType: 2 },
			{ kind: kind.struct, name: at('outer'), vlen: 2, sizeOrType: 16, tail: [at('inner'), 3, 0, 0, 1, 64] },
			{ kind: kind.enum64, vlen: 1, sizeOrType: 8, tail: [at('count'), 1, 1] },
			{ kind: kind.ptr, sizeOrType: 4 },
		],
		strings,
	);

	test('finds each type although they differ in size', () => {
		const btf = read(sample);
		expect(btf.offsets.length).toBe(7);
		expect([0, 1, 2, 3, 4, 5, 6].map((id) => btfType(btf, id).kind)).toEqual([
			'void',
			'int',
			'typedef',
			'const',
			'struct',
			'enum64',
			'ptr',
		]);
		expect(btfType(btf, 4)).toEqual({ id: 4, kind: 'struct', name: 'outer', vlen: 2, sizeOrType: 16 });
	});

	test('gives members, named and unnamed, and what stands behind typedefs and qualifiers', () => {
		const btf = read(sample);
		const outer = btfType(btf, 4);
		expect(btfMember(btf, outer, 0)).toEqual({ name: 'inner', type: 3 });
		expect(btfMember(btf, outer, 1)).toEqual({ name: '', type: 1 });
		expect(skipModifiers(btf, 3)).toMatchObject({ id: 1, kind: 'int' });
		expect(() => btfMember(btf, outer, 2)).toThrow('BTF type 4 has 2 elements, no element 2');
	});

	test.each([
		[
			'another magic number',
			Buffer.from('not BTF, but long enough'),
			'malformed',
			/does not begin with BTF's magic number/,
		],
		['the other byte order', Buffer.from('eb9f01000000001800000000', 'hex'), 'big-endian', /is big-endian/],
		['a type cut off', btfOf([{ kind: kind.struct, vlen: 3 }]), 'truncated', /^BTF type 1 is truncated$/],
		[
			'a kind of the future',
			btfOf([{ kind: 25 }]),
			'unsupported',
			/^BTF type 1 is of kind 25, which this version does not know$/,
		],
		[
			'a version of the future',
			Buffer.from('9feb020018000000', 'hex'),
			'unsupported',
			/is BTF version 2; 1 is known/,
		],
		[
			'an empty section',
			Buffer.alloc(0),
			'truncated',
			/^section .BTF is truncated: 1 bytes wanted at offset 0, but it has 0$/,
		],
	])('refuses %s', (_, bytes, kind, message) => {
		expect(() => read(bytes)).toThrow(
			expect.objectContaining({ kind, message: expect.stringMatching(message) }),
		);
	});

	test('types that refer to each other in a circle end in an error', () => {
		const circle = read(
			btfOf([
				{ kind: kind.typedef, sizeOrType: 2 },
				{ kind: kind.const, sizeOrType: 1 },
			]),
		);
		expect(() => skipModifiers(circle, 1)).toThrow('BTF type 1 leads in a circle');
		expect(() => skipModifiers(circle, 3)).toThrow('BTF type 3 does not exist; the last is 2');
	});

	test('indexes 6 MB, more than a kernel has, within 150 ms', () => {
		const structure = {
			kind: kind.struct,
			vlen: 3,
			sizeOrType: 24,
			tail: Array.from({ length: 9 }, () => 0),
		};
		const bytes = btfOf(Array.from({ length: 125_000 }, () => structure));
		expect(bytes.length).toBeGreaterThanOrEqual(6_000_000);
		expect(processorMs(() => read(bytes))).toBeLessThan(150);
		expect(read(bytes).offsets.length).toBe(125_001);
	});
});

describe('BTF of a module', () => {
	const kernel = makeBtf((b) => void b.struct('list_head', 16, []));
	const bytes = makeBtfBytes((b) => {
		const list = b.struct('veth_priv', 24, [{ name: 'list_head', type: 1 }]);
		b.typedef('veth_t', list);
	}, kernel);

	test('goes on where the kernel ends, in ids and in names, and refers to both', () => {
		const module = readBtf(bytesOf('veth', bytes), kernel);
		expect([module.firstId, typeCount(module)]).toEqual([2, 4]);
		expect(btfType(module, 1)).toMatchObject({ kind: 'struct', name: 'list_head' });
		expect(skipModifiers(module, 3)).toMatchObject({ id: 2, kind: 'struct', name: 'veth_priv' });
		expect(btfMember(module, btfType(module, 2), 0)).toEqual({ name: 'list_head', type: 1 });
		expect(() => btfType(module, 4)).toThrow('BTF type 4 does not exist; the last is 3');
		expect(() => btfType(kernel, 2)).toThrow('BTF type 2 does not exist; the last is 1');
	});

	test('is told from what stands alone by its strings', () => {
		expect(isSplitBtf(bytesOf('veth', bytes))).toBe(true);
		expect(
			isSplitBtf(
				bytesOf(
					'vmlinux',
					makeBtfBytes((b) => void b.int('int', 4)),
				),
			),
		).toBe(false);
	});
});

describe('kinds of the future', () => {
	const later = 25;
	/** Linux 7.1's header: where a table of two sizes for each kind lies, and how long it is. */
	const withLayout = (types: readonly TypeSpec[], kinds: number): Buffer => {
		const old = btfOf(types, '\0later\0');
		const layout = Buffer.alloc(4 * kinds);
		if (kinds > later) layout.set([8, 4], 4 * later);
		const header = Buffer.alloc(32);
		old.copy(header, 0, 0, 24);
		header.writeUInt32LE(32, 4);
		header.writeUInt32LE(old.length - 24, 24);
		header.writeUInt32LE(layout.length, 28);
		return Buffer.concat([header, old.subarray(24), layout]);
	};
	const types = [
		{ kind: later, vlen: 2, tail: [1, 2, 3, 4] },
		{ kind: kind.int, name: 1, sizeOrType: 4, tail: [32] },
	];

	test('are stepped over by the sizes that the file gives', () => {
		const btf = read(withLayout(types, later + 1));
		expect(btfType(btf, 1)).toMatchObject({ kind: 'unknown', name: '' });
		expect(btfType(btf, 2)).toMatchObject({ kind: 'int', name: 'later' });
	});

	test('are refused where it gives none', () => {
		expect(() => read(withLayout(types, later))).toThrow(
			'BTF type 1 is of kind 25, which this version does not know',
		);
	});
});
