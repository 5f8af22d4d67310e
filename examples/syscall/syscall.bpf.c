// SPDX-License-Identifier: MIT
/* A program that runs when it is called, and may make some system calls of its own: loaders are made of it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("syscall")
int on_call(void *ctx)
{
	return 0;
}
