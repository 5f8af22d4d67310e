import { describe, expect, test, vi } from 'vitest';
import { readLoadLog } from '../../src/bpf/load-log.ts';
import { attempt, processorMs, text } from './fixtures.ts';

// Processor time is what is measured; a busy machine may take long for it.
vi.setConfig({ testTimeout: 60_000 });

const kernels = ['5.10.262', '6.1.176', '6.12.95', '7.3.4'];
const newKernels = ['6.12.95', '7.3.4'];

const read = (log: string, object: string, program: string) =>
	readLoadLog(attempt(log, object, program).said);

describe.each(kernels)('what %s said', (kernel) => {
	const log = `${kernel}.log`;

	test('a refusal in a subprogram: its sentence, the instruction in the linked program, the line', () => {
		const read_ = read(log, 'calls.o', 'fails_in_call');
		expect(read_).toMatchObject({
			message: ["R0 invalid mem access 'map_value_or_null'"],
			insn: 38,
			facts: [],
		});
		expect(read_.comment?.text).toBe('return *value;');
		expect(read_.statistics?.insns).toBeGreaterThan(28);
		expect(read_.libbpf[0]).toBe('BPF program load failed: Permission denied');
	});

	test('registers that the verifier dumps before a refusal are no part of it', () => {
		expect(read(log, 'failures.o', 'out_of_bounds')).toMatchObject({
			message: ['R0 unbounded memory access, make sure to bounds check any such access'],
			insn: 14,
			statistics: { insns: 14, states: 1 },
		});
	});

	test('a refusal of two lines', () => {
		const { message, insn } = read(log, 'failures.o', 'packet_unchecked');
		expect(message[0]).toBe('invalid access to packet, off=14 size=1, R1(id=0,off=14,r=0)');
		expect(message).toHaveLength(2);
		expect(insn).toBe(1);
	});

	test.each([
		['member', 1, 'byte_off', 'struct task_struct___other.gone', '0:0'],
		['element', 1, 'byte_off', 'struct task_struct___other[1].more[2][1]', '1:1:2:1'],
		['anonymous', 1, 'byte_off', 'struct task_struct___other.in[1].deep', '0:2:1:0:0'],
		['bitfield', 3, 'byte_off', 'struct task_struct___other.bits', '0:3'],
		['size_of_field', 0, 'byte_sz', 'struct task_struct___other.gone', '0:0'],
		['enumerator', 0, 'enumval_value', 'enum gone_enum::GONE_B = 7', undefined],
		['wide_enumerator', 0, 'enumval_value', 'enum64 gone_enum64::GONE_WIDE = 4294967296', undefined],
	])('a CO-RE relocation that fails: %s', (program, insn, kind, spec, access) => {
		const { facts, ...rest } = read(log, 'relocations.o', program);
		const failed = { kind, typeId: expect.any(Number), spec, ...(access !== undefined && { access }) };
		expect(facts).toEqual([{ kind: 'core-relocation', failed }]);
		expect(rest.insn).toBe(insn);
	});

	test.each([
		['kfunc.o', 'kernel_function', { kind: 'kfunc-missing', name: 'no_such_kfunc' }],
		['variable.o', 'kernel_variable', { kind: 'ksym-missing', name: 'no_such_variable' }],
		['map.o', 'strange_map', { kind: 'map-not-created', name: 'strange', error: 'Invalid argument(-22)' }],
		['failures.o', 'no_target', { kind: 'attach-target-missing', name: 'no_such_kernel_function' }],
	])('%s needs what is not there', (object, program, fact) => {
		const { facts, message, insn } = read(log, object, program);
		expect({ facts, message, insn }).toEqual({ facts: [fact], message: [], insn: undefined });
	});

	test('a program that loads leaves neither a message nor facts', () => {
		const { result, said } = attempt(log, 'calls.o', 'first');
		expect(result).toBe(0);
		expect(readLoadLog(said)).toEqual({ libbpf: [], message: [], facts: [] });
	});

	test('statistics without a trace: how much work, time and stack', () => {
		expect(read(`${kernel}.statistics.log`, 'calls.o', 'second')).toMatchObject({
			message: [],
			statistics: { insns: expect.any(Number), states: 6 },
			verifyUs: expect.any(Number),
			stackDepth: [16, 0, 0, 8, 0],
		});
	});

	test('too much work is no single instruction’s fault', () => {
		const endless = read(`${kernel}.statistics.log`, 'failures.o', 'endless');
		expect(endless).toMatchObject({
			message: ['BPF program is too large. Processed 1000001 insn'],
			facts: [{ kind: 'too-complex', limit: 'instructions' }],
			statistics: { insns: 1_000_001 },
		});
		expect(endless.insn).toBeUndefined();
		expect(endless.verifyUs).toBeGreaterThan(100_000);
	});
});

