import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { btfType, typeCount } from '../../src/bpf/btf.ts';
import { type BtfValue, decodeUntyped, decodeValue } from '../../src/bpf/btf-value.ts';
import { FormatError } from '../../src/bpf/format-error.ts';
import { valueText } from '../../src/bpf/value-text.ts';
import { type BtfMaker, makeBtf } from './core/make-btf.ts';
import { processorMs } from './fixtures.ts';

const decode = (make: (maker: BtfMaker) => number, bytes: Uint8Array, values = 1000): BtfValue => {
	let type = 0;
	const btf = makeBtf((maker) => {
		type = make(maker);
	});
	return decodeValue(btf, type, bytes, { values });
};
const shown = (make: (maker: BtfMaker) => number, hex: string, values?: number): string =>
	valueText(decode(make, Buffer.from(hex.replaceAll(' ', ''), 'hex'), values));

describe('a value', () => {
	test.each<[string, (maker: BtfMaker) => number, string, string]>([
		['u8', (make) => make.int('unsigned char', 1), 'ff', '255'],
		['s8', (make) => make.int('signed char', 1, { signed: true }), 'ff', '-1'],
		['u32', (make) => make.int('unsigned int', 4), '00000080', '2147483648'],
		['s64', (make) => make.int('long', 8, { signed: true }), 'feffffffffffffff', '-2'],
		['what a number holds', (make) => make.int('u64', 8), 'ffffffffffff1f00', '9007199254740991'],
		['more than a number holds', (make) => make.int('u64', 8), 'ffffffffffffffff', '"18446744073709551615"'],
		['a pointer', (make) => make.pointer(0), '00ff000000000080', '"0x800000000000ff00"'],
		['a float', (make) => make.float('float', 4), '0000c03f', '1.5'],
		['no number', (make) => make.float('double', 8), '000000000000f87f', '"NaN"'],
		['an enumerator', (make) => make.enumeration('mode', { OFF: 0, ON: 1 }), '01000000', '"ON"'],
		['a negative enumerator', (make) => make.enumeration('mode', { BAD: -1 }), 'ffffffff', '"BAD"'],
		['no enumerator', (make) => make.enumeration('mode', { OFF: 0 }), '05000000', '5'],
		[
			'a wide enumerator',
			(make) => make.wideEnumeration('mode', { BIG: 1n << 40n }),
			'0000000000010000',
			'"BIG"',
		],
		[
			'a typedef',
			(make) => make.typedef('count_t', make.constant(make.int('int', 4, { signed: true }))),
			'ffffffff',
			'-1',
		],
		['numbers', (make) => make.array(make.int('unsigned short', 2), 3), '0100 0200 ffff', '[1, 2, 65535]'],
		['text', (make) => make.array(make.int('char', 1, { signed: true }), 6), '746578740000', '"text"'],
		[
			'text that fills its array',
			(make) => make.array(make.int('char', 1, { signed: true }), 2),
			'6f6b',
			'"ok"',
		],
		[
			'characters that are no text',
			(make) => make.array(make.int('char', 1, { signed: true }), 3),
			'ff0100',
			'[-1, 1, 0]',
		],
		[
			'bytes of an address',
			(make) => make.array(make.int('unsigned char', 1), 4),
			'7f000001',
			'[127, 0, 0, 1]',
		],
		['nothing', (make) => make.array(make.int('int', 4), 0), '', '[]'],
		['an opaque type', (make) => make.forward('secret'), 'c0ffee', '"c0ffee"'],
	])('%s', (_, make, hex, text) => {
		expect(shown(make, hex)).toBe(text);
	});

	test('of a struct has its members, those of anonymous ones, and bitfields', () => {
		const make = (maker: BtfMaker): number => {
			const u8 = maker.int('unsigned char', 1);
			const s32 = maker.int('int', 4, { signed: true });
			const anonymous = maker.union('', 4, [
				{ name: 'whole', type: s32 },
				{ name: 'low', type: u8 },
			]);
			return maker.struct('s', 12, [
				{ name: 'a', type: u8, bits: 0, width: 0 },
				{ name: 'three', type: s32, bits: 9, width: 3 },
				{ name: 'wide', type: s32, bits: 12, width: 17 },
				{ type: anonymous, bits: 32, width: 0 },
				{ name: 'last', type: s32, bits: 64, width: 0 },
			]);
		};
		// 0x0e: the bits 1 to 3 are set; from bit 12 on 17 bits are 1.
		expect(shown(make, '07 0e 00 00 00 01 00 00 ff ff ff ff')).toBe(
			'{ "a": 7, "three": -1, "wide": 0, "whole": 256, "low": 0, "last": -1 }',
		);
		expect(shown(make, '00 10 00 10 00 00 00 00 00 00 00 00')).toContain('"three": 0, "wide": -65535');
	});

	test('that its bytes end before, or that is one too many, is cut', () => {
		const two = (maker: BtfMaker): number => {
			const u32 = maker.int('u32', 4);
			return maker.struct('s', 8, [
				{ name: 'a', type: u32 },
				{ name: 'b', type: u32, bits: 32 },
			]);
		};
		expect(shown(two, '01000000 0200')).toBe('{ "a": 1, "b": "…" }');
		expect(shown((make) => make.array(make.int('u8', 1), 5), '0102030405', 3)).toBe('[1, 2, "…"]');
	});

	test('without a type is a number if it has the size of one', () => {
		expect(valueText(decodeUntyped(Buffer.from('0100', 'hex')))).toBe('1');
		expect(valueText(decodeUntyped(Buffer.from('010203', 'hex')))).toBe('"010203"');
		expect(valueText(decodeUntyped(Buffer.alloc(100)))).toBe(`"${'00'.repeat(64)}…"`);
	});
});

