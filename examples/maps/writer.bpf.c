/* Pins its map, for reader.bpf.c to find. */
#include "common.h"
#include "shared.h"

SEC("raw_tracepoint/sys_enter")
int write_shared(void *ctx)
{
	__u32 zero = 0;
	__u64 *value = bpf_map_lookup_elem(&shared, &zero);

	if (value)
		*value = 42;
	return 0;
}
