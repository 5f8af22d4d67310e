// SPDX-License-Identifier: MIT
/* Samples: where a processor is each time a counter overflows. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("perf_event")
int on_sample(struct bpf_perf_event_data *ctx)
{
	return 0;
}
