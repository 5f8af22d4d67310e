import { describe, expect, test } from 'vitest';
import type { Btf } from '../../../src/bpf/btf.ts';
import type { CoreRelocationKind } from '../../../src/bpf/core/kinds.ts';
import { resolveRelocation } from '../../../src/bpf/core/resolve.ts';
import { type BtfMaker, makeBtf } from './make-btf.ts';

/** One type in the object (the last made) and what the kernel has. */
function ask(
	local: (maker: BtfMaker) => void,
	target: (maker: BtfMaker) => void,
	kind: CoreRelocationKind,
	access = '0',
	accessesMemory = false,
) {
	const ours = makeBtf(local);
	return resolveRelocation(
		ours,
		{ kind, typeId: last(ours), access, accessesMemory },
		{ btf: makeBtf(target) },
	);
}

const last = (btf: Btf): number => btf.offsets.length - 1;
const resolved = (value: number | bigint) => ({ status: 'resolved', value: BigInt(value) });
const unresolved = (reason: object) => ({ status: 'unresolved', reason });

/** struct task { int pid; int flags; } with `flags` at a byte offset. */
const task =
	(offset: number, name = 'task', size = 4, signed = true) =>
	(b: BtfMaker): void => {
		const int = b.int('int', 4, { signed: true });
		const flags = b.int('flags_t', size, { signed });
		b.struct(name, offset + size, [
			{ name: 'pid', type: int },
			{ name: 'flags', type: flags, bits: offset * 8 },
		]);
	};

describe('members', () => {
	test('are found by name, wherever they stand', () => {
		expect(ask(task(4), task(24), 'byte_off', '0:1')).toMatchObject(resolved(24));
		expect(ask(task(4), task(24), 'byte_sz', '0:1')).toMatchObject(resolved(4));
		expect(ask(task(4), task(24), 'signed', '0:1')).toMatchObject(resolved(1));
		expect(ask(task(4), task(24), 'field_exists', '0:1')).toMatchObject(resolved(1));
	});

	test('of an element after the first are counted with the size that the kernel has', () => {
		expect(ask(task(4), task(24), 'byte_off', '2:1')).toMatchObject(resolved(2 * 28 + 24));
	});

	test('of a flavor are those of the type that it stands for, and of the kernel too', () => {
		expect(ask(task(4, 'task___my'), task(24), 'byte_off', '0:1')).toMatchObject(resolved(24));
		expect(ask(task(4), task(24, 'task___2'), 'byte_off', '0:1')).toMatchObject(resolved(24));
		expect(ask(task(4, 'task__my'), task(24), 'byte_off', '0:1')).toEqual(unresolved({ why: 'no-type' }));
	});

	test('that are not there cannot be used, and can be asked for', () => {
		const without = (b: BtfMaker): void => void b.struct('task', 4, [{ name: 'pid', type: b.int('int', 4) }]);
		const gone = unresolved({ why: 'mismatch', mismatch: { why: 'missing', step: 1, within: 1 } });
		expect(ask(task(4), (b) => void b.struct('task', 0, []), 'byte_off', '0:1')).toMatchObject(gone);
		expect(ask(task(4), without, 'field_exists', '0:1')).toEqual(resolved(0));
		expect(ask(task(4), () => {}, 'field_exists', '0:1')).toEqual(resolved(0));
	});

	test('are found in structs and unions without a name, at any depth', () => {
		const deep = (b: BtfMaker): void => {
			const int = b.int('int', 4);
			const inner = b.union('', 8, [
				{ name: 'other', type: int },
				{ name: 'flags', type: int, bits: 32 },
			]);
			const outer = b.struct('', 16, [{ type: inner, bits: 64 }]);
			b.struct('task', 32, [{ type: outer, bits: 128 }]);
		};
		expect(ask(task(4), deep, 'byte_off', '0:1')).toMatchObject(resolved(16 + 8 + 4));
	});

	test('of another type do not count', () => {
		const pointer = (b: BtfMaker): void => void b.struct('task', 8, [{ name: 'flags', type: b.pointer(0) }]);
		expect(ask(task(4), pointer, 'byte_off', '0:1')).toMatchObject(
			unresolved({ why: 'mismatch', mismatch: { why: 'incompatible', step: 1, within: 2, found: 1 } }),
		);
		expect(ask(task(4), pointer, 'field_exists', '0:1')).toEqual(resolved(0));
	});

	test('of another size are read by a load only when that keeps the value', () => {
		expect(ask(task(4), task(8, 'task', 8), 'byte_off', '0:1')).toMatchObject(resolved(8));
		expect(ask(task(4), task(8, 'task', 8), 'byte_off', '0:1', true)).toEqual(
			unresolved({ why: 'size', localSize: 4, targetSize: 8 }),
		);
		const unsigned = [task(4, 'task', 4, false), task(8, 'task', 8, false)] as const;
		expect(ask(...unsigned, 'byte_off', '0:1', true)).toMatchObject(resolved(8));
	});

	test('beyond the reach of a load are refused', () => {
		expect(ask(task(4), task(40_000), 'byte_off', '0:1', true)).toMatchObject({ status: 'refused' });
		expect(ask(task(4), task(40_000), 'byte_off', '0:1')).toMatchObject(resolved(40_000));
	});

	test('are not chosen among types of one name that differ', () => {
		const twice = (second: number) => (b: BtfMaker) => {
			task(8)(b);
			task(second, 'task___2')(b);
		};
		expect(ask(task(4), twice(8), 'byte_off', '0:1')).toMatchObject(resolved(8));
		expect(ask(task(4), twice(16), 'byte_off', '0:1')).toMatchObject({ status: 'refused' });
		// That it exists, they agree about; libbpf refuses it all the same, since they do not agree where.
		expect(ask(task(4), twice(16), 'field_exists', '0:1')).toMatchObject({ status: 'refused' });
	});
});

