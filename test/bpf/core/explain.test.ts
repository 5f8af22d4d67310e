import { describe, expect, test } from 'vitest';
import { type Btf, btfType } from '../../../src/bpf/btf.ts';
import { explainRelocation, type RelocationExplanation } from '../../../src/bpf/core/explain.ts';
import { fixMember } from '../../../src/bpf/core/fix.ts';
import { fixEnumerator } from '../../../src/bpf/core/fix-enumerator.ts';
import { correctedFlavor } from '../../../src/bpf/core/flavor.ts';
import type { CoreRelocationKind } from '../../../src/bpf/core/kinds.ts';
import { type BtfMaker, makeBtf } from './make-btf.ts';

/** `struct iov_iter` as kernels before 6.4 have it. */
function before(b: BtfMaker): void {
	iter(b, 'iov', 192);
}
/** As kernels from 6.4 on have it. */
function after(b: BtfMaker): void {
	iter(b, '__iov', 128);
}
function iter(b: BtfMaker, name: string, bits: number): void {
	const pointer = b.pointer(0);
	const size = b.int('unsigned long', 8);
	const segment = (type: string) =>
		b.struct(type, 16, [
			{ name: 'iov_base', type: pointer },
			{ name: 'iov_len', type: size, bits: 64 },
		]);
	const [iovec, kvec] = [segment('iovec'), segment('kvec')];
	const other = b.struct('bio_vec', 16, [{ name: 'bv_page', type: pointer }]);
	const union = b.union('', 8, [
		{ name, type: b.pointer(b.constant(iovec)) },
		{ name: 'bvec', type: b.pointer(b.constant(other)) },
		{ name: 'kvec', type: b.pointer(b.constant(kvec)) },
	]);
	const iterator = b.struct('iov_iter', 40, [
		{ name: 'count', type: size, bits: 64 },
		{ type: union, bits },
	]);
	b.struct('msghdr', 96, [{ name: 'msg_iter', type: iterator, bits: 128 }]);
}

const kernels = (...makes: ((b: BtfMaker) => void)[]) =>
	makes.map((make, index) => ({ name: `kernel ${index + 1}`, btf: makeBtf(make) }));

function named(btf: Btf, name: string): number {
	return btf.offsets.findIndex((_, id) => id > 0 && btfType(btf, id).name === name);
}

function explain(
	local: (b: BtfMaker) => void,
	type: string,
	access: string,
	targets: readonly { name: string; btf: Btf }[],
	kind: CoreRelocationKind = 'byte_off',
): RelocationExplanation {
	const btf = makeBtf(local);
	return explainRelocation(btf, { kind, typeId: named(btf, type), access, accessesMemory: false }, targets);
}

function fix(explanation: RelocationExplanation, line?: string, knows = false) {
	const failing = explanation.answers.filter(({ cause }) => cause !== undefined);
	return fixMember(explanation, failing, () => knows, line);
}

