// SPDX-License-Identifier: MIT
/* What the kernel does: at its functions, its system calls and its tracepoints. */
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

SEC("kprobe/tcp_sendmsg")
int BPF_KPROBE(on_kprobe, struct sock *sk, struct msghdr *msg, size_t size)
{
	bpf_printk("tcp_sendmsg: %lu bytes", size);
	return 0;
}

SEC("kretprobe/tcp_sendmsg")
int BPF_KRETPROBE(on_kretprobe, int sent)
{
	return 0;
}

SEC("ksyscall/openat")
int BPF_KSYSCALL(on_ksyscall, int folder, const char *path)
{
	return 0;
}

SEC("kretsyscall/openat")
int BPF_KRETPROBE(on_kretsyscall, long fd)
{
	return 0;
}

SEC("kprobe.multi/tcp_*msg")
int on_kprobe_multi(struct pt_regs *ctx)
{
	return 0;
}

SEC("kretprobe.multi/tcp_*msg")
int on_kretprobe_multi(struct pt_regs *ctx)
{
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_openat")
int on_tracepoint(struct trace_event_raw_sys_enter *ctx)
{
	return 0;
}

SEC("raw_tp/sched_process_exit")
int on_raw_tracepoint(struct bpf_raw_tracepoint_args *ctx)
{
	return 0;
}

/* A tracepoint whose value a program may change: the error that BPF_PROG_TEST_RUN returns. */
SEC("raw_tp.w/bpf_test_finish")
int on_writable(struct bpf_raw_tracepoint_args *ctx)
{
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_btf_tracepoint, struct task_struct *task)
{
	return 0;
}

SEC("fentry/tcp_sendmsg")
int BPF_PROG(on_fentry, struct sock *sk, struct msghdr *msg, size_t size)
{
	return 0;
}

SEC("fexit/tcp_sendmsg")
int BPF_PROG(on_fexit, struct sock *sk, struct msghdr *msg, size_t size, int sent)
{
	return 0;
}

/* These may sleep, so that they may read memory of the process that is not there yet. */
SEC("fentry.s/__x64_sys_openat")
int BPF_PROG(on_fentry_sleepable, const struct pt_regs *regs)
{
	return 0;
}

SEC("fexit.s/__x64_sys_openat")
int BPF_PROG(on_fexit_sleepable, const struct pt_regs *regs, long fd)
{
	return 0;
}

/* Anything but 0 would be returned instead of opening the file. */
SEC("fmod_ret/security_file_open")
int BPF_PROG(on_fmod_ret, struct file *file, int before)
{
	return before;
}

/* Left out until a loader turns them on, where it wants them; the configuration asks for one. */
SEC("?kprobe/tcp_recvmsg")
int BPF_KPROBE(on_request, struct sock *sk)
{
	return 0;
}

SEC("?kprobe/no_such_function")
int BPF_KPROBE(left_out)
{
	return 0;
}
