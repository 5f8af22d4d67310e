import { describe, expect, it } from 'vitest';
import { panicTrace, readSplats } from '../../src/findings/splats.ts';

// As kernels printed them, shortened; time stamps are gone where they come from /dev/kmsg.

const warning = `------------[ cut here ]------------
WARNING: CPU: 1 PID: 312 at kernel/bpf/verifier.c:14123 do_check+0x2c1/0x2b40
Modules linked in: virtio_console virtio_pci
CPU: 1 PID: 312 Comm: init Not tainted 6.1.0-50-cloud-amd64 #1  Debian 6.1.170-1
RIP: 0010:do_check+0x2c1/0x2b40
Call Trace:
 <TASK>
 bpf_check+0x1f2/0x2a10
 </TASK>
---[ end trace 0000000000000000 ]---`;
const oops = `BUG: kernel NULL pointer dereference, address: 0000000000000010
#PF: supervisor read access in kernel mode
#PF: error_code(0x0000) - not-present page
Oops: 0000 [#1] PREEMPT SMP NOPTI
RIP: 0010:bpf_prog_abc+0x10/0x20
---[ end trace 0000000000000000 ]---`;
const softLockup = 'watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [init:91]';

describe('complaints in the log of a kernel', () => {
	it.each([
		['a warning', warning, 'WARNING: CPU: 1 PID: 312 at kernel/bpf/verifier.c:14123 do_check+0x2c1/0x2b40'],
		[
			'a warning',
			'WARNING: kernel/trace/bpf_trace.c:2100 at kprobe_multi_link_prog_run+0x9a/0xb0, CPU#1: init/77',
			undefined,
		],
		['a bug', 'kernel BUG at mm/slub.c:440!', undefined],
		['a bug', 'BUG: scheduling while atomic: init/77/0x00000002', undefined],
		[
			'an oops',
			'general protection fault, probably for non-canonical address 0xdead000000000108: 0000 [#1] SMP',
			undefined,
		],
		['a memory error', 'BUG: KASAN: slab-out-of-bounds in foo+0x1/0x2', undefined],
		['a soft lockup', softLockup, undefined],
		['a hard lockup', 'NMI watchdog: Watchdog detected hard LOCKUP on cpu 0', undefined],
		['a hard lockup', 'watchdog: CPU3: Watchdog detected hard LOCKUP on cpu 3', undefined],
		['an RCU stall', 'rcu: INFO: rcu_sched self-detected stall on CPU', undefined],
		['an RCU stall', 'rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:', undefined],
		['an RCU stall', 'rcu: INFO: rcu_sched detected expedited stalls on CPUs/tasks: { 0-... }', undefined],
		['a hung task', 'INFO: task init:77 blocked for more than 122 seconds.', undefined],
		['undefined behaviour', 'UBSAN: array-index-out-of-bounds in kernel/bpf/core.c:12:3', undefined],
	])('are told by what the kernel says: %s', (kind, text, heading = text) => {
		expect(readSplats(`something else\n${text}\n`)).toMatchObject([{ kind, heading }]);
	});

	it('keep their trace, and an oops is one complaint though it has several headings', () => {
		const splats = readSplats(`${warning}\nunrelated: hello\n${oops}\n`);
		expect(splats.map(({ kind }) => kind)).toEqual(['a warning', 'a bug']);
		expect(splats[0]?.text.split('\n').at(-1)).toBe('---[ end trace 0000000000000000 ]---');
		expect(splats[0]?.text).not.toContain('cut here');
		expect(splats[1]?.text).toContain('RIP: 0010:bpf_prog_abc');
	});

	it('are not made of what is none', () => {
		const lines = [
			'init invoked oom-killer: gfp_mask=0x140dca',
			'** trace_printk() being used. Allocating extra memory. **',
			'bpf_testmod: loading out-of-tree module taints kernel.',
			'some WARNING: in the middle',
		];
		expect(readSplats(lines.join('\n'))).toEqual([]);
	});

	it('are bounded in number and length, in time linear in the log', () => {
		const flood = `${softLockup}\n`.repeat(50_000);
		expect(readSplats(flood)).toHaveLength(20);
		expect(readSplats(`WARNING: x\n${'line\n'.repeat(100_000)}`)[0]?.text.split('\n')).toHaveLength(40);
		expect(readSplats(`INFO: task ${'a '.repeat(200_000)}`)).toEqual([]);
	});
});

describe('the last words of a kernel', () => {
	const stamped = (text: string) =>
		text
			.split('\n')
			.map((line, index) => `[    ${index}.123456] ${line}\r`)
			.join('\n');

	it('begin where its trouble began', () => {
		const console = stamped(
			`Run /init as init process\n${oops}\nKernel panic - not syncing: Fatal exception\nKernel Offset: disabled\n---[ end Kernel panic - not syncing: Fatal exception ]---\nRebooting`,
		);
		const lines = panicTrace(console)?.split('\n') ?? [];
		expect(lines[0]).toBe('BUG: kernel NULL pointer dereference, address: 0000000000000010');
		expect(lines.slice(-2)).toEqual([
			'Kernel panic - not syncing: Fatal exception',
			'Kernel Offset: disabled',
		]);
	});

	it('begin with the panic where nothing led to it, and are not there without one', () => {
		expect(panicTrace(stamped('hello\nKernel panic - not syncing: sysrq triggered crash\nCPU: 0'))).toBe(
			'Kernel panic - not syncing: sysrq triggered crash\nCPU: 0',
		);
		expect(panicTrace(stamped('hello'))).toBeUndefined();
	});
});