describe('the founding case', () => {
	const four = kernels(before, before, after, after);

	test('iov is __iov from 6.4 on, and kvec gives the same everywhere', () => {
		const explanation = explain(before, 'iov_iter', '0:1:0', four);
		expect(explanation.answers.map(({ resolution }) => resolution.status)).toEqual([
			'resolved',
			'resolved',
			'unresolved',
			'unresolved',
		]);
		expect(explanation.answers[2]?.cause).toMatchObject({
			kind: 'no-member',
			replacement: { path: ['__iov'], how: 'renamed', sameType: true, bitOffset: 128 },
		});
		// Not bvec, which is at the same place and leads to something else.
		expect(explanation.alternative).toBe('kvec');
	});

	test('a member of the union that has moved away from the renamed one gives something else', () => {
		const apart = (b: BtfMaker): void => {
			const kvec = b.struct('kvec', 16, []);
			b.struct('iov_iter', 40, [
				{ name: '__iov', type: b.pointer(b.constant(b.struct('iovec', 16, []))), bits: 128 },
				{ name: 'kvec', type: b.pointer(b.constant(kvec)), bits: 192 },
			]);
		};
		const explanation = explain(before, 'iov_iter', '0:1:0', kernels(before, apart));
		expect(explanation.answers[1]?.cause).toMatchObject({ replacement: { path: ['__iov'] } });
		expect(explanation.alternative).toBeUndefined();
	});

	test('the fix is the known one, word for word', () => {
		expect(fix(explain(before, 'iov_iter', '0:1:0', four), '\tiov = BPF_CORE_READ(iter, iov);')).toEqual({
			how: 'flavor',
			declarations:
				'struct iov_iter___new {\n\tconst struct iovec *__iov;\n} __attribute__((preserve_access_index));',
			code: [
				'\tif (bpf_core_field_exists(iter->iov))',
				'\t\tiov = BPF_CORE_READ(iter, iov);',
				'\telse',
				'\t\tiov = BPF_CORE_READ((struct iov_iter___new *)iter, __iov);',
			].join('\n'),
			alternative: '\tiov = (const struct iovec *)BPF_CORE_READ(iter, kvec);',
		});
	});

	test('through a struct that holds it', () => {
		const line = '\tconst struct iovec *iov = BPF_CORE_READ(msg, msg_iter.iov);';
		const found = fix(explain(before, 'msghdr', '0:0:1:0', four), line);
		expect(found?.declarations).toBe(
			[
				'struct msghdr___new {',
				'\tstruct {',
				'\t\tconst struct iovec *__iov;',
				'\t} msg_iter;',
				'} __attribute__((preserve_access_index));',
			].join('\n'),
		);
		expect(found?.code).toBe(
			[
				'\tconst struct iovec *iov;',
				'',
				'\tif (bpf_core_field_exists(msg->msg_iter.iov))',
				'\t\tiov = BPF_CORE_READ(msg, msg_iter.iov);',
				'\telse',
				'\t\tiov = BPF_CORE_READ((struct msghdr___new *)msg, msg_iter.__iov);',
			].join('\n'),
		);
	});

	test('the other way round, when the new kernel builds', () => {
		const found = fix(explain(after, 'iov_iter', '0:1:0', four), 'iov = BPF_CORE_READ(iter, __iov);');
		expect(found?.declarations).toContain('struct iov_iter___old {\n\tconst struct iovec *iov;\n}');
	});

	test('a line that does more than assign, and no line at all', () => {
		const explanation = explain(before, 'iov_iter', '0:1:0', four);
		const inside = fix(explanation, '\tuse(BPF_CORE_READ(iter, iov), 1);');
		expect(inside?.insteadOf).toBe('BPF_CORE_READ(iter, iov)');
		expect(inside?.code.split('\n')[0]).toBe('\tconst struct iovec *value;');
		expect(fix(explanation)?.code).toContain('value = BPF_CORE_READ((struct iov_iter___new *)p, __iov);');
	});

	test('a kernel that has nothing of it gets its own branch', () => {
		const bare = (b: BtfMaker): void => void b.struct('iov_iter', 8, []);
		const explanation = explain(before, 'iov_iter', '0:1:0', kernels(bare, before, after));
		expect(explanation.answers[0]?.cause).toEqual({ kind: 'no-member', owner: 1 });
		expect(explanation.alternative).toBeUndefined();
		expect(fix(explanation, 'iov = BPF_CORE_READ(iter, iov);')?.code).toBe(
			[
				'if (bpf_core_field_exists(iter->iov))',
				'\tiov = BPF_CORE_READ(iter, iov);',
				'else if (bpf_core_field_exists(((struct iov_iter___other *)0)->__iov))',
				'\tiov = BPF_CORE_READ((struct iov_iter___other *)iter, __iov);',
				'else',
				'\tiov = 0; /* nothing stands for it there */',
			].join('\n'),
		);
	});

	test('two underscores where three are meant', () => {
		const slip = (b: BtfMaker): void => {
			const iovec = b.forward('iovec');
			b.struct('iov_iter__new', 8, [{ name: '__iov', type: b.pointer(b.constant(iovec)) }]);
		};
		const explanation = explain(slip, 'iov_iter__new', '0:0', kernels(before, after));
		expect(explanation.answers.map(({ cause }) => cause)).toEqual([
			// Before 6.4 even the right name finds no __iov.
			{ kind: 'no-type', base: 'iov_iter', resolves: false },
			{ kind: 'no-type', base: 'iov_iter', resolves: true },
		]);
		const { btf, root } = explanation.asked;
		expect(correctedFlavor(btf, root, 'iov_iter')).toEqual({
			name: 'iov_iter___new',
			declaration:
				'struct iov_iter___new {\n\tconst struct iovec *__iov;\n} __attribute__((preserve_access_index));',
		});
	});
});

