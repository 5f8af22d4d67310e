import { describe, expect, test } from 'vitest';
import { readLoadLog } from '../../src/bpf/load-log.ts';
import { type RefusalKind, refusalOf } from '../../src/bpf/refusal.ts';
import { attempt } from './fixtures.ts';

const kernels = ['5.10.262', '6.1.192', '6.12.117', '7.3.4'] as const;

/** Of each program: why the kernels refuse it, oldest first. `undefined`: they load it, or refuse it in another way. */
const refusals: Readonly<Record<string, readonly (RefusalKind | undefined)[] | RefusalKind>> = {
	uninitialised_register: 'uninitialised-register',
	no_return_value: 'no-return-value',
	uninitialised_stack: ['uninitialised-stack', undefined, undefined, undefined],
	null_argument: ['null-pointer', 'null-pointer', 'null-pointer', undefined],
	negative_size: 'unbounded-size',
	unbounded_size: 'unbounded-size',
	beyond_value: 'out-of-bounds',
	read_only_value: 'read-only',
	kernel_pointer: 'unknown-pointer',
	outside_context: 'context-access',
	modified_context: 'modified-pointer',
	leaked_record: 'reference-leak',
	leaked_socket: 'reference-leak',
	unreachable: 'unreachable',
	no_exit: 'no-exit',
	jump_out: 'jump-out-of-range',
	stack_beyond: 'stack-bounds',
	misaligned_stack: 'misaligned',
	stack_combined: ['stack-combined', 'stack-combined', 'stack-combined', undefined],
	too_deep: ['call-depth', 'call-depth', 'call-depth', undefined],
	recursion: ['back-edge', 'back-edge', 'call-depth', 'recursion'],
	infinite_loop: 'infinite-loop',
	sleeping_helper: [undefined, 'sleeping', 'sleeping', 'sleeping'],
	pointer_bits: 'pointer-arithmetic',
	half_pointer: 'pointer-arithmetic',
	pointer_sum: 'pointer-arithmetic',
	unbounded_pointer: 'unbounded-index',
	wrong_argument: 'wrong-argument',
	wrong_map: 'wrong-map',
	wrong_return: 'return-value',
	call_under_lock: 'held-lock',
	exit_under_lock: 'held-lock',
	beyond_kernel_type: 'kernel-type-bounds',
	written_kernel_type: 'kernel-memory-write',
	missing_parameter: 'missing-parameter',
	young_instruction: ['young-instruction', undefined, undefined, undefined],
};

const refusalIn = (log: string, object: string, program: string) => {
	const { message, insnText } = readLoadLog(attempt(log, object, program).said);
	return refusalOf(message, insnText);
};

describe.each(kernels.map((kernel, index) => ({ kernel, index })))(
	'why $kernel refused',
	({ kernel, index }) => {
		test.each(Object.keys(refusals))('%s', (program) => {
			const expected = refusals[program];
			const kind = typeof expected === 'string' ? expected : expected?.[index];
			expect(refusalIn(`${kernel}.refusals.log`, 'refusals.o', program)?.kind).toBe(kind);
		});

		test('a program whose licence is not compatible', () => {
			expect(refusalIn(`${kernel}.refusals.log`, 'licence.o', 'restricted_helper')?.kind).toBe('licence');
		});
	},
);

test('kernel functions before 5.13, and callbacks', () => {
	expect(refusalIn('5.10.262.refusals.log', 'foreign-kfunc.o', 'foreign_kfunc')?.kind).toBe(
		'young-instruction',
	);
	expect(refusalIn('5.10.262.log', 'calls.o', 'with_callback')?.kind).toBe('callback');
});

// Wordings that no kernel at hand gives: unprivileged loaders, other versions and other kinds of memory.
test.each([
	['R1 pointer arithmetic on map_value_or_null prohibited, null-check it first', 'null-pointer'],
	['Possibly NULL pointer passed to trusted arg0', 'null-pointer'],
	['R2 type=ptr_or_null_ expected=fp', 'null-pointer'],
	['R1 must be referenced or trusted', 'untrusted-pointer'],
	["R3 invalid mem access 'map_ptr'", 'untrusted-pointer'],
	['invalid read from stack R10 off -16+0 size 8', 'uninitialised-stack'],
	['invalid read from stack off -8+0 size 8', 'uninitialised-stack'],
	['invalid indirect read from stack R2 var_off (0x0; 0xf)+0 size 16', 'uninitialised-stack'],
	['invalid indirect access to stack R1 off=8 size=16', 'stack-bounds'],
	['invalid stack off=-520 size=8', 'stack-bounds'],
	['math between map_value pointer and register with unbounded min value is not allowed', 'unbounded-index'],
	['R1 min value is negative, either use unsigned index or do a if (index >=0) check.', 'unbounded-index'],
	["R3 unbounded memory access, use 'var &= const' or 'if (var < const)'", 'unbounded-size'],
	['R4 invalid zero-sized read: u64=[0,512]', 'unbounded-size'],
	['invalid zero-sized read', 'unbounded-size'],
	['invalid access to memory, mem_size=8 off=8 size=1', 'out-of-bounds'],
	['variable ctx access var_off=(0x0; 0xff) disallowed', 'context-access'],
	['R1 cannot write into rdonly_mem', 'read-only'],
	['bpf_rcu_read_unlock is missing', 'held-lock'],
	['tail_calls are not allowed in programs with bpf-to-bpf calls', 'tail-call'],
	['program must be sleepable to call sleepable kfunc bpf_x', 'sleeping'],
	['cannot call kernel function from non-GPL compatible program', 'licence'],
	[
		'At async callback the register R0 has unknown scalar value should have been in (0x0; 0x0)',
		'return-value',
	],
	['unrecognized bpf_ld_imm64 insn', 'young-instruction'],
	['BPF_STX uses reserved fields', 'young-instruction'],
])('%s', (sentence, kind) => {
	expect(refusalOf([sentence])?.kind).toBe(kind);
});

test('what a sentence names', () => {
	const values = (sentence: string) => refusalOf([sentence])?.values;
	expect(values('invalid access to packet, off=14 size=1, R1(id=0,off=14,r=0)')).toEqual(['14', '1']);
	expect(values('combined stack size of 2 calls is 608. Too large')).toEqual(['2', '608']);
	expect(values("func 'do_nanosleep' doesn't have 4-th argument")).toEqual(['do_nanosleep', '4']);
});

test('a sentence that nobody knows, and none', () => {
	expect(refusalOf(['no such sentence'])).toBeUndefined();
	expect(refusalOf([])).toBeUndefined();
});

test('a register that is not set is one thing, a program without a return value another', () => {
	expect(refusalOf(['R0 !read_ok'], '(95) exit')?.kind).toBe('no-return-value');
	expect(refusalOf(['R0 !read_ok'], '(bf) r1 = r0')?.kind).toBe('uninitialised-register');
	expect(refusalOf(['R1 !read_ok'], '(95) exit')?.kind).toBe('uninitialised-register');
});