describe('arrays', () => {
	const table =
		(length: number, flexible = false) =>
		(b: BtfMaker): void => {
			const int = b.int('int', 4);
			const array = b.array(int, length);
			b.struct('table', 64, [
				{ name: 'first', type: int },
				{ name: 'items', type: array, bits: 64 },
				...(flexible ? [] : [{ name: 'last', type: int, bits: 480 }]),
			]);
		};

	test('must be long enough', () => {
		expect(ask(table(4), table(8), 'byte_off', '0:1:3')).toMatchObject(resolved(8 + 12));
		expect(ask(table(4), table(3), 'byte_off', '0:1:3')).toMatchObject(
			unresolved({ why: 'mismatch', mismatch: { why: 'missing', step: 2 } }),
		);
	});

	test('at the end of a struct and without a length are as long as need be', () => {
		expect(ask(table(4), table(0, true), 'byte_off', '0:1:3')).toMatchObject(resolved(8 + 12));
		expect(ask(table(4), table(0), 'byte_off', '0:1:3')).toMatchObject({ status: 'unresolved' });
	});
});

describe('bitfields', () => {
	const bits = (offset: number, width: number) => (b: BtfMaker) => {
		const int = b.int('unsigned int', 4);
		b.struct('flags', 16, [{ name: 'bits', type: int, bits: offset, width }]);
	};

	// The four relocations that one BPF_CORE_READ_BITFIELD() makes, as libbpf 1.7 computes them.
	test.each([
		['byte_off', 4],
		['byte_sz', 4],
		['lshift_u64', 64 - (37 + 5 - 32)],
		['rshift_u64', 64 - 5],
		['signed', 0],
	] as const)('%s is %i', (kind, value) => {
		expect(ask(bits(0, 3), bits(37, 5), kind, '0:0')).toMatchObject(resolved(value));
	});

	test('may stand far into a struct', () => {
		expect(ask(bits(0, 3), bits(100_003, 5), 'byte_off', '0:0')).toMatchObject(resolved(12_500));
	});

	test('that cross a boundary are read with more bytes', () => {
		expect(ask(bits(0, 3), bits(30, 5), 'byte_sz', '0:0')).toMatchObject(resolved(8));
		expect(ask(bits(0, 3), bits(30, 5), 'byte_off', '0:0')).toMatchObject(resolved(0));
	});
});

describe('types', () => {
	const typedef = (target: (b: BtfMaker) => number) => (b: BtfMaker) => void b.typedef('name_t', target(b));

	test.each([
		['type_exists', 1],
		['type_size', 28],
		['target_type_id', 3],
		['type_matches', 1],
	] as const)('%s is %i', (kind, value) => {
		expect(ask(task(24), task(24), kind)).toMatchObject(resolved(value));
	});

	test.each(['type_exists', 'type_size', 'target_type_id', 'type_matches'] as const)(
		'%s of one that is not there is 0',
		(kind) => {
			expect(ask(task(4), () => {}, kind)).toEqual(resolved(0));
		},
	);

	test('local_type_id asks nothing of the kernel', () => {
		expect(ask(task(4), () => {}, 'local_type_id')).toEqual(resolved(3));
	});

	test('a struct is no union, and a typedef no struct', () => {
		expect(ask(task(4), (b) => void b.union('task', 4, []), 'type_exists')).toEqual(resolved(0));
		expect(ask(task(4), (b) => void b.typedef('task', b.int('int', 4)), 'type_exists')).toEqual(resolved(0));
		expect(
			ask(
				typedef((b) => b.int('int', 4)),
				typedef((b) => b.int('long', 8)),
				'type_exists',
			),
		).toMatchObject(resolved(1));
		expect(
			ask(
				typedef((b) => b.int('int', 4)),
				typedef((b) => b.pointer(0)),
				'type_exists',
			),
		).toEqual(resolved(0));
	});

	test('match when every member that is asked for is there, with its type', () => {
		expect(ask(task(4), task(24), 'type_matches')).toMatchObject(resolved(1));
		expect(ask(task(4), task(8, 'task', 8), 'type_matches')).toEqual(resolved(0));
		expect(ask(task(4), (b) => void b.struct('task', 0, []), 'type_matches')).toEqual(resolved(0));
	});

	test('of prototypes are compared with their parameters', () => {
		const callback = (count: number) => (b: BtfMaker) => {
			const int = b.int('int', 4);
			b.typedef('callback_t', b.pointer(b.prototype(int, Array<number>(count).fill(int))));
		};
		expect(ask(callback(2), callback(2), 'type_exists')).toMatchObject(resolved(1));
		expect(ask(callback(2), callback(3), 'type_exists')).toEqual(resolved(0));
	});
});

