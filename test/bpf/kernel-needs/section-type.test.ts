import { expect, test } from 'vitest';
import { sectionType } from '../../../src/bpf/kernel-needs/section-type.ts';

test.each([
	['kprobe/tcp_sendmsg', { program: 'KPROBE', target: { kind: 'function', name: 'tcp_sendmsg' } }],
	['?kretprobe/tcp_sendmsg+0x10', { program: 'KPROBE', target: { kind: 'function', name: 'tcp_sendmsg' } }],
	['kprobe', { program: 'KPROBE' }],
	[
		'kprobe.multi/tcp_*',
		{ program: 'KPROBE', attach: 'TRACE_KPROBE_MULTI', target: { kind: 'functions', name: 'tcp_*' } },
	],
	['uprobe.multi.s//bin/sh:main', { program: 'KPROBE', attach: 'TRACE_UPROBE_MULTI' }],
	['uprobe.s//bin/sh:main', { program: 'KPROBE' }],
	[
		'fentry.s/do_nanosleep',
		{ program: 'TRACING', attach: 'TRACE_FENTRY', target: { kind: 'typed-function', name: 'do_nanosleep' } },
	],
	[
		'tp_btf/sched_switch',
		{ program: 'TRACING', attach: 'TRACE_RAW_TP', target: { kind: 'raw-tracepoint', name: 'sched_switch' } },
	],
	[
		'raw_tp.w/sched_switch',
		{ program: 'RAW_TRACEPOINT_WRITABLE', target: { kind: 'raw-tracepoint', name: 'sched_switch' } },
	],
	[
		'tp/sched/sched_switch',
		{ program: 'TRACEPOINT', target: { kind: 'tracepoint', name: 'sched/sched_switch' } },
	],
	['lsm.s/file_open', { program: 'LSM', attach: 'LSM_MAC', target: { kind: 'lsm-hook', name: 'file_open' } }],
	['iter/task', { program: 'TRACING', attach: 'TRACE_ITER', target: { kind: 'iterator', name: 'task' } }],
	['xdp.frags', { program: 'XDP', attach: 'XDP' }],
	['xdp.frags/devmap', { program: 'XDP', attach: 'XDP_DEVMAP' }],
	['cgroup/connect4', { program: 'CGROUP_SOCK_ADDR', attach: 'CGROUP_INET4_CONNECT' }],
	['cgroup/sendmsg6', { program: 'CGROUP_SOCK_ADDR', attach: 'CGROUP_UDP6_SENDMSG' }],
	['cgroup/recvmsg_unix', { program: 'CGROUP_SOCK_ADDR', attach: 'CGROUP_UNIX_RECVMSG' }],
	['cgroup/dev', { program: 'CGROUP_DEVICE', attach: 'CGROUP_DEVICE' }],
	['struct_ops/init', { program: 'STRUCT_OPS' }],
	['license', undefined],
	['constructor', undefined],
	['.text', undefined],
	['kprobes/tcp_sendmsg', undefined],
])('%s', (section, expected) => {
	expect(sectionType(section)).toEqual(expected);
});
