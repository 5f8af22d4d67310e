// SPDX-License-Identifier: MIT
/* Pulses and pauses of an infrared receiver, to be decoded into keys. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("lirc_mode2")
int on_pulse(unsigned int *sample)
{
	return 0;
}