test.each(newKernels)('the founding case on %s', (kernel) => {
	expect(read(`${kernel}.log`, 'twounderscores.o', 'on_send')).toMatchObject({
		message: [
			'failed to resolve CO-RE relocation <byte_off> [22] struct iov_iter__new.__iov (0:0 @ offset 0)',
		],
		insn: 7,
		comment: {
			file: 'twounderscores.bpf.c',
			line: 9,
			text: 'if (bpf_core_field_exists(iter->iov)) iov = BPF_CORE_READ(iter, iov);',
		},
		facts: [
			{
				kind: 'core-relocation',
				failed: { kind: 'byte_off', typeId: 22, spec: 'struct iov_iter__new.__iov', access: '0:0' },
			},
		],
		statistics: { insns: 6, states: 0 },
	});
});

test('helpers: unknown to the kernel, or not for this type of program', () => {
	expect(read('5.10.262.log', 'failures.o', 'new_helper').facts).toEqual([
		{ kind: 'helper-unknown', id: 208 },
	]);
	expect(read('6.1.176.log', 'failures.o', 'helper_not_allowed').facts).toEqual([
		{ kind: 'helper-not-allowed', id: 14, name: 'bpf_get_current_pid_tgid' },
	]);
	expect(
		readLoadLog('0: (85) call x#14\nprogram of this type cannot use helper bpf_sk_fullsock#95\n').facts,
	).toEqual([{ kind: 'helper-not-allowed', id: 95, name: 'bpf_sk_fullsock' }]);
});

test('the explanation that 7.3 adds', () => {
	expect(read('7.3.4.log', 'calls.o', 'fails_in_call').explanation).toEqual({
		title: 'Register Type Safety: Invalid dereference',
		reason:
			'R0 may be NULL here (a nullable map value pointer). The program could dereference NULL on this path, so the verifier cannot prove this access is safe.',
		at: { function: 'without_check', file: 'calls.bpf.c', line: 34, column: 9 },
		suggestion: 'Add a NULL check before the access and dereference the pointer only on the non-NULL path.',
	});
	expect(read('6.12.95.log', 'calls.o', 'fails_in_call').explanation).toBeUndefined();
});

describe('other loaders and kernels', () => {
	test.each([
		['5.15.135', { text: '*v += 1;' }, 4],
		['6.14.0', { text: '*v += 1;', file: 'failures.bpf.c', line: 15 }, 8],
	])('veristat on %s, whose log is bare', (kernel, comment, stack) => {
		const [, all = ''] = text(`logs/${kernel}.samples.log`).split('failures.o/null_deref, ');
		const [said = ''] = all.slice(all.indexOf('\n') + 1).split('\n\n');
		expect(readLoadLog(said)).toMatchObject({
			message: ["R0 invalid mem access 'map_value_or_null'"],
			insn: 7,
			comment,
			stackDepth: [stack],
			statistics: { insns: 7, states: 0 },
		});
	});

	test('bpftool, whose own words follow the log', () => {
		const [, said = ''] = text('logs/6.14.0.samples.log').split(
			'##### twounderscores (built with the 6.1 header), bpftool\n',
		);
		expect(readLoadLog(said)).toMatchObject({
			insn: 7,
			facts: [{ kind: 'core-relocation', failed: { typeId: 487, spec: 'struct iov_iter__new.__iov' } }],
		});
	});

	test('the same with the line ends of a serial console', () => {
		const { said } = attempt('6.12.95.log', 'naive.o', 'on_send');
		expect(readLoadLog(said.replaceAll('\n', '\r\n'))).toEqual(readLoadLog(said));
	});
});

