import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { attachFailure } from '../../src/findings/attach.ts';
import { loadFailure } from '../../src/findings/classify.ts';
import type { KernelAnswer } from '../../src/findings/observation.ts';
import { program } from './observed.ts';

// Texts as libbpf and real kernels printed them; the version says which kernel.
const relocation = (spec: string, kind = 'byte_off', rest = ' (0:6:0 @ offset 24)') =>
	`3: <invalid CO-RE relocation>\nfailed to resolve CO-RE relocation <${kind}> [9] ${spec}${rest}\nprocessed 4 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0\n`;
const nullDereference = `libbpf: prog 'null_deref': BPF program load failed: Permission denied
libbpf: prog 'null_deref': -- BEGIN PROG LOAD LOG --
arg#0 reference type('UNKNOWN ') size cannot be determined: -22
0: R1=ctx() R10=fp0
; u64 *v = bpf_map_lookup_elem(&counts, &key); @ failures.bpf.c:14
6: (85) call bpf_map_lookup_elem#1    ; R0_w=map_value_or_null(id=1,map=counts,ks=4,vs=8)
; *v += 1; @ failures.bpf.c:15
7: (79) r1 = *(u64 *)(r0 +0)
R0 invalid mem access 'map_value_or_null'
processed 7 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
-- END PROG LOAD LOG --
libbpf: prog 'null_deref': failed to load: -13
`;
const newHelper = `; return bpf_ktime_get_tai_ns() > v;
0: (85) call unknown#208
invalid func unknown#208
processed 1 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
`;