describe('any value of the types of C', () => {
	test('comes back from its bytes', () => {
		const sizes = fc.constantFrom(1, 2, 4, 8);
		const ints = fc.tuple(sizes, fc.boolean(), fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }));
		fc.assert(
			fc.property(fc.array(ints, { minLength: 1, maxLength: 12 }), (members) => {
				const bytes = Buffer.alloc(8 * members.length);
				const expected = members.map(([size, signed, bits], index) => {
					bytes.writeBigUInt64LE(BigInt.asUintN(size * 8, bits), 8 * index);
					return signed ? BigInt.asIntN(size * 8, bits) : BigInt.asUintN(size * 8, bits);
				});
				const value = decode((maker) => {
					const types = members.map(([size, signed]) => maker.int('n', size, { signed }));
					const fields = types.map((type, index) => ({ name: `m${index}`, type, bits: 64 * index }));
					return maker.struct('s', bytes.length, fields);
				}, bytes);
				const values = value.kind === 'members' ? [...value.members.values()] : [];
				expect(values).toEqual(expected.map((number) => ({ kind: 'integer', value: number })));
			}),
		);
	});

	test('as bits of a word is what C gives', () => {
		const field = fc.tuple(fc.integer({ min: 1, max: 32 }), fc.integer({ min: 0, max: 31 }), fc.boolean());
		fc.assert(
			fc.property(field, fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), ([width, at, signed], word) => {
				const bytes = Buffer.alloc(8);
				bytes.writeBigUInt64LE(word);
				const value = decode((maker) => {
					const type = maker.int('n', 4, { signed });
					return maker.struct('s', 8, [{ name: 'f', type, bits: at, width }]);
				}, bytes);
				const bits = BigInt.asUintN(width, word >> BigInt(at));
				const member = value.kind === 'members' ? value.members.get('f') : undefined;
				expect(member).toEqual({ kind: 'integer', value: signed ? BigInt.asIntN(width, bits) : bits });
			}),
		);
	});
});

describe('hostile types', () => {
	test('that contain themselves end', () => {
		expect(
			valueText(
				decode((maker) => {
					const own = maker.next();
					return maker.struct('s', 8, [{ name: 'again', type: own }]);
				}, Buffer.alloc(8)),
			),
		).toContain('"…"');
	});

	test('of billions of elements cost what is allowed for, in time and in values', () => {
		const nested = (maker: BtfMaker): number => {
			const nothing = maker.struct('nothing', 0, []);
			return maker.array(maker.array(nothing, 0xffff_ffff), 0xffff_ffff);
		};
		const text = (value: BtfValue) => valueText(value).length;
		expect(
			processorMs(() => expect(text(decode(nested, Buffer.alloc(8), 30_000))).toBeLessThan(200_000)),
		).toBeLessThan(2000);
	});

	test('give a value or a FormatError, quickly', () => {
		const word = fc.integer({ min: 0, max: 0xffff_ffff });
		const id = fc.integer({ min: 0, max: 12 });
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.constantFrom('int', 'array', 'struct', 'typedef', 'enum'), id, word), {
					minLength: 1,
					maxLength: 10,
				}),
				fc.uint8Array({ maxLength: 64 }),
				(kinds, bytes) => {
					const btf = makeBtf((maker) => {
						for (const [kind, type, number] of kinds) {
							if (kind === 'int') maker.int('n', number, { signed: true });
							else if (kind === 'array') maker.array(type, number);
							else if (kind === 'typedef') maker.typedef('t', type);
							else if (kind === 'enum') maker.enumeration('e', { A: 1 }, number % 16);
							else
								maker.struct('s', 8, [
									{ name: 'm', type, bits: number % 512 },
									{ type, bits: 8 },
								]);
						}
					});
					for (let type = 0; type < typeCount(btf); type++) {
						try {
							expect(typeof valueText(decodeValue(btf, type, bytes, { values: 200 }))).toBe('string');
						} catch (error) {
							expect(error, btfType(btf, type).kind).toBeInstanceOf(FormatError);
						}
					}
				},
			),
			{ numRuns: 300 },
		);
	}, 30_000);
});
