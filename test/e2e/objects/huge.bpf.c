/* Maps that are larger than what anyone reads, or than a machine holds. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

#define BILLION 1000000000

struct page {
	__u64 words[4096];
};
struct vast {
	char bytes[1 << 30];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 300000);
	__type(key, __u32);
	__type(value, __u64);
} many SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct page);
} pages SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, BILLION);
	__type(key, __u64);
	__type(value, __u64);
} billion SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct vast);
} vast SEC(".maps");

static int fill(__u32 key, void *map)
{
	__u64 *value = bpf_map_lookup_elem(map, &key);

	if (value)
		*value = key + 1;
	return 0;
}

SEC("raw_tracepoint/sched_process_exec")
int in_large(void *ctx)
{
	for (__u32 key = 0; key < 64; key++)
		fill(key, &pages);
	fill(60000, &many);
	fill(299999, &many);
	return 0;
}

SEC("raw_tracepoint/sched_process_exec")
int in_billion(void *ctx)
{
	__u64 key = 1;

	bpf_map_update_elem(&billion, &key, &key, BPF_ANY);
	return 0;
}

SEC("raw_tracepoint/sched_process_exec")
int in_vast(void *ctx)
{
	fill(1, &vast);
	return 0;
}
