// SPDX-License-Identifier: MIT
/* Programs that the kernel runs once for each of its objects when somebody reads. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} numbers SEC(".maps");

SEC("iter/task")
int on_task(struct bpf_iter__task *ctx)
{
	return 0;
}

/* May sleep. */
SEC("iter.s/task")
int on_task_sleepable(struct bpf_iter__task *ctx)
{
	return 0;
}

SEC("iter/tcp")
int on_tcp(struct bpf_iter__tcp *ctx)
{
	return 0;
}

SEC("iter/bpf_map")
int on_map(struct bpf_iter__bpf_map *ctx)
{
	return 0;
}

SEC("iter/bpf_map_elem")
int on_element(struct bpf_iter__bpf_map_elem *ctx)
{
	return 0;
}
