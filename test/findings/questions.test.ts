import { describe, expect, test } from 'vitest';
import { questionsFor } from '../../src/findings/questions.ts';
import { attempt } from '../bpf/fixtures.ts';

const nothing = { helpers: [], maps: [], symbols: [], events: [] };

const afterLoad = (excerpt: string) =>
	questionsFor({ section: 'kprobe/x', load: { errno: 22, log: 'l', excerpt } });

const afterAttach = (section: string, errno: number) =>
	questionsFor({ section, load: { errno: 0, log: 'l', excerpt: '' }, attach: { errno, message: '' } });

describe('what a failed load makes one ask', () => {
	test.each([
		['failures.o', 'new_helper', { helpers: [208] }],
		['failures.o', 'helper_not_allowed', { helpers: [14] }],
		['map.o', 'strange_map', { maps: ['strange'] }],
		['kfunc.o', 'kernel_function', { symbols: ['no_such_kfunc'] }],
		['variable.o', 'kernel_variable', { symbols: ['no_such_variable'] }],
		['failures.o', 'no_target', { symbols: ['no_such_kernel_function'] }],
	])('%s %s', (object, program, expected) => {
		expect(afterLoad(attempt('5.10.262.log', object, program).said)).toEqual({ ...nothing, ...expected });
	});

	test('nothing was said: whether it knows the program type', () => {
		expect(afterLoad("libbpf: prog 'x': BPF program load failed: Invalid argument\n")).toEqual(nothing);
	});

	test.each([
		['failures.o', 'null_deref'],
		['relocations.o', 'member'],
	])('%s %s: no question, the verifier and libbpf said it all', (object, program) => {
		expect(afterLoad(attempt('5.10.262.log', object, program).said)).toBeUndefined();
	});

	test('no more than 16 questions, and none about what is no name', () => {
		const lines = Array.from(
			{ length: 40 },
			(_, index) => `libbpf: map 'm${index}': failed to create: -EINVAL`,
		);
		expect(afterLoad(lines.join('\n'))?.maps).toHaveLength(16);
		expect(afterLoad("libbpf: extern (func ksym) 'a b; c': not found in kernel BTF\n")).toBeUndefined();
	});
});

describe('what a failed attachment makes one ask', () => {
	test.each([
		['kprobe/do_x', 2, 'do_x'],
		['kretprobe/do_x', 2, 'do_x'],
		['kprobe/do_x+0x10', 2, 'do_x'],
		['fentry.s/do_x', 3, 'do_x'],
	])('%s with errno %i: %s', (section, errno, name) => {
		expect(afterAttach(section, errno)).toEqual({ ...nothing, symbols: [name] });
	});

	test.each([
		['tp/sched/sched_swich', 2, 'sched/sched_swich'],
		['raw_tp/sched_swich', 2, 'sched_swich'],
	])('%s with errno %i: tracepoint %s', (section, errno, name) => {
		expect(afterAttach(section, errno)).toEqual({ ...nothing, events: [name] });
	});

	test('whether a security module forbids it', () => {
		expect(afterAttach('kprobe/do_x', 1)).toEqual(nothing);
	});

	test.each([
		['kprobe/do_x', 0],
		['kprobe.multi/do_*', 2],
		['xdp', 2],
	])('%s with errno %i: nothing', (section, errno) => {
		expect(afterAttach(section, errno)).toBeUndefined();
	});
});

test.each([
	['tp_btf/sched_swich', 'sched_swich', { events: ['sched_swich'] }],
	['lsm/file_opn', 'file_opn', { symbols: ['bpf_lsm_file_opn'] }],
	['iter.s/taks', 'taks', { symbols: ['bpf_iter_taks'] }],
	['freplace/x', 'other', { symbols: ['other'] }],
])('%s without a target makes one ask by the name that the kernel has for it', (section, name, expected) => {
	const excerpt = `libbpf: prog 'x': failed to find kernel BTF type ID of '${name}': -3\n`;
	expect(questionsFor({ section, load: { errno: 3, log: 'l', excerpt } })).toEqual({
		...nothing,
		...expected,
	});
});

test('an LSM program that never ran makes one ask which security modules are active', () => {
	const load = { errno: 0, log: 'l', excerpt: '' };
	const attach = { errno: 0, message: '' };
	const after = (section: string, runs: number) =>
		questionsFor({ section, load, attach, trigger: { runs, prints: '' } });
	expect(after('lsm.s/file_open', 0)).toEqual(nothing);
	expect(after('lsm/file_open', 1)).toBeUndefined();
	expect(after('kprobe/x', 0)).toBeUndefined();
});
