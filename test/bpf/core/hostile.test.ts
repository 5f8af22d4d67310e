import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Btf, readBtf } from '../../../src/bpf/btf.ts';
import { bytesOf } from '../../../src/bpf/bytes.ts';
import { explainRelocation } from '../../../src/bpf/core/explain.ts';
import { fixMember } from '../../../src/bpf/core/fix.ts';
import { relocationKinds } from '../../../src/bpf/core/kinds.ts';
import { resolveRelocation } from '../../../src/bpf/core/resolve.ts';
import { FormatError } from '../../../src/bpf/format-error.ts';
import { processorMs } from '../fixtures.ts';
import { type BtfMaker, makeBtf, makeBtfBytes } from './make-btf.ts';

/** One of everything that relocations walk over. */
function sample(b: BtfMaker): void {
	const int = b.int('int', 4, { signed: true });
	const array = b.array(b.array(int, 3), 4);
	const colour = b.enumeration('colour', { RED: 0, GREEN: 1 });
	const inner = b.union('', 8, [
		{ name: 'deep', type: int },
		{ name: 'next', type: b.pointer(b.next() + 1) },
	]);
	const owner = b.struct('owner', 80, [
		{ name: 'first', type: int },
		{ name: 'bits', type: int, bits: 32, width: 5 },
		{ name: 'table', type: array, bits: 64 },
		{ type: inner, bits: 512 },
		{ name: 'colour', type: colour, bits: 576 },
	]);
	b.typedef('owner_t', b.constant(owner));
	b.typedef('callback_t', b.pointer(b.prototype(owner, [int, owner])));
}

const bytes = makeBtfBytes(sample);
const accesses = ['0', '0:0', '0:1', '0:2:1:2', '0:3:0', '0:3:1', '1:4', '1'];

/** Everything that is asked of two BTFs. Values, or FormatErrors for what makes no sense in the first. */
function askAll(local: Btf, target: Btf): number {
	let refused = 0;
	for (let typeId = 1; typeId < Math.min(local.offsets.length, 16); typeId++) {
		for (const kind of relocationKinds) {
			for (const access of accesses) {
				try {
					const request = { kind, typeId, access, accessesMemory: kind === 'byte_off' };
					const explanation = explainRelocation(local, request, [
						{ name: 'same', btf: local },
						{ name: 'other', btf: target },
					]);
					fixMember(
						explanation,
						explanation.answers.filter(({ cause }) => cause !== undefined),
						() => true,
						undefined,
					);
				} catch (error) {
					if (!(error instanceof FormatError)) throw error;
					refused++;
				}
			}
		}
	}
	return refused;
}

const word = fc.oneof(
	fc.constantFrom(0, 1, 2, 4, 6, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff),
	fc.nat(16),
	fc.constantFrom(2, 3, 4, 5, 8, 13).map((kind) => (kind << 24) | 1),
);
const mutated = fc.array(fc.record({ at: fc.nat(10_000), value: word }), { maxLength: 8 }).map((changes) => {
	const copy = Buffer.from(bytes);
	for (const { at, value } of changes)
		copy.writeUInt32LE(value >>> 0, 24 + 4 * (at % ((copy.length - 24) >> 2)));
	return copy;
});

const read = (data: Buffer): Btf | undefined => {
	try {
		return readBtf(bytesOf('BTF', data));
	} catch (error) {
		if (error instanceof FormatError) return undefined;
		throw error;
	}
};

test('types of any sense give an answer or a FormatError, quickly', () => {
	let readable = 0;
	fc.assert(
		fc.property(mutated, mutated, (one, other) => {
			const [local, target] = [read(one), read(other)];
			if (local === undefined || target === undefined) return;
			readable++;
			expect(processorMs(() => askAll(local, target))).toBeLessThan(1500);
		}),
		{ numRuns: 300 },
	);
	expect(readable).toBeGreaterThan(30);
	// Each is measured by itself; what else the machine does adds to all of them together.
}, 60_000);

