// SPDX-License-Identifier: MIT
/* One program of each kind that the default workload fires, and one that it does not. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

SEC("tracepoint/syscalls/sys_enter_openat")
int on_tracepoint(void *ctx)
{
	return 0;
}

SEC("raw_tracepoint/sched_switch")
int on_raw_tracepoint(void *ctx)
{
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_btf_tracepoint, struct task_struct *task)
{
	return 0;
}

SEC("kprobe/tcp_sendmsg")
int on_kprobe(struct pt_regs *ctx)
{
	return 0;
}

SEC("kretprobe/tcp_sendmsg")
int on_kretprobe(struct pt_regs *ctx)
{
	return 0;
}

SEC("fentry/tcp_sendmsg")
int BPF_PROG(on_fentry, struct sock *sk)
{
	return 0;
}

SEC("fexit/udp_sendmsg")
int BPF_PROG(on_fexit, struct sock *sk)
{
	return 0;
}

/* Nothing in the guest reboots the machine while it is watched. */
SEC("kprobe/kernel_restart")
int never_fired(struct pt_regs *ctx)
{
	return 0;
}
