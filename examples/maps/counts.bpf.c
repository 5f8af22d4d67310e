/* Who executes programs, and how often: constants that the loader sets, maps, and global variables. */
#include "common.h"

enum mode { COUNT_NOTHING, COUNT_ALL };

struct task {
	__u32 mode;
	char comm[16];
};

struct count {
	__u64 calls;
	enum mode mode;
	bool by_init : 1;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct task);
	__type(value, struct count);
} counts SEC(".maps");

const volatile struct {
	__u16 step;
	enum mode mode;
} config = { .step = 1 };
const volatile char wanted[16] = "";

__u64 total;

SEC("tracepoint/syscalls/sys_enter_execve")
int count(void *ctx)
{
	struct task task = { .mode = config.mode };
	struct count first = { .mode = config.mode, .by_init = true }, *known;

	if (config.mode == COUNT_NOTHING)
		return 0;
	bpf_get_current_comm(task.comm, sizeof(task.comm));
	for (int i = 0; i < sizeof(wanted) && wanted[i]; i++)
		if (task.comm[i] != wanted[i])
			return 0;
	__sync_fetch_and_add(&total, config.step);
	bpf_map_update_elem(&counts, &task, &first, BPF_NOEXIST);
	known = bpf_map_lookup_elem(&counts, &task);
	if (known)
		__sync_fetch_and_add(&known->calls, config.step);
	return 0;
}