describe('circles and depths end', () => {
	const asking = (access: string, typeId: number) =>
		({ kind: 'byte_off', typeId, access, accessesMemory: false }) as const;
	const owner = makeBtf((b) => void b.struct('owner', 8, [{ name: 'wanted', type: b.int('int', 4) }]));
	const against = (make: (b: BtfMaker) => void) => {
		const target = makeBtf(make);
		let result: unknown;
		const took = processorMs(() => {
			result = [
				resolveRelocation(owner, asking('0:0', 2), { btf: target }).status,
				explainRelocation(owner, asking('0:0', 2), [{ name: 'k', btf: target }]).answers[0]?.cause?.kind,
			];
		});
		expect(took).toBeLessThan(1000);
		return result;
	};

	test('a struct that holds itself without a name', () => {
		expect(against((b) => void b.struct('owner', 8, [{ type: 1 }]))).toEqual(['refused', 'refused']);
	});

	test('a struct that holds itself twice, and by names', () => {
		expect(against((b) => void b.struct('owner', 8, [{ type: 1 }, { type: 1 }]))).toEqual([
			'refused',
			'refused',
		]);
		expect(
			against(
				(b) =>
					void b.struct(
						'owner',
						8,
						Array.from({ length: 200 }, (_, i) => ({ name: `m${i}`, type: 1 })),
					),
			),
		).toEqual(['unresolved', 'no-member']);
	});

	test('unions of unions, each of many of the next', () => {
		const towers = (b: BtfMaker): void => {
			b.union('owner', 8, []);
			b.struct(
				'owner',
				8,
				Array.from({ length: 60 }, () => ({ type: 3 })),
			);
			for (let level = 0; level < 12; level++) {
				b.union(
					'',
					8,
					Array.from({ length: 60 }, () => ({ type: b.next() + 1 })),
				);
			}
			b.union('', 8, [{ name: 'leaf', type: 0 }]);
		};
		expect(against(towers)).toEqual(['refused', 'refused']);
	});

	test('typedefs in a circle, arrays of arrays without end', () => {
		expect(against((b) => void b.struct('owner', 8, [{ name: 'wanted', type: b.typedef('t', 1) }]))).toEqual([
			'refused',
			'refused',
		]);
		expect(against((b) => void b.struct('owner', 8, [{ name: 'wanted', type: b.array(1, 2) }]))).toEqual([
			'unresolved',
			'other-type',
		]);
		const nested = makeBtf((b) => {
			let type = b.int('int', 4);
			for (let depth = 0; depth < 40; depth++) type = b.array(type, 2);
			b.struct('owner', 8, [{ name: 'wanted', type }]);
		});
		expect(() => resolveRelocation(nested, asking(`0:0${':0'.repeat(40)}`, 42), { btf: nested })).toThrow(
			FormatError,
		);
	});

	test('prototypes of prototypes, and structs that match themselves', () => {
		const callbacks = makeBtf((b) => {
			b.typedef('callback_t', b.next() + 1);
			b.prototype(
				2,
				Array.from({ length: 30 }, () => 2),
			);
			const ids = Array.from({ length: 40 }, (_, i) => ({ name: `m${i}`, type: 3 }));
			b.struct('self', 8, ids);
		});
		for (const [typeId, kind] of [
			[1, 'type_exists'],
			[1, 'type_matches'],
			[3, 'type_matches'],
		] as const) {
			const request = { kind, typeId, access: '0', accessesMemory: false };
			let status = '';
			expect(
				processorMs(() => {
					status = resolveRelocation(callbacks, request, { btf: callbacks }).status;
				}),
			).toBeLessThan(1000);
			expect(status).toBe('refused');
		}
	});

	test('thousands of types of one name', () => {
		const many = (b: BtfMaker): void => {
			for (let index = 0; index < 20_000; index++) b.struct('owner', 8, []);
		};
		expect(against(many)).toEqual(['refused', 'refused']);
	});

	test('long names of underscores', () => {
		const names = (b: BtfMaker): void =>
			void b.struct(
				'owner',
				8,
				Array.from({ length: 2000 }, (_, i) => ({ name: '_'.repeat(2000) + i, type: b.next() })),
			);
		expect(against(names)).toEqual(['unresolved', 'no-member']);
	});
});