describe('other changes', () => {
	/** One struct with these members, one after the other. */
	const owner =
		(members: (b: BtfMaker) => readonly (readonly [string, number])[]) =>
		(b: BtfMaker): void => {
			const list = members(b);
			b.struct(
				'owner',
				8 * list.length,
				list.map(([name, type], index) => ({ name, type, bits: 64 * index })),
			);
		};
	const cause = (
		was: (b: BtfMaker) => readonly (readonly [string, number])[],
		is: (b: BtfMaker) => readonly (readonly [string, number])[],
		access = '0:0',
	) => explain(owner(was), 'owner', access, kernels(owner(was), owner(is))).answers[1]?.cause;

	test('state becomes __state, of another type', () => {
		const explanation = explain(
			owner((b) => [['state', b.int('long', 8, { signed: true })]]),
			'owner',
			'0:0',
			kernels(
				owner((b) => [['state', b.int('long', 8, { signed: true })]]),
				owner((b) => [['__state', b.int('unsigned int', 4)]]),
			),
		);
		expect(explanation.answers[1]?.cause).toMatchObject({
			replacement: { path: ['__state'], how: 'renamed', sameType: false },
		});
		expect(fix(explanation)?.declarations).toContain('\tunsigned int __state;');
	});

	test('a member moves into a new struct', () => {
		const is = (b: BtfMaker) => {
			const long = b.int('long', 8);
			const inner = b.struct('layout', 16, [
				{ name: 'size', type: long },
				{ name: 'base', type: b.pointer(0), bits: 64 },
			]);
			return [
				['first', long],
				['layout', inner],
			] as const;
		};
		expect(
			cause(
				(b) => [
					['base', b.pointer(0)],
					['first', b.int('long', 8)],
				],
				is,
			),
		).toMatchObject({ replacement: { path: ['layout', 'base'], how: 'moved', bitOffset: 128 } });
	});

	test('a member of a rare type at the same place stands for it, likely', () => {
		const pointerTo = (b: BtfMaker, name: string) => b.pointer(b.struct(name, 8, []));
		expect(
			cause(
				(b) => [['disk', pointerTo(b, 'gendisk')]],
				(b) => [['device', pointerTo(b, 'gendisk')]],
			),
		).toMatchObject({ replacement: { path: ['device'], how: 'likely' } });
		expect(
			cause(
				(b) => [['disk', pointerTo(b, 'gendisk')]],
				(b) => [['device', pointerTo(b, 'device')]],
			),
		).toEqual({ kind: 'no-member', owner: expect.any(Number) });
	});

	test('a struct is dissolved into members of its owner, or its members move to another', () => {
		const seconds = (b: BtfMaker) => b.int('long', 8, { signed: true });
		const time = (b: BtfMaker, type: number) => b.struct('timespec64', 8, [{ name: 'tv_sec', type }]);
		const was = (b: BtfMaker) => [['i_atime', time(b, seconds(b))]] as const;
		expect(cause(was, (b) => [['i_atime_sec', seconds(b)]], '0:0:0')).toMatchObject({
			replacement: { path: ['i_atime_sec'], how: 'moved', isWhole: true },
		});
		const memory = (b: BtfMaker) => [['mem', b.array(time(b, seconds(b)), 1)]] as const;
		expect(cause(was, memory, '0:0:0')).toMatchObject({
			replacement: { path: ['mem', 0, 'tv_sec'], how: 'likely', isWhole: true },
		});
		const local = owner(was);
		const explanation = explain(local, 'owner', '0:0:0', kernels(local, owner(memory)));
		expect(fix(explanation, '\tx = BPF_CORE_READ(p, i_atime.tv_sec);')).toMatchObject({
			declarations: expect.stringContaining('\tstruct {\n\t\tlong tv_sec;\n\t} mem[1];'),
			code: expect.stringContaining('x = BPF_CORE_READ((struct owner___new *)p, mem[0].tv_sec);'),
		});
	});

	test('a member that was always there does not stand for another', () => {
		const disk = (b: BtfMaker) => b.pointer(b.struct('gendisk', 8, []));
		const both = (b: BtfMaker) => {
			const type = disk(b);
			return [
				['disk', type],
				['other', type],
			] as const;
		};
		expect(cause(both, (b) => [['other', disk(b)]])).toEqual({ kind: 'no-member', owner: 3 });
	});

	test('an integer at the same place does not', () => {
		expect(
			cause(
				(b) => [['pid', b.int('int', 4)]],
				(b) => [['uid', b.int('int', 4)]],
			),
		).toEqual({ kind: 'no-member', owner: 2 });
	});

	test('a member of a type that cannot be read in its place', () => {
		expect(
			cause(
				(b) => [['count', b.int('int', 4)]],
				(b) => [['count', b.struct('atomic_t', 4, [])]],
			),
		).toEqual({ kind: 'other-type', owner: 2, found: 1 });
	});

	test('an integer is wrapped in a struct that holds nothing else', () => {
		const flags = (b: BtfMaker) => b.int('unsigned long', 8);
		const wrapped = (b: BtfMaker) =>
			[['flags', b.typedef('memdesc_flags_t', b.struct('', 8, [{ name: 'f', type: flags(b) }]))]] as const;
		const was = (b: BtfMaker) => [['flags', flags(b)]] as const;
		expect(cause(was, wrapped)).toMatchObject({ kind: 'other-type', replacement: { path: ['flags', 'f'] } });
		const explanation = explain(owner(was), 'owner', '0:0', kernels(owner(was), owner(wrapped)));
		expect(fix(explanation, '\tx = BPF_CORE_READ(page, flags);')).toMatchObject({
			declarations: expect.stringContaining('\tstruct {\n\t\tunsigned long f;\n\t} flags;'),
			code: expect.stringContaining('x = BPF_CORE_READ((struct owner___new *)page, flags.f);'),
		});
	});

	describe('a member that goes behind a pointer', () => {
		const request =
			(inQueue: boolean, more: readonly string[] = []) =>
			(b: BtfMaker) => {
				const disk = b.pointer(b.struct('gendisk', 8, []));
				const members = [...(inQueue ? ['disk'] : []), ...more].map((name) => ({ name, type: disk }));
				const queue = b.pointer(b.struct('request_queue', 8, members));
				b.struct('request', 16, [
					{ name: 'q', type: queue },
					...(inQueue ? [] : [{ name: 'rq_disk', type: disk, bits: 64 }]),
				]);
			};
		const old = request(false);
		const moved = (target: (b: BtfMaker) => void) => explain(old, 'request', '0:1', kernels(old, target));

		test('is found where it is new, and the fix follows the pointer', () => {
			const explanation = moved(request(true));
			expect(explanation.answers[1]?.cause).toMatchObject({
				replacement: { path: ['disk'], behind: { pointer: 'q', struct: 'request_queue' } },
			});
			expect(fix(explanation, '\tdisk = BPF_CORE_READ(rq, rq_disk);')).toMatchObject({
				declarations: [
					'struct request_queue___new {\n\tstruct gendisk *disk;\n} __attribute__((preserve_access_index));',
					'struct request___new {\n\tstruct request_queue___new *q;\n} __attribute__((preserve_access_index));',
				].join('\n\n'),
				code: expect.stringContaining('disk = BPF_CORE_READ((struct request___new *)rq, q, disk);'),
			});
			expect(fix(explanation, '\tdisk = rq->rq_disk;')?.code).toContain(
				'disk = ((struct request___new *)rq)->q->disk;',
			);
		});

		test('is a guess where several are new, and nothing where it was before', () => {
			expect(moved(request(true, ['old_rq_disk'])).answers[1]?.cause).not.toHaveProperty('replacement');
			const [was, is] = [request(false, ['disk']), request(true)];
			const explanation = explain(was, 'request', '0:1', kernels(was, is));
			expect(explanation.answers[1]?.cause).not.toHaveProperty('replacement');
		});
	});

	test('a signed integer gets another size, which a load cannot make up for', () => {
		const size = (bytes: number) => owner((b) => [['on_cpu', b.int('int', bytes, { signed: true })]]);
		const btf = makeBtf(size(4));
		const request = {
			kind: 'byte_off',
			typeId: named(btf, 'owner'),
			access: '0:0',
			accessesMemory: true,
		} as const;
		const explanation = explainRelocation(btf, request, kernels(size(4), size(1)));
		expect(explanation.answers[1]?.cause).toEqual({ kind: 'other-size', localSize: 4, targetSize: 1 });
		expect(fix(explanation, '\tx = task->on_cpu;')).toEqual({
			how: 'any-size',
			declarations: '',
			code: '\tx = BPF_CORE_READ_BITFIELD(task, on_cpu);',
		});
	});

	test('a type that is gone', () => {
		const explanation = explain(
			before,
			'iov_iter',
			'0:1:0',
			kernels(before, () => {}),
		);
		expect(explanation.answers[1]?.cause).toEqual({ kind: 'no-type' });
		expect(fix(explanation, '\tiov = BPF_CORE_READ(iter, iov);')).toEqual({
			how: 'guard',
			declarations: '',
			code: [
				'\tif (bpf_core_field_exists(iter->iov))',
				'\t\tiov = BPF_CORE_READ(iter, iov);',
				'\telse',
				'\t\tiov = 0; /* nothing stands for it there */',
			].join('\n'),
		});
	});

	test('an enumerator gets another name', () => {
		const values = (names: Record<string, number>) => (b: BtfMaker) => void b.enumeration('item', names);
		const was = values({ NR_SLAB: 5, NR_LAST: 6 });
		const explanation = explain(
			was,
			'item',
			'0',
			kernels(was, values({ NR_SLAB_B: 5, NR_LAST: 6 })),
			'enumval_value',
		);
		expect(explanation.answers[1]?.cause).toEqual({
			kind: 'no-enumerator',
			replacement: { name: 'NR_SLAB_B', value: 5n },
		});
		expect(fixEnumerator(explanation, explanation.answers.slice(1))).toMatchObject({
			declarations: 'enum item___new {\n\tNR_SLAB_B___new = 5,\n};',
			code: expect.stringContaining('value = bpf_core_enum_value(enum item___new, NR_SLAB_B___new);'),
		});
	});

	test('an enumerator of the same value and another name is another', () => {
		const flags = (names: Record<string, number>) => (b: BtfMaker) => void b.enumeration('pageflags', names);
		const was = flags({ PG_error: 8, PG_slab: 9 });
		const causeIn = (names: Record<string, number>) =>
			explain(was, 'pageflags', '0', kernels(was, flags(names)), 'enumval_value').answers[1]?.cause;
		expect(causeIn({ PG_has_hwpoisoned: 8 })).toEqual({ kind: 'no-enumerator' });
		expect(causeIn({ PAGE_ERROR: 8 })).toMatchObject({ replacement: { name: 'PAGE_ERROR' } });
		expect(causeIn({ PAGE_ERROR: 8, OTHER_ERROR: 9 })).toEqual({ kind: 'no-enumerator' });
	});

	test('of an enumerator for which nothing stands, the fix only asks', () => {
		const audit = (name: string) => (b: BtfMaker) => void b.enumeration('audit_state', { [name]: 1 });
		const was = audit('AUDIT_BUILD_CONTEXT');
		const explanation = explain(
			was,
			'audit_state',
			'0',
			kernels(was, audit('AUDIT_STATE_BUILD')),
			'enumval_value',
		);
		expect(fixEnumerator(explanation, explanation.answers.slice(1))).toMatchObject({
			how: 'guard',
			code: expect.stringContaining('\telse\n\t\tvalue = 0;'),
		});
	});

	test('an enum gets another name, its enumerators keep theirs', () => {
		const item = (type: string) => (b: BtfMaker) =>
			void b.enumeration(type, { REQ_OP_READ: 0, REQ_OP_WRITE: 1 });
		const explanation = explain(
			item('req_opf'),
			'req_opf',
			'1',
			kernels(item('req_opf'), item('req_op')),
			'enumval_value',
		);
		expect(explanation.answers[1]?.cause).toEqual({
			kind: 'no-enumerator',
			replacement: { type: 'req_op', name: 'REQ_OP_WRITE', value: 1n },
		});
		expect(fixEnumerator(explanation, explanation.answers.slice(1))).toMatchObject({
			declarations: 'enum req_op___new {\n\tREQ_OP_WRITE___new = 1,\n};',
			code: expect.stringContaining('value = bpf_core_enum_value(enum req_op___new, REQ_OP_WRITE___new);'),
		});
	});

	test('structs by value are declared only where the header has them', () => {
		const time = (name: string) => owner((b) => [[name, b.struct('timespec64', 8, [])]]);
		const explanation = explain(time('i_atime'), 'owner', '0:0', kernels(time('i_atime'), time('__i_atime')));
		expect(fix(explanation, undefined, false)).toBeUndefined();
		expect(fix(explanation, undefined, true)?.declarations).toContain('\tstruct timespec64 __i_atime;');
	});
});

test('names that are no C do not get into code', () => {
	const hostile = (b: BtfMaker): void =>
		void b.struct('iov_iter', 8, [{ name: '__iov; system("x")', type: b.pointer(b.struct('iovec', 8, [])) }]);
	const explanation = explain(before, 'iov_iter', '0:1:0', kernels(before, hostile));
	expect(fix(explanation)).toBeUndefined();
});
