/* A tail call to a program that every kernel refuses, and a program that has nothing to do with it. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

int target(void *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__uint(key_size, sizeof(__u32));
	__array(values, int(void *));
} slots SEC(".maps") = {
	.values = { [1] = (void *)&target },
};

SEC("raw_tracepoint/sys_enter")
int caller(void *ctx)
{
	bpf_tail_call(ctx, &slots, 1);
	return 0;
}

SEC("raw_tracepoint/sys_enter")
int target(void *ctx)
{
	return *(volatile int *)0;
}

SEC("raw_tracepoint/sys_enter")
int bystander(void *ctx)
{
	return 0;
}
