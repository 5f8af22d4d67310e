// SPDX-License-Identifier: MIT
/* What a program in user space does. A section without a path is attached to the guest's own program. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/usdt.bpf.h>

char LICENSE[] SEC("license") = "GPL";

SEC("uprobe")
int BPF_KPROBE(on_uprobe, long times, const char *name)
{
	bpf_printk("greet: %ld", times);
	return 0;
}

SEC("uretprobe")
int BPF_KRETPROBE(on_uretprobe, long result)
{
	return 0;
}

SEC("uprobe//usr/bin/core-matrix-target:greet")
int BPF_KPROBE(on_uprobe_by_path, long times)
{
	return 0;
}

/* May sleep, so that it may read memory of the process that is not there yet. */
SEC("uprobe.s")
int BPF_KPROBE(on_uprobe_sleepable, long times, const char *name)
{
	char text[16];

	bpf_copy_from_user(text, sizeof(text), name);
	return 0;
}

SEC("uprobe.multi")
int BPF_KPROBE(on_uprobe_multi, long times)
{
	return 0;
}

SEC("uretprobe.multi")
int BPF_KRETPROBE(on_uretprobe_multi, long result)
{
	return 0;
}

SEC("usdt")
int BPF_USDT(on_usdt, long times, const char *name)
{
	bpf_printk("greeting: %ld", times);
	return 0;
}

SEC("usdt//usr/bin/core-matrix-target:core_matrix:greeting")
int BPF_USDT(on_usdt_by_path, long times)
{
	return 0;
}
