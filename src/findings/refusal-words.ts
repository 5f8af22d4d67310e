import type { Refusal, RefusalKind } from '../bpf/refusal.ts';
import { oneLine } from '../report/neutralise.ts';

/** What a refusal means to the person who wrote the program. */
export interface RefusalWords {
	/** Ends a sentence that begins with `the verifier rejects …:`. */
	readonly title: string;
	/** Why the verifier refuses such a thing: one paragraph. */
	readonly why: string;
	/** What to write instead. */
	readonly fix: string;
}

type Values = readonly string[];
interface Words extends Omit<RefusalWords, 'title'> {
	readonly title: string | ((values: Values) => string);
}

export function refusalWords({ kind, values }: Refusal): RefusalWords {
	const { title, why, fix } = words[kind];
	const safe = values.map((value) => oneLine(value, 60));
	return { title: typeof title === 'string' ? title : title(safe), why, fix };
}

/** Code within advice stands on lines that begin with four spaces. */
const code = (...lines: readonly string[]) => ['', '', ...lines.map((line) => `    ${line}`)].join('\n');

const bounds =
	'The verifier keeps, for each register, the smallest and the largest value that it can have on this path. An access must lie within its memory for all of them.';

const words: Readonly<Record<RefusalKind, Words>> = {
	'null-pointer': {
		title: 'a pointer that may be NULL is used without a check',
		why: 'Lookups, reservations and many other calls can return NULL. The verifier lets such a pointer be used only where a comparison with NULL has ruled that out, on every path that leads there.',
		fix: `Return where the pointer is NULL, before using it, whatever you think the call gives:${code('if (!value)', '        return 0;')}`,
	},
	'unknown-pointer': {
		title: 'memory is read through a number that is no pointer to the verifier',
		why: 'What a register, an argument or a structure of the kernel holds is a number to the verifier, unless it knows the type behind it (BTF-typed arguments of fentry, tp_btf and LSM programs). It cannot know what is at that address, so it does not let the program follow it directly. A pointer also becomes a number when it was stored where the verifier does not follow it, or was changed by arithmetic.',
		fix: `Let a helper read it, which fails instead of crashing:${code('value = BPF_CORE_READ(p, member);', 'bpf_probe_read_kernel(&value, sizeof(value), p);')}`,
	},
	'untrusted-pointer': {
		title: 'a pointer is used in a way that its kind does not allow',
		why: 'The verifier knows what this pointer points to, but not that the thing behind it is still there: it came out of another structure, or was kept after what protected it ended. Kernel functions that keep or change such a thing want one that they can trust.',
		fix: 'Use the pointer as the program was given it, acquire a reference (such as bpf_task_acquire) and release it at the end, or stay between bpf_rcu_read_lock() and bpf_rcu_read_unlock().',
	},
	'modified-pointer': {
		title: ([kind = '']) => `a pointer of type ${kind} is used after something was added to it`,
		why: 'Some pointers, such as the one to the context, may be used only as they were given, with constant offsets that stand in the access itself. Compilers sometimes compute the address first and keep it for several accesses.',
		fix: `Access the member through the original pointer. Where the compiler is at fault, keep it from merging accesses:${code('__u32 value = *(volatile __u32 *)&ctx->member;')}`,
	},
	'pointer-arithmetic': {
		title: 'arithmetic on a pointer that is not allowed',
		why: 'A pointer may be moved by adding or subtracting a number that has bounds, in 64 bits, and only while it is known not to be NULL. Everything else (bit operations, multiplication, adding two pointers, 32-bit operations) would leave the verifier without knowledge of where it points.',
		fix: 'Compute the offset in an unsigned 64-bit variable, bound it, and add it to the pointer last. Check for NULL before moving a pointer.',
	},
	'no-return-value': {
		title: 'a path ends without a return value',
		why: 'The return value is what register R0 holds at the exit. On this path nothing was put there: a function that returns a value ends without `return`, or calls no function and sets nothing.',
		fix: 'End every path with a `return` of a value; compile with -Wall -Wreturn-type.',
	},
	'uninitialised-register': {
		title: ([register = '']) => `register R${register} is read before anything was put into it`,
		why: 'On the path that the log shows, the value was never set: a variable without a first value, more arguments than the program is given, or arguments (R1 to R5) used again after a call, which leaves nothing in them.',
		fix: 'Give the variable a value where it is declared. In a global function, check its signature against the call.',
	},
	'uninitialised-stack': {
		title: 'stack memory is read before anything was written there',
		why: 'A helper reads all bytes of a key, a value or a buffer, padding included, and some of those were never written. Newer kernels let privileged programs do that; older ones do not.',
		fix: `Zero the whole of it, padding included, before filling it in:${code('struct key key = {};', '__builtin_memset(&key, 0, sizeof(key));')}`,
	},
	'unbounded-index': {
		title: 'an index or offset has no bounds that the verifier knows',
		why: `${bounds} Here the value has no upper limit, or can be negative: signed variables, values read from memory or packets, and checks made on another copy of the variable are the usual reasons.`,
		fix: `Bound an unsigned variable right before its use, and use that same variable:${code('if (i >= sizeof(buffer))', '        return 0;', 'value = buffer[i];')}`,
	},
	'unbounded-size': {
		title: 'a size that is given to a helper has no bounds that the verifier knows',
		why: `${bounds} A size must not be negative, must not exceed the buffer and, for most helpers, must not be zero, for every value that it can have here. A signed or a 32-bit variable that was checked only on one side fails that.`,
		fix: `Bound an unsigned variable right before the call; where the compiler undoes it, mask it with a power of two less one:${code('if (size > sizeof(buffer))', '        size = sizeof(buffer);', 'size &= sizeof(buffer) - 1;')}`,
	},
	'out-of-bounds': {
		title: ([size = '', offset = '', length = '']) =>
			`an access of ${length} bytes at offset ${offset} reaches beyond memory of ${size} bytes`,
		why: `${bounds} This one can reach beyond it, at the least with the largest value that the offset can have.`,
		fix: 'Correct the constant, or bound the index by the size of the memory less the size of the access. The size is that of the map value as the map was created: keep both in one structure.',
	},
	'packet-bounds': {
		title: ([offset = '', length = '']) =>
			`${length} bytes at offset ${offset} of a packet are accessed without a check against data_end`,
		why: 'A packet can be shorter than what is read of it. The verifier wants to see, on each path, a comparison of the end of the access with data_end, and forgets all of them when a helper may have moved the packet.',
		fix: `Compare first, for the whole of what is read next:${code('struct ethhdr *eth = data;', 'if ((void *)(eth + 1) > data_end)', '        return XDP_PASS;')}`,
	},
	'context-access': {
		title: ([offset = '', size = '']) =>
			size === ''
				? 'the context is accessed at an offset that is not constant'
				: `the context has no member of ${size} bytes at offset ${offset} for programs of this type`,
		why: 'Which members of the context a program may read or write depends on its type and on the kernel: newer kernels have more. Each is accessed alone, in its own size, at a constant offset.',
		fix: 'Read members of the context by name, and only those that this program type has on this kernel (Documentation of the type, or its `is_valid_access` function in the kernel). Do not copy the context as a whole.',
	},
	'missing-parameter': {
		title: ([name = '', number = '']) => `\`${name}\` has no parameter number ${number} on this kernel`,
		why: "A program that attaches through BTF sees the parameters of the function on the running kernel, and fexit programs the return value after the last of them. The function's signature is another one here than the program says.",
		fix: "Compare the program's parameters with the function's in this kernel's BTF (`bpftool btf dump file /sys/kernel/btf/vmlinux`), and have one program for each signature, marked `SEC(\"?…\")`, of which the loader turns one on.",
	},
	'kernel-type-bounds': {
		title: ([type = '', offset = '']) => `\`${type}\` has nothing at offset ${offset} on this kernel`,
		why: "The verifier knows the type behind this pointer from the kernel's BTF, and the access is beyond its end: a cast to another type, or an offset that was fixed when the program was compiled.",
		fix: 'Let CO-RE find the offset (types of vmlinux.h, which carry preserve_access_index), or read what is not of that type with bpf_probe_read_kernel().',
	},
	'kernel-memory-write': {
		title: "memory of the kernel's own types is written",
		why: "Programs may read the kernel's structures and, apart from the few members that a program type opens, not write them.",
		fix: 'Keep what the program changes in a map, or use the helper or kernel function that makes that change.',
	},
	'read-only': {
		title: 'read-only memory is written',
		why: 'Constants (`const`, .rodata) and maps with BPF_F_RDONLY_PROG are frozen before the program is loaded, and so is some memory that helpers return or take.',
		fix: 'Declare a variable that the program changes without `const`, or copy it to the stack first.',
	},
	misaligned: {
		title: ([what = '']) => `an access to ${what || 'memory'} is not aligned to its size`,
		why: 'On the stack an access of 2, 4 or 8 bytes must begin at a multiple of its size; on machines without fast unaligned access the same is so for all memory. Packed structures and casts of byte arrays are the usual reasons.',
		fix: 'Declare the buffer with the type that is read from it, or with __attribute__((aligned(8))).',
	},
	'stack-bounds': {
		title: 'an access is outside of the stack frame',
		why: "A program has 512 bytes of stack, below the frame pointer, and all of a variable that is on it must lie within. An index beyond an array's end, or a buffer that is smaller than the size given with it, leads out of it.",
		fix: 'Check index and size against the array; keep what is large in a map (BPF_MAP_TYPE_PERCPU_ARRAY with one entry serves as scratch memory).',
	},
	'stack-combined': {
		title: ([calls = '', size = '']) =>
			`${calls} functions that call each other need ${size} bytes of stack together`,
		why: 'The 512 bytes of stack are for a program and all functions that it is in at one time. Each frame is rounded up, on newer kernels by less, so one kernel can take what another does not.',
		fix: 'Move large variables into a per-CPU array map of one entry, or let the function be inlined (`static __always_inline`), so that frames can share memory.',
	},
	'call-depth': {
		title: ([frames = '']) => `calls are nested ${frames} deep, which is more than this kernel allows`,
		why: 'Calls between functions of a program, the program itself included, may be nested 8 deep, on the newest kernels deeper. A function that calls itself, directly or through others, has no depth at all to the verifier.',
		fix: 'Let small functions be inlined (`static __always_inline`); make a recursion a loop with a constant bound, or bpf_loop().',
	},
	'reference-leak': {
		title: ([, acquired = '']) =>
			acquired === ''
				? 'something that was acquired is not released on every path'
				: `what instruction ${acquired} acquired is not released on every path`,
		why: 'What a program acquires (a ring buffer record, a socket, a task) it must give back before it ends, on each path, early returns included, and only where it was not NULL.',
		fix: `Release it on every way out:${code('bpf_ringbuf_submit(record, 0);  /* or bpf_ringbuf_discard */', 'bpf_sk_release(sk);')}`,
	},
	'held-lock': {
		title: 'a lock is held where that is not allowed',
		why: 'Between bpf_spin_lock() and bpf_spin_unlock() no function may be called and the program may not end; sections under RCU or without preemption must be ended as well, on each path.',
		fix: 'Call what must be called before the lock is taken, keep the result in a variable, and unlock before every return.',
	},
	unreachable: {
		title: 'some instructions can never be reached',
		why: 'The verifier takes no program with code that no path leads to. Compilers remove such code, so it comes from inline assembly, from hand-written or patched instructions, or from a call that does not return.',
		fix: 'Remove the code, or the jump around it. Compile with -O2.',
	},
	'no-exit': {
		title: 'a function runs past its last instruction',
		why: 'The last instruction of each function must be an exit or a jump. Functions that end in undefined behaviour (no return, __builtin_unreachable, an endless loop that was optimised away) or in inline assembly have none.',
		fix: 'End the function with a `return`.',
	},
	'jump-out-of-range': {
		title: 'a jump leads out of its function',
		why: 'Jumps must stay within their function. The object is damaged, was linked wrongly, or has hand-written jumps.',
		fix: 'Build the object again; link objects with `bpftool gen object`, and use labels in inline assembly.',
	},
	'infinite-loop': {
		title: 'a loop may never end',
		why: 'The verifier came to the same place with the same state again: nothing that the loop’s condition depends on had changed, so nothing shows that the loop ends.',
		fix: `Bound it by a constant, or let the kernel run it:${code('for (int i = 0; i < 64; i++) …', 'bpf_loop(n, body, &context, 0);')}`,
	},
	'back-edge': {
		title: 'a loop or a recursion that this kernel does not take',
		why: 'Kernels before 5.3, and all kernels for loaders without CAP_BPF, take no jump backwards; and no kernel takes a function that calls itself.',
		fix: 'Unroll the loop (`#pragma unroll`) or use bpf_loop(); make a recursion a loop with a constant bound.',
	},
	recursion: {
		title: ([caller = '', callee = '']) => `recursion: \`${caller}\` calls \`${callee}\``,
		why: 'A function that calls itself, directly or through others, has no depth that the verifier could know.',
		fix: 'Make it a loop with a constant bound, or bpf_loop() with a small stack of your own in a map.',
	},
	'return-value': {
		title: ([, , wanted = '']) => `the return value can be outside of ${wanted}`,
		why: 'What a program returns means something to the kernel (let pass, deny, an errno), so each type and attach type allows certain values, and the verifier wants to see that no other can come out.',
		fix: 'Return constants that the type allows, on each path; bound a computed value first. Newer kernels know tighter ranges for some hooks.',
	},
	'wrong-argument': {
		title: ([register = '', type = '']) =>
			`argument ${register} of a call is of the wrong kind: ${type || 'unknown'}`,
		why: 'Each helper and kernel function says what kind of value it takes: a pointer to memory of known size, the context, a map, an object of the kernel. The verifier says what it was given and what it takes. A number (`scalar`, `inv`) where a pointer belongs was not obtained in a way that the verifier follows.',
		fix: 'Pass the context as the program got it, the address of a map or of a variable on the stack, or a map value after its NULL check. Data of the kernel is copied to the stack first, with bpf_probe_read_kernel().',
	},
	'wrong-map': {
		title: ([type = '', helper = '']) => `\`${helper}\` does not work with a map of type number ${type}`,
		why: 'Many helpers work with certain map types only: bpf_perf_event_output with a PERF_EVENT_ARRAY, bpf_ringbuf_* with a RINGBUF, bpf_tail_call with a PROG_ARRAY.',
		fix: 'Declare the map with the type that the helper is for, or use the helper of that map type.',
	},
	'tail-call': {
		title: 'a tail call stands where this kernel does not allow one',
		why: 'Kernels before 5.10 do not mix tail calls and calls between functions, other architectures than x86-64 learnt it later, and functions with tail calls have less stack.',
		fix: 'Inline the functions around the tail call (`static __always_inline`), or make the tail call in the program itself.',
	},
	licence: {
		title: 'a function that is only for GPL-compatible programs is called by one that is not',
		why: "Many helpers, among them all that read the kernel's memory, and all kernel functions are for programs whose licence is compatible with the GPL.",
		fix: `If that is the program's licence, say so in the object:${code('char LICENSE[] SEC("license") = "GPL";')}`,
	},
	sleeping: {
		title: 'a function that may sleep is called where sleeping is not allowed',
		why: 'Helpers such as bpf_copy_from_user() may wait for memory. Only sleepable programs may call them, and not under a lock, an RCU section or with preemption off.',
		fix: `Make the program sleepable where its hook allows it (fentry.s, lsm.s, uprobe.s, iter.s, syscall), or use the helper that does not sleep:${code('SEC("fentry.s/…")', 'bpf_probe_read_user(&value, sizeof(value), pointer);')}`,
	},
	'young-instruction': {
		title: 'an instruction that this kernel does not know',
		why: 'Each -mcpu of the compiler uses more instructions (v3: 32-bit jumps, atomics; v4: sign extension, long jumps), and calls of kernel functions (5.13) and pointers to functions (5.13) are encodings of their own that older kernels refuse.',
		fix: 'Compile with -mcpu=v2 or v3 for this kernel, avoid __sync_fetch_and_* with a used result before 5.12, and mark programs with young features `SEC("?…")`.',
	},
	callback: {
		title: 'a function is given to a helper, which this kernel does not know',
		why: 'Callbacks (bpf_loop, bpf_for_each_map_elem, bpf_timer_set_callback) exist since Linux 5.13. An older kernel does not count such functions, so the object’s table of functions does not fit what it finds.',
		fix: 'Write an ordinary loop with a constant bound for such kernels, and mark the program with the callback `SEC("?…")`.',
	},
};
