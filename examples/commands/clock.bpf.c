// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Calls a helper that kernels have from 6.1 on. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("tracepoint/syscalls/sys_enter_getpgid")
int on_clock(void *ctx)
{
	bpf_printk("TAI %llu", bpf_ktime_get_tai_ns());
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
