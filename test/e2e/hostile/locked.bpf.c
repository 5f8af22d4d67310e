// SPDX-License-Identifier: MIT
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

#define SECOND 1000000000ULL

static int calls;

static int inner(__u32 index, __u64 *until)
{
	return bpf_ktime_get_ns() > *until;
}

static int outer(__u32 index, __u64 *until)
{
	bpf_loop(1 << 23, inner, until, 0);
	return bpf_ktime_get_ns() > *until;
}

/* The second call, after that of the trigger's own shell, keeps its processor so long that the kernel's watchdog complains. */
SEC("tracepoint/syscalls/sys_enter_execve")
int locks(void *ctx)
{
	__u64 until = bpf_ktime_get_ns() + 4 * SECOND;

	if (++calls != 2)
		return 0;
	bpf_loop(1 << 20, outer, &until, 0);
	return 0;
}
