/* Finds the map that writer.bpf.c pinned, and what is in it. */
#include "common.h"
#include "shared.h"

__u64 seen;

SEC("raw_tracepoint/sys_enter")
int read_shared(void *ctx)
{
	__u32 zero = 0;
	__u64 *value = bpf_map_lookup_elem(&shared, &zero);

	if (value)
		seen = *value;
	return 0;
}
