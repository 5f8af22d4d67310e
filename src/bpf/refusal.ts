import { gapsOf } from './sentence.ts';

/*
 * Why the verifier refused a program, as one of a closed set. Wordings: kernel/bpf/verifier.c, log.c and cfg.c of
 * Linux 5.10 to 7.3, where one reason often has several: by kernel, and by what kind of memory is meant.
 */

export type RefusalKind =
	| 'null-pointer'
	| 'unknown-pointer'
	| 'untrusted-pointer'
	| 'modified-pointer'
	| 'pointer-arithmetic'
	| 'no-return-value'
	| 'uninitialised-register'
	| 'uninitialised-stack'
	| 'unbounded-index'
	| 'unbounded-size'
	| 'out-of-bounds'
	| 'packet-bounds'
	| 'context-access'
	| 'missing-parameter'
	| 'kernel-type-bounds'
	| 'kernel-memory-write'
	| 'read-only'
	| 'misaligned'
	| 'stack-bounds'
	| 'stack-combined'
	| 'call-depth'
	| 'reference-leak'
	| 'held-lock'
	| 'unreachable'
	| 'no-exit'
	| 'jump-out-of-range'
	| 'infinite-loop'
	| 'back-edge'
	| 'recursion'
	| 'return-value'
	| 'wrong-argument'
	| 'wrong-map'
	| 'tail-call'
	| 'licence'
	| 'sleeping'
	| 'young-instruction'
	| 'callback';

export interface Refusal {
	readonly kind: RefusalKind;
	/** What the sentence names, by the rows below: an offset, a size, a register, a type. Hostile text. */
	readonly values: readonly string[];
}

interface Row {
	readonly parts: readonly string[];
	readonly kind: RefusalKind;
	/** Whether the values fit, where the parts alone do not tell. */
	readonly when?: (values: readonly string[]) => boolean;
}

const row = (kind: RefusalKind, ...parts: readonly string[]): Row => ({ kind, parts });
const rowWhen = (when: Row['when'], kind: RefusalKind, ...parts: readonly string[]): Row => ({
	kind,
	parts,
	...(when && { when }),
});

const mayBeNull = ([, type = '']: readonly string[]) => type.includes('_or_null');
/** Numbers were called `inv` up to Linux 5.17. */
const isNumber = ([, type = '']: readonly string[]) => type === 'inv' || type === 'scalar';

