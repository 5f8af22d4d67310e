/* A map that only kernels from 5.16 on have: what does not use it loads everywhere. */
#include "common.h"

struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__uint(max_entries, 64);
	__type(value, __u32);
} filter SEC(".maps");

__u64 runs;

SEC("raw_tracepoint/sys_enter")
int with_filter(void *ctx)
{
	__u32 value = 1;

	bpf_map_push_elem(&filter, &value, BPF_ANY);
	return 0;
}

SEC("raw_tracepoint/sys_enter")
int without_filter(void *ctx)
{
	runs++;
	return 0;
}
