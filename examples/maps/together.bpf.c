/* Programs that do not work alone: tail calls, a map in a map, and two that share what they know. */
#include "common.h"

int last(void *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__array(values, int(void *));
} steps SEC(".maps") = {
	.values = { [0] = (void *)&last },
};

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} room SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct inner);
} rooms SEC(".maps") = {
	.values = { [0] = &room },
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 128);
	__type(key, __u64);
	__type(value, __u64);
} started SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} finished SEC(".maps");

__u64 tail_calls;

SEC("raw_tracepoint/sys_exit")
int last(void *ctx)
{
	tail_calls++;
	return 0;
}

SEC("raw_tracepoint/sys_enter")
int first(void *ctx)
{
	bpf_tail_call(ctx, &steps, 0);
	return 0;
}

SEC("raw_tracepoint/sched_process_exec")
int in_rooms(void *ctx)
{
	__u32 zero = 0;
	void *inner = bpf_map_lookup_elem(&rooms, &zero);
	__u64 *value = inner ? bpf_map_lookup_elem(inner, &zero) : NULL;

	if (value)
		++*value;
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_execve")
int on_enter(void *ctx)
{
	__u64 task = bpf_get_current_pid_tgid(), now = bpf_ktime_get_ns();

	bpf_map_update_elem(&started, &task, &now, BPF_ANY);
	return 0;
}

SEC("tracepoint/syscalls/sys_exit_execve")
int on_exit(void *ctx)
{
	__u64 task = bpf_get_current_pid_tgid(), *since = bpf_map_lookup_elem(&started, &task), *count;
	__u32 zero = 0;

	count = since ? bpf_map_lookup_elem(&finished, &zero) : NULL;
	if (count)
		++*count;
	bpf_map_delete_elem(&started, &task);
	return 0;
}