/** The first that fits counts. */
const rows: readonly Row[] = [
	rowWhen(mayBeNull, 'null-pointer', 'R', " invalid mem access '", "'"),
	rowWhen(mayBeNull, 'null-pointer', 'R', ' type=', ' expected='),
	row('null-pointer', 'R', ' pointer arithmetic on ', ' prohibited, null-check it first'),
	row('null-pointer', 'Possibly NULL pointer passed to '),
	rowWhen(isNumber, 'unknown-pointer', 'R', " invalid mem access '", "'"),
	row('untrusted-pointer', 'R', ' must be referenced or trusted'),
	row('untrusted-pointer', 'R', ' must be a rcu pointer'),
	row('untrusted-pointer', 'R', " invalid mem access '", "'"),
	row('modified-pointer', 'dereference of modified ', ' ptr R', ' off=', ' disallowed'),
	row('pointer-arithmetic', 'R', ' pointer += pointer prohibited'),
	row('pointer-arithmetic', 'R', ' bitwise operator ', ' on pointer prohibited'),
	row('pointer-arithmetic', 'R', ' pointer arithmetic with ', ' operator prohibited'),
	row('pointer-arithmetic', 'R', ' pointer arithmetic on ', ' prohibited'),
	row('pointer-arithmetic', 'R', ' 32-bit pointer arithmetic prohibited'),
	row('pointer-arithmetic', 'R', ' tried to subtract pointer from scalar'),
	row('uninitialised-register', 'R', ' !read_ok'),
	row('uninitialised-stack', 'invalid ', 'read from stack ', 'off ', ' size ', ''),
	row('uninitialised-stack', 'invalid ', 'read from stack ', 'var_off ', ' size ', ''),
	row('unbounded-index', 'R', ' unbounded memory access, make sure to bounds check'),
	row('unbounded-index', 'R', ' min value is negative, either use unsigned index'),
	row('unbounded-index', 'math between ', ' pointer and register with unbounded min value'),
	row('unbounded-index', 'value ', ' makes ', ' pointer be out of bounds'),
	row('unbounded-index', 'invalid unbounded variable-offset'),
	row('unbounded-size', 'R', " min value is negative, either use unsigned or 'var &= const'"),
	row('unbounded-size', 'R', " unbounded memory access, use 'var &= const'"),
	row('unbounded-size', 'R', ' invalid zero-sized read'),
	row('unbounded-size', 'invalid zero-sized read'),
	row('out-of-bounds', 'invalid access to map value, value_size=', ' off=', ' size=', ''),
	row('out-of-bounds', 'invalid access to memory, mem_size=', ' off=', ' size=', ''),
	row('out-of-bounds', 'invalid access to map key, key_size=', ' off=', ' size=', ''),
	row('packet-bounds', 'invalid access to packet, off=', ' size=', ','),
	row('missing-parameter', "func '", "' doesn't have ", '-th argument'),
	row('context-access', 'invalid bpf_context access off=', ' size=', ''),
	row('context-access', 'variable ctx access var_off='),
	row('kernel-type-bounds', 'access beyond ', ' at off ', ' size ', ''),
	row('kernel-memory-write', 'only read is supported'),
	row('read-only', 'write into map forbidden'),
	row('read-only', 'R', ' cannot write into ', ''),
	row('misaligned', 'misaligned ', ' access off '),
	row('stack-bounds', 'invalid ', ' stack R', ' off=', ' size=', ''),
	row('stack-bounds', 'invalid stack off=', ' size=', ''),
	row('stack-combined', 'combined stack size of ', ' calls is ', '. Too large'),
	row('call-depth', 'the call stack of ', ' frames is too deep'),
	row('reference-leak', 'Unreleased reference id=', ' alloc_insn=', ''),
	row('reference-leak', '', ' would lead to reference leak'),
	row('held-lock', 'function calls are not allowed while holding a lock'),
	row('held-lock', 'bpf_spin_unlock is missing'),
	row('held-lock', 'bpf_rcu_read_unlock is missing'),
	row('held-lock', '', ' cannot be used inside ', 'ed region'),
	row('unreachable', 'unreachable insn ', ''),
	row('no-exit', 'last insn is not an exit or jmp'),
	row('jump-out-of-range', 'jump out of range from insn ', ' to ', ''),
	row('infinite-loop', 'infinite loop detected at insn ', ''),
	row('back-edge', 'back-edge from insn ', ' to ', ''),
	row('recursion', 'recursive call from ', ' to ', ''),
	row('return-value', 'At ', ' the register R0 has ', ' should have been in ', ''),
	row('wrong-map', 'cannot pass map_type ', ' into func ', '#'),
	row('wrong-argument', 'R', ' type=', ' expected=', ''),
	row('tail-call', 'tail_calls are not allowed '),
	row('licence', 'cannot call GPL-restricted function from non-GPL compatible program'),
	row('licence', 'cannot call kernel function from non-GPL compatible program'),
	row('sleeping', 'helper call might sleep in a non-sleepable prog'),
	row('sleeping', 'sleepable helper ', ' in '),
	row('sleeping', 'program must be sleepable to call sleepable kfunc '),
	row('young-instruction', 'unknown opcode ', ''),
	row('young-instruction', 'invalid BPF_LD_IMM insn'),
	row('young-instruction', 'unrecognized bpf_ld_imm64 insn'),
	row('young-instruction', 'BPF_', ' uses reserved fields'),
	row('callback', "number of funcs in func_info doesn't match number of subprogs"),
];

/**
 * Reads the last sentence of the verifier, in lines. `insnText` is the instruction that it refused, as the log shows it.
 */
export function refusalOf(message: readonly string[], insnText = ''): Refusal | undefined {
	for (const { kind, parts, when } of rows) {
		for (const line of message) {
			const values = gapsOf(parts, line);
			if (values === undefined || (when !== undefined && !when(values))) continue;
			// R0 is what `exit` returns.
			const returnsNothing =
				kind === 'uninitialised-register' && values[0] === '0' && insnText === '(95) exit';
			return { kind: returnsNothing ? 'no-return-value' : kind, values };
		}
	}
	return undefined;
}
