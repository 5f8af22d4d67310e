import { describe, expect, test } from 'vitest';
import { answerNeed, enumeratorNamed } from '../../../src/bpf/kernel-needs/answer.ts';
import { kernelNeedsOf, type Need } from '../../../src/bpf/kernel-needs/needs.ts';
import { type BtfMaker, makeBtf } from '../core/make-btf.ts';
import { opened } from '../fixtures.ts';

const needs = kernelNeedsOf(opened('needs.clang14.o', 'asks_first').object);
const need = (kind: Need['kind'], part: object = {}): Need => {
	const found = needs.filter(
		(each) =>
			each.kind === kind && Object.entries(part).every(([key, value]) => each[key as keyof Need] === value),
	);
	const [only] = found;
	if (only === undefined || found.length > 1) throw new Error(`${found.length} needs ${kind}`);
	return only;
};

describe('kernelNeedsOf', () => {
	test('tells types by sections, and targets', () => {
		expect(needs.filter(({ kind }) => kind === 'program-type')).toEqual([
			{ kind: 'program-type', name: 'KPROBE', programs: ['asks_first'] },
			{ kind: 'program-type', name: 'TRACING', programs: ['does_not_ask'] },
			{ kind: 'program-type', name: 'TRACEPOINT', programs: ['misspelt'] },
		]);
		expect(need('attach-target', { target: 'typed-function' })).toMatchObject({ name: 'veth_xmit' });
	});

	test('finds helpers in subprograms, and counts only programs that do not ask first', () => {
		expect(need('helper', { id: 208 })).toEqual({ kind: 'helper', id: 208, programs: ['does_not_ask'] });
	});

	test('finds maps and the maps in them', () => {
		expect(needs.filter(({ kind }) => kind === 'map-type')).toEqual([
			{ kind: 'map-type', id: 12, map: 'outer', programs: ['does_not_ask'] },
			{ kind: 'map-type', id: 2, map: 'outer[]', programs: ['does_not_ask'] },
		]);
	});

	test('tells externs that must be there from weak ones, and variables of a type from those without', () => {
		expect(need('kfunc')).toMatchObject({ name: 'bpf_weak_kfunc', optional: true });
		expect(need('ksym', { name: 'typed_variable' })).toMatchObject({ typed: true });
		expect(need('ksym', { name: 'untyped_variable' })).not.toHaveProperty('typed');
	});
});

describe('answerNeed', () => {
	const kernel = (extra: (b: BtfMaker) => void = () => {}) => ({
		btf: makeBtf((b) => {
			b.enumeration('bpf_prog_type', { BPF_PROG_TYPE_KPROBE: 2, __MAX_BPF_PROG_TYPE: 3 });
			b.enumeration('bpf_map_type', { BPF_MAP_TYPE_ARRAY: 2, __MAX_BPF_MAP_TYPE: 12 });
			b.enumeration('bpf_func_id', { BPF_FUNC_trace_printk: 6, __BPF_FUNC_MAX_ID: 208 });
			const prototype = b.prototype(0, []);
			b.func('do_nanosleep', prototype);
			b.func('__x64_sys_execve', prototype);
			b.typedef('btf_trace_sched_switch', prototype);
			extra(b);
		}),
	});
	const target = (kind: 'function' | 'typed-function' | 'tracepoint' | 'raw-tracepoint', name: string) =>
		answerNeed({ kind: 'attach-target', target: kind, name }, kernel());

	test('asks enums what the kernel knows; what ends an enum is nothing that it knows', () => {
		expect(answerNeed(need('program-type', { name: 'KPROBE' }), kernel())).toEqual({ found: true });
		expect(answerNeed(need('program-type', { name: 'TRACING' }), kernel())).toEqual({ found: false });
		expect(answerNeed(need('map-type', { map: 'outer' }), kernel())).toEqual({ found: false });
		expect(answerNeed(need('map-type', { map: 'outer[]' }), kernel())).toEqual({ found: true });
		expect(answerNeed(need('helper', { id: 208 }), kernel())).toEqual({ found: false });
		expect(answerNeed(need('attach-type'), kernel())).toEqual({ why: 'no enum bpf_attach_type in BTF' });
		expect(enumeratorNamed(kernel().btf, 'bpf_func_id', 6)).toBe('BPF_FUNC_trace_printk');
		expect(enumeratorNamed(kernel().btf, 'bpf_func_id', 208)).toBeUndefined();
	});

	test('looks for targets by what each kind leaves in BTF', () => {
		expect(target('typed-function', 'do_nanosleep')).toEqual({ found: true });
		expect(target('typed-function', 'veth_xmit')).toEqual({ found: false });
		expect(target('tracepoint', 'sched/sched_switch')).toEqual({ found: true });
		expect(target('tracepoint', 'sched/sched_swich')).toEqual({ found: false });
		expect(target('tracepoint', 'syscalls/sys_enter_execve')).toEqual({ found: true });
		expect(target('raw-tracepoint', 'sched_switch')).toEqual({ found: true });
	});

	test('does not take a function for missing that BTF does not describe', () => {
		expect(target('function', 'do_nanosleep')).toEqual({ found: true });
		expect(target('function', 'veth_xmit')).toEqual({ why: expect.stringContaining('inlined') });
	});

	test('names the module that has it', () => {
		const { btf } = kernel();
		const veth = makeBtf((b) => void b.func('veth_xmit', 0), btf);
		expect(
			answerNeed(need('attach-target', { target: 'typed-function' }), {
				btf,
				modules: [{ name: 'veth', btf: veth }],
			}),
		).toEqual({ found: true, in: 'veth' });
	});

	test('takes only tagged functions for kfuncs where the kernel tags them', () => {
		const kfunc = need('kfunc');
		const plain = kernel((b) => void b.func('bpf_weak_kfunc', 0));
		expect(answerNeed(kfunc, plain)).toEqual({ found: true });
		const tagging = (tagged: string) =>
			kernel((b) => {
				b.func('bpf_weak_kfunc', 0);
				b.declTag('bpf_kfunc', b.func(tagged, 0));
			});
		expect(answerNeed(kfunc, tagging('bpf_other'))).toEqual({ found: false });
		expect(answerNeed(kfunc, tagging('bpf_weak_kfunc'))).toEqual({ found: true });
	});
});