describe('what libbpf could not put into words', () => {
	const log = (call: number) =>
		`2: (0f) r3 += r1\n3: (85) call unknown#${call}\ninvalid func unknown#${call}\nprocessed 4 insns\n`;

	test.each([
		[195_896_080, { kind: 'core-relocation' }],
		[2_001_000_003, { kind: 'map-not-created' }],
		[2_002_000_001, { kind: 'kfunc-missing' }],
		[212, { kind: 'helper-unknown', id: 212 }],
	])('call unknown#%i', (call, fact) => {
		expect(readLoadLog(log(call))).toMatchObject({ insn: 3, facts: [fact] });
	});
});

test.each([
	['back-edge from insn 7 to 3', 7],
	['unreachable insn 12', 12],
	['infinite loop detected at insn 5', 5],
	['jump out of range from insn 2 to 900', 2],
])('%s names its instruction', (sentence, insn) => {
	expect(readLoadLog(`${sentence}\nprocessed 0 insns (limit 1000000)\n`)).toMatchObject({
		message: [sentence],
		insn,
	});
});

test.each([
	[
		"libbpf: map 'events': failed to create: -EINVAL",
		{ kind: 'map-not-created', name: 'events', error: '-EINVAL' },
	],
	["libbpf: extern 'x' (strong): not resolved", { kind: 'ksym-missing', name: 'x' }],
	['libbpf: failed to find valid kernel BTF', { kind: 'kernel-btf-missing' }],
	[
		"libbpf: kernel BTF is missing at '/sys/kernel/btf/vmlinux', was CONFIG_DEBUG_INFO_BTF enabled?",
		{ kind: 'kernel-btf-missing' },
	],
	['libbpf: BTF is required, but is missing or corrupted.', { kind: 'object-btf-missing' }],
	[
		"libbpf: permission error while running as root; try raising 'ulimit -l'? current value: 64.0 KiB",
		{ kind: 'memlock' },
	],
	[
		"libbpf: extern (func ksym) 'tcp_slow_start': func_proto [97] incompatible with kernel [32790]",
		{ kind: 'extern-incompatible', name: 'tcp_slow_start', what: 'function' },
	],
	[
		"libbpf: extern (var ksym) 'x': incompatible types, expected [5] int a, but kernel has [9] struct b",
		{ kind: 'extern-incompatible', name: 'x', what: 'variable' },
	],
	['calling kernel function bpf_x is not allowed', { kind: 'kfunc-not-allowed', name: 'bpf_x' }],
	['The address of function do_x cannot be found', { kind: 'attach-target-missing', name: 'do_x' }],
	["kfunc 'x' is referenced but wasn't resolved", { kind: 'kfunc-missing', name: 'x' }],
	["BPF map 'm' is referenced but wasn't created", { kind: 'map-not-created', name: 'm' }],
	['do_x is not sleepable', { kind: 'attach-target-refused', message: 'do_x is not sleepable' }],
	['The sequence of 8193 jumps is too complex.', { kind: 'too-complex', limit: 'jumps' }],
])('%s', (line, fact) => {
	expect(readLoadLog(`${line}\n`).facts).toEqual([fact]);
});

