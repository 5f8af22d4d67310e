// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Reads a member of `struct iov_iter` that kernels from 6.4 on do not have. */
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

struct iov_iter {
	const void *iov;
} __attribute__((preserve_access_index));

struct msghdr {
	struct iov_iter msg_iter;
} __attribute__((preserve_access_index));

SEC("kprobe/tcp_sendmsg")
int BPF_KPROBE(on_send, void *sk, struct msghdr *message)
{
	const void *vector = BPF_CORE_READ(message, msg_iter.iov);

	bpf_printk("vector %p", vector);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