/** The attempts of a file of logs that failed, each between its two lines of `#####`. */
function failuresOf(log: string) {
	const file = new URL(`../fixtures/logs/${log}.log`, import.meta.url);
	const parts = readFileSync(file, 'utf8')
		.split(/^##### /m)
		.slice(1);
	return parts.flatMap((part, index) => {
		const [, errno] = /^= -(\d+) /.exec(parts[index + 1] ?? '') ?? [];
		if (errno === undefined) return [];
		const newline = part.indexOf('\n');
		return [{ name: part.slice(0, newline), failure: classify(Number(errno), part.slice(newline + 1)) }];
	});
}

function classify(errno: number, excerpt: string, over: Parameters<typeof program>[1] = {}) {
	return loadFailure(program('on_send', { ...over, load: { errno, log: 'logs/load.log', excerpt } }));
}

describe('which code a failed load has', () => {
	test.each([
		['6.14: a member is gone', 22, relocation('struct iov_iter.iov'), 'core-relocation'],
		[
			'the same with the words of libbpf cut out',
			22,
			'5: (85) call unknown#195896080\ninvalid func unknown#195896080\n',
			'core-relocation',
		],
		['5.15: the helper is not there', 22, newHelper, 'helper-unavailable'],
		[
			'5.15: the helper is not for this type',
			22,
			'0: (85) call bpf_get_current_pid_tgid#14\nunknown func bpf_get_current_pid_tgid#14\n',
			'helper-unavailable',
		],
		[
			'6.12: the same in newer words',
			22,
			'0: (85) call bpf_x#14\nprogram of this type cannot use helper bpf_x#14\n',
			'helper-unavailable',
		],
		[
			'a kfunc that libbpf did not find',
			22,
			"libbpf: extern (func ksym) 'bpf_x': not found in kernel or module BTFs\n",
			'kfunc-unavailable',
		],
		[
			'a kfunc of another type than declared',
			22,
			"libbpf: extern (func ksym) 'bpf_x': func_proto [97] incompatible with kernel [32790]\n",
			'kfunc-unavailable',
		],
		[
			'a kfunc that this type may not call',
			13,
			'3: (85) call bpf_x#1\ncalling kernel function bpf_x is not allowed\n',
			'kfunc-unavailable',
		],
		[
			'a kernel variable',
			3,
			"libbpf: extern (var ksym) 'bpf_prog_active': not found in kernel BTF\n",
			'ksym-missing',
		],
		[
			'5.7: no ring buffer',
			22,
			"libbpf: map 'events': failed to create: Invalid argument(-22)\n",
			'map-unsupported',
		],
		[
			'the same from libbpf 1.6 on',
			22,
			"libbpf: map 'events': failed to create: -EINVAL\n",
			'map-unsupported',
		],
		[
			'a map that may not be created',
			1,
			"libbpf: map 'events': failed to create: Operation not permitted(-1)\n",
			'permission',
		],
		[
			'6.14: nothing to attach to',
			3,
			"libbpf: prog 'no_target': failed to find kernel BTF type ID of 'no_such_kernel_function': -3\n",
			'attach-target-missing',
		],
		['a target that refuses', 22, 'no_wait is not sleepable\n', 'attach-type-unsupported'],
		['no BTF in the kernel', 3, 'libbpf: failed to find valid kernel BTF\n', 'btf-missing'],
		['no BTF in the object', 2, 'libbpf: BTF is required, but is missing or corrupted.\n', 'btf-missing'],
		[
			'5.15: an endless loop',
			7,
			'BPF program is too large. Processed 1000001 insn\nprocessed 1000001 insns (limit 1000000) max_states_per_insn 4 total_states 10001 peak_states 10001 mark_read 1\n',
			'verifier-complexity',
		],
		['too many branches', 7, 'The sequence of 8193 jumps is too complex.\n', 'verifier-complexity'],
		[
			'locked memory',
			1,
			"libbpf: permission error while running as root; try raising 'ulimit -l'? current value: 64.0 KiB\n",
			'memlock',
		],
		// EACCES is what the verifier answers with; only without its log is it about permissions.
		['6.14: refused by the verifier', 13, nullDereference, 'verifier-rejected'],
		['EACCES without a log', 13, '', 'permission'],
		[
			'EPERM without a log',
			1,
			"libbpf: prog 'x': BPF program load failed: Operation not permitted\n",
			'permission',
		],
		['E2BIG without a log', 7, '', 'verifier-complexity'],
		['nothing known', 12, '', 'load-error'],
		['EINVAL without a log, and the kernel was not asked', 22, '', 'load-error'],
		[
			'a section that libbpf does not know',
			22,
			"libbpf: prog 'x': missing BPF prog type, check ELF section name 'cgroup/connect_unix'\n",
			'load-error',
		],
	] as const)('%s', (_what, errno, excerpt, code) => {
		expect(classify(errno, excerpt)).toMatchObject({ stage: 'load', code, logs: ['logs/load.log'] });
	});

	test('what libbpf could not prepare comes before what the verifier then refused', () => {
		const both = `libbpf: map 'events': failed to create: Invalid argument(-22)\n${relocation('struct a.b')}`;
		expect(classify(22, both).code).toBe('map-unsupported');
	});

	test('words in a source comment are no facts', () => {
		const comment = '; failed to find valid kernel BTF\n0: (85) call bpf_x#1\nR1 !read_ok\n';
		expect(classify(13, comment).code).toBe('verifier-rejected');
	});
});

describe('what the kernel answers decides, not its version', () => {
	const type = (found?: boolean): KernelAnswer => ({
		question: 'program-type',
		name: 'syscall',
		...(found !== undefined && { found }),
	});
	const attachType = (found: boolean): KernelAnswer => ({
		question: 'attach-type',
		name: 'cgroup_unix_connect',
		found,
	});

	test.each([
		['it does not know the type', [type(false)], 'program-type-unsupported'],
		['it knows the type, not the attach type', [type(true), attachType(false)], 'attach-type-unsupported'],
		['it knows both', [type(true), attachType(true)], 'load-error'],
		['it cannot be asked', [type()], 'load-error'],
	] as const)('EINVAL without a log: %s', (_what, answers, code) => {
		expect(classify(22, '', { type: 'syscall', section: 'syscall', answers }).code).toBe(code);
	});

	test('EPERM is about permissions, whatever it knows', () => {
		expect(classify(1, '', { answers: [type(false)] }).code).toBe('permission');
	});

	const mapFailed = "libbpf: map 'events': failed to create: Invalid argument(-22)\n";
	const map = (found: boolean): KernelAnswer => ({
		question: 'map-type',
		name: 'events',
		type: 'bloom_filter',
		found,
	});

	test('a map type that it does not know, and one that it knows and does not create', () => {
		expect(classify(22, mapFailed, { answers: [map(false)] })).toMatchObject({
			code: 'map-unsupported',
			title: 'this kernel has no maps of type `bloom_filter`, which the map `events` is',
		});
		const known = classify(22, mapFailed, { answers: [map(true)] });
		expect(known.title).toContain('cannot create the map `events`');
		expect(known.message).toContain('refuses the flags or the sizes of this one');
	});

	test('an answer about another map is none', () => {
		expect(classify(22, mapFailed, { answers: [{ ...map(false), name: 'other' }] }).title).toContain(
			'cannot create the map `events`',
		);
	});

	test('a helper that it has for this type, though it refused it', () => {
		const said = '0: (85) call bpf_x#14\nunknown func bpf_x#14\n';
		const answer = (found: boolean): KernelAnswer => ({ question: 'helper', name: '14', found });
		expect(classify(22, said, { answers: [answer(true)] }).message).toContain('what excludes it here is');
		expect(classify(22, said, { answers: [answer(false)] }).message).toContain('the kernel has none');
		expect(classify(22, said).message).not.toContain('libbpf_probe_bpf_helper');
	});

	const noTarget = "libbpf: prog 'x': failed to find kernel BTF type ID of 'do_execve': -3\n";
	const symbol = (over: Partial<KernelAnswer> = {}): KernelAnswer => ({
		question: 'symbol',
		name: 'do_execve',
		found: false,
		typed: false,
		...over,
	});

	test('a function that is gone: where it is not, and the nearest name', () => {
		const near = ['do_execveat_common', 'do_execveat', 'do_execve.isra.0'];
		const { message, hint } = classify(3, noTarget, { answers: [symbol({ near })] });
		expect(message).toContain("Neither /proc/kallsyms nor the kernel's BTF has `do_execve`.");
		expect(message).toContain('The compiler made `do_execve.isra.0` of it.');
		expect(hint).toMatch(/^The nearest name on this kernel is `do_execveat`\. Functions get renamed/);
	});

	test('a function that is there and has no BTF', () => {
		const { message, hint } = classify(3, noTarget, { answers: [symbol({ found: true })] });
		expect(message).toContain("/proc/kallsyms has `do_execve`, the kernel's BTF does not");
		expect(hint).not.toContain('nearest');
	});

	test('names from a guest are hostile', () => {
		const near = ['do_execve\u001b[31m', 'do_execv`e'];
		const { hint = '' } = classify(3, noTarget, { answers: [symbol({ near })] });
		expect(hint).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
	});

	test('a probe that found no function', () => {
		const failure = attachFailure(
			program('x', { section: 'kprobe/do_execve', answers: [symbol({ near: ['do_execveat'] })] }),
			{ errno: 2, message: '' },
		);
		expect(failure).toMatchObject({
			code: 'attach-target-missing',
			message: expect.stringContaining('Neither /proc/kallsyms'),
			hint: expect.stringContaining('is `do_execveat`. Functions'),
		});
	});
});

describe("what Debian's kernels said, each in its own words", () => {
	const codes: Readonly<Record<string, string>> = {
		'naive.o on_send': 'core-relocation',
		'twounderscores.o on_send': 'core-relocation',
		'twounderscores.clang14.o on_send': 'core-relocation',
		'relocations.o member': 'core-relocation',
		'relocations.o element': 'core-relocation',
		'relocations.o anonymous': 'core-relocation',
		'relocations.o bitfield': 'core-relocation',
		'relocations.o size_of_field': 'core-relocation',
		'relocations.o enumerator': 'core-relocation',
		'relocations.o wide_enumerator': 'core-relocation',
		'kfunc.o kernel_function': 'kfunc-unavailable',
		'variable.o kernel_variable': 'ksym-missing',
		'map.o strange_map': 'map-unsupported',
		'calls.o fails_in_call': 'verifier-rejected',
		'failures.o null_deref': 'verifier-rejected',
		'failures.o out_of_bounds': 'verifier-rejected',
		'failures.o packet_unchecked': 'verifier-rejected',
		'failures.o new_helper': 'helper-unavailable',
		'failures.o helper_not_allowed': 'helper-unavailable',
		'failures.o no_target': 'attach-target-missing',
	};

	test.each(['5.10.262', '6.1.176', '6.12.95', '7.3.4'])('%s', (release) => {
		const failed = failuresOf(release);
		// 5.10 does not know callbacks, which has no code of its own.
		const known = failed.filter(({ name }) => name !== 'calls.o with_callback');
		expect(known.length).toBeGreaterThanOrEqual(15);
		expect(known.map(({ name, failure }) => [name, failure.code])).toEqual(
			known.map(({ name }) => [name, codes[name]]),
		);
	});

	test('7.3 explains a refusal itself: what it says is taken over', () => {
		const found = failuresOf('7.3.4').find(({ name }) => name === 'failures.o null_deref')?.failure;
		expect(found?.message).toContain('The kernel explains: R0 may be NULL here');
		expect(found?.message).toContain('Add a NULL check before the access and dereference');
	});

	test('a refusal that only the kernel explains: its suggestion is the advice', () => {
		const log =
			'0: (95) exit\nnever heard of\n\nVerification failed: A: B\n\nReason:\n  C.\n\nSuggestion:\n  D.\n';
		expect(classify(13, log)).toMatchObject({
			title: 'the verifier rejects `on_send`: never heard of',
			hint: 'D.',
		});
	});

	test.each([
		['member', '`struct task_struct` has no member `gone` on this kernel'],
		['element', '`struct task_struct` has no member `more[2][1]` on this kernel'],
		['anonymous', '`struct task_struct` has no member `in[1].deep` on this kernel'],
		['wide_enumerator', '`enum gone_enum64` has no `GONE_WIDE` on this kernel'],
	])('a title names the type that a flavor stands for: %s', (name, title) => {
		const found = failuresOf('7.3.4').find((each) => each.name === `relocations.o ${name}`);
		expect(found?.failure.title).toBe(title);
	});
});

describe('what a finding says', () => {
	test('the place that was found by .BTF.ext', () => {
		const place = { file: 'bpf/naive.bpf.c', line: 13, column: 8 };
		const load = { errno: 22, log: 'l', excerpt: relocation('struct iov_iter.iov'), place };
		expect(loadFailure(program('on_send', { load })).place).toEqual(place);
	});

	test.each([
		['near', 'nearest line of the same function'],
		['caller', 'where that function is called'],
	] as const)('a place that only stands for a header outside: %s', (relation, words) => {
		const place = { file: 'a.bpf.c', line: 22 };
		const origin = { file: '/usr/include/bpf/x.h\u001b[31m', line: 15, relation };
		const load = { errno: 13, log: 'l', excerpt: nullDereference, place, origin };
		const { message } = loadFailure(program('on_send', { load }));
		expect(message).toContain('The code is at `/usr/include/bpf/x.h:15`, which is not in this repository;');
		expect(message).toContain(words);
	});

	test('a member that is gone: plain words, and code to write', () => {
		const { title, message, hint } = classify(22, relocation('struct iov_iter.iov'));
		expect(title).toBe('`struct iov_iter` has no member `iov` on this kernel');
		expect(message).toContain('<byte_off> of `struct iov_iter.iov` (0:6:0)');
		expect(message).toContain('instruction 3');
		expect(hint).toContain('struct iov_iter___new {');
		expect(hint).toContain('__attribute__((preserve_access_index));');
		expect(hint).toContain('if (bpf_core_field_exists(p->iov))');
		// The new name is not known, and the hint says so and how to find it.
		expect(hint).toContain('cannot be told from the log');
		expect(hint).toContain('bpftool btf dump file /sys/kernel/btf/vmlinux format c');
	});

	test('a member of a flavor that is gone: the hint speaks of the type that the flavor stands for', () => {
		expect(classify(22, relocation('struct iov_iter___old.iov')).hint).toContain('struct iov_iter___new {');
	});

	test('two underscores: the same code, and the hint that only three start a flavor', () => {
		const { code, hint } = classify(22, relocation('struct iov_iter__new.__iov'));
		expect(code).toBe('core-relocation');
		expect(hint).toContain('Only ___ (three underscores) starts a flavor');
		expect(hint).toContain('struct iov_iter___new {');
	});

	test.each(['bpf_iter__task', '__sk_buff', 'iov_iter___new', 'iov_iter', 'iov_iter__'])(
		'%s is no slip of that kind',
		(type) => {
			expect(classify(22, relocation(`struct ${type}.x`)).hint).not.toContain('three underscores');
		},
	);

	test.each([
		['struct gone', 'type_size', '', 'this kernel has no `struct gone`', 'bpf_core_type_exists(struct gone)'],
		[
			'enum bpf_func_id::BPF_FUNC_loop = 181',
			'enumval_value',
			'',
			'`enum bpf_func_id` has no `BPF_FUNC_loop`',
			'bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_loop)',
		],
		['union u.a.b', 'byte_off', ' (0:0:1 @ offset 8)', '`union u` has no member `a.b`', '(union u___new *)p'],
	])('%s', (spec, kind, rest, title, code) => {
		const failure = classify(22, relocation(spec, kind, rest));
		expect(failure.title).toContain(title);
		expect(failure.hint).toContain(code);
	});

	test('a helper that is not there, with the guard for it', () => {
		const { title, hint } = classify(22, newHelper);
		expect(title).toBe(
			'this kernel has no helper number 208, called in `return bpf_ktime_get_tai_ns() > v;`',
		);
		expect(hint).toContain('bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_ktime_get_tai_ns)');
	});

	test('a helper that is there, but not for this type: a guard would not help', () => {
		const { title, hint } = classify(22, '0: (85) call bpf_x#14\nunknown func bpf_x#14\n', {
			type: 'socket_filter',
		});
		expect(title).toBe('`bpf_x` is not for programs of type socket_filter on this kernel');
		expect(hint).not.toContain('bpf_core_enum_value_exists');
	});

	test('the verifier is quoted with the source line it was at', () => {
		const { title, message, hint } = classify(13, nullDereference);
		expect(title).toBe('the verifier rejects `on_send`: a pointer that may be NULL is used without a check');
		expect(message).toContain("\n  R0 invalid mem access 'map_value_or_null'");
		expect(message).toContain('instruction 7, after `*v += 1;`');
		expect(hint).toContain('NULL');
	});

	test('a kfunc and a symbol: weak declarations', () => {
		const kfunc = classify(22, "libbpf: extern (func ksym) 'bpf_x': not found in kernel or module BTFs\n");
		expect(kfunc.hint).toContain('extern … bpf_x(…) __ksym __weak;');
		const symbol = classify(22, "libbpf: extern (var ksym) 'runqueues': not found in kernel BTF\n");
		expect(symbol.hint).toContain('if (bpf_ksym_exists(runqueues))');
	});
});

describe('text from an object or a guest is hostile', () => {
	test('control characters and commands are gone, lines are cut', () => {
		const hostile = `R0 \u001b[31m\u0007##[error]x ${'y'.repeat(2000)}\n`;
		const { title, message } = classify(13, `0: (b7) r0 = 0\n${hostile}`);
		expect(title + message).not.toMatch(/[\u0000-\u0009\u000b-\u001f]|##\[/);
		expect(Math.max(...message.split('\n').map((line) => line.length))).toBeLessThanOrEqual(502);
	});

	test('a name that is no identifier gets into no code', () => {
		const { hint } = classify(22, relocation('struct a`; rm -rf /.b'));
		expect(hint).toBeUndefined();
	});

	test('an errno that no system has', () => {
		expect(classify(2 ** 31, '').title).toContain('errno 2147483648');
	});
});