test('a comment that belongs to no line of a source does not replace the one before it', () => {
	const log = '; a(); @ x.c:3\n1: (b7) r1 = 0\n;  @ :0\n2: (95) exit\nR0 !read_ok\n';
	expect(readLoadLog(log).comment).toEqual({ text: 'a();', file: 'x.c', line: 3 });
});

test('nor does line 0 of a source count as one', () => {
	expect(readLoadLog('; a(); @ x.c:0\n2: (95) exit\nR0 !read_ok\n').comment).toEqual({
		text: 'a(); @ x.c:0',
	});
});

test.each([
	'The sequence of 8193 jumps is too complex.',
	'attach_btf_id 17 is not a function',
	'do_x is not sleepable',
])('%s: about the program, not about the instruction before it', (sentence) => {
	expect(readLoadLog(`2: (95) exit\n${sentence}\nprocessed 3 insns\n`)).not.toHaveProperty('insn');
});

test('of several attempts the last log counts', () => {
	const log = (register: number) =>
		`libbpf: prog 'x': -- BEGIN PROG LOAD LOG --\n${register}: (95) exit\nR${register} !read_ok\nprocessed 1 insns\n-- END PROG LOAD LOG --\n`;
	expect(readLoadLog(log(3) + log(4))).toMatchObject({ insn: 4, message: ['R4 !read_ok'] });
});

test('a jump whose line was left open has its refusal on that line', () => {
	const log = '1: (55) if r0 != 0x0 goto pc-1 infinite loop detected at insn 1\nprocessed 10 insns\n';
	expect(readLoadLog(log)).toMatchObject({
		message: ['infinite loop detected at insn 1'],
		insn: 1,
		insnText: '(55) if r0 != 0x0 goto pc-1',
	});
});

test('BTF that the kernel does not take is listed by libbpf, and is no refusal', () => {
	const log =
		'libbpf: BTF loading error: -22\nlibbpf: -- BEGIN BTF LOAD LOG ---\nmagic: 0xeb9f\n[1] PTR (anon) type_id=3\n[37] FUNC x type_id=35 Invalid arg#1\n\n-- END BTF LOAD LOG --\nlibbpf: Error loading .BTF into kernel: -22. BTF is optional, ignoring.\n';
	expect(readLoadLog(log)).toMatchObject({ message: [], libbpf: [{}, {}].map(() => expect.any(String)) });
});

test('a log that was cut off within an instruction blames none', () => {
	expect(readLoadLog('; a();\n1: (b7) r1 = 0\n2: (79) r1 = *(u6')).toEqual({
		libbpf: [],
		message: [],
		facts: [],
	});
});

describe('hostile size', () => {
	const megabytes = 16 * 1024 * 1024;
	const trace =
		'7: (79) r1 = *(u64 *)(r0 +0)     ; R1_w=scalar()\n; x = y; @ a.c:12\n R0=inv(id=0) R10=fp0\n';

	test.each([
		['a real trace', trace],
		['one endless line', 'a'],
		['short lines', 'ab\n'],
		['empty lines', '\n'],
		['frames', ' frame1: frame1: frame1: '],
		['libbpf’s lines', "libbpf: prog 'x': map 'a': failed to create: b\n"],
		['comments without a place', ';  @ :0\n'],
		['numbers', '1: 1: 1: 1: 1: 1: \n'],
		['trailers', 'stack depth 1+1+1+1+1+1+1+1+1+1\n'],
		['explanations', 'Verification failed: x\nAt:\n  a @ b:1:1\n'],
	])('16 MB of %s are read in under a second', (_, piece) => {
		const log = piece.repeat(Math.ceil(megabytes / piece.length));
		expect(processorMs(() => readLoadLog(log))).toBeLessThan(1000);
		const { libbpf, message } = readLoadLog(log);
		expect(libbpf.length).toBeLessThanOrEqual(50);
		expect(message.join('').length).toBeLessThanOrEqual(8 * 4096);
	});
});
