/* Pins a map under the name of another object's, with another size of its values. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
	__type(key, __u32);
	__type(value, __u32);
} shared SEC(".maps");

SEC("raw_tracepoint/sys_enter")
int conflicting(void *ctx)
{
	__u32 zero = 0, *value = bpf_map_lookup_elem(&shared, &zero);

	if (value)
		*value = 7;
	return 0;
}