describe('enumerators', () => {
	const colours =
		(values: Record<string, number>, name = 'colour') =>
		(b: BtfMaker): void =>
			void b.enumeration(name, values);

	test('are found by name, in 64 bits', () => {
		const ours = colours({ RED: 0, GREEN: 1 });
		expect(ask(ours, colours({ BLUE: 3, GREEN: 7 }), 'enumval_value', '1')).toMatchObject(resolved(7));
		expect(ask(ours, colours({ GREEN: -1 }), 'enumval_value', '1')).toMatchObject(
			resolved(0xffff_ffff_ffff_ffffn),
		);
		const wide = (b: BtfMaker): void => void b.wideEnumeration('colour', { GREEN: 1n << 40n });
		expect(ask(ours, wide, 'enumval_value', '1')).toMatchObject(resolved(1n << 40n));
	});

	test('have flavors too', () => {
		expect(ask(colours({ GREEN___my: 1 }), colours({ GREEN: 7 }), 'enumval_value', '0')).toMatchObject(
			resolved(7),
		);
	});

	test('that are not there', () => {
		const ours = colours({ RED: 0, GREEN: 1 });
		expect(ask(ours, colours({ RED: 0 }), 'enumval_exists', '1')).toEqual(resolved(0));
		expect(ask(ours, colours({ RED: 0 }), 'enumval_value', '1')).toMatchObject(
			unresolved({ why: 'mismatch', mismatch: { why: 'missing' } }),
		);
		expect(ask(ours, () => {}, 'enumval_value', '1')).toEqual(unresolved({ why: 'no-type' }));
	});
});

test.each(['', ':', '0:', '-1', '0:x', `0${':0'.repeat(64)}`])('the access %j is refused', (access) => {
	expect(() => ask(task(4), task(4), 'byte_off', access)).toThrow('no list of numbers');
});

test.each(['0:2', '0:0:0'])('the access %s leads nowhere in the object', (access) => {
	expect(() => ask(task(4), task(4), 'byte_off', access)).toThrow();
});

describe('types of modules', () => {
	const object = makeBtf(task(4));
	const request = { kind: 'byte_off', typeId: last(object), access: '0:1', accessesMemory: false } as const;
	const kernel = makeBtf((b) => void b.int('long', 8));
	const module = (name: string, offset: number) => ({ name, btf: makeBtf(task(offset), kernel) });

	test('are found where the kernel has none of the name', () => {
		const found = resolveRelocation(object, request, { btf: kernel, modules: [module('veth', 24)] });
		expect(found).toMatchObject(resolved(24));
		expect(found).toMatchObject({ found: { btf: { firstId: 2 } } });
	});

	test('are not looked at where it has one', () => {
		const own = makeBtf(task(16));
		const other = { name: 'veth', btf: makeBtf(task(24), own) };
		expect(resolveRelocation(object, request, { btf: own, modules: [other] })).toMatchObject(resolved(16));
	});

	test('of two modules must agree', () => {
		const both = (second: number) =>
			resolveRelocation(object, request, {
				btf: kernel,
				modules: [module('a', 24), module('b', second)],
			});
		expect(both(24)).toMatchObject(resolved(24));
		expect(both(32)).toMatchObject({ status: 'refused' });
	});

	test('that do not fit are told of in their own ids', () => {
		const lacking = makeBtf((b) => void b.struct('task', 4, [{ name: 'pid', type: 1 }]), kernel);
		expect(
			resolveRelocation(object, request, { btf: kernel, modules: [{ name: 'veth', btf: lacking }] }),
		).toMatchObject(unresolved({ why: 'mismatch', btf: lacking, mismatch: { within: 2 } }));
	});
});
