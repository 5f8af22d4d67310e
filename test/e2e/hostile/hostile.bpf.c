// SPDX-License-Identifier: MIT
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

/* What each is fired by does the harm; the configuration says how. */
#define PROGRAM(name) \
	SEC("tracepoint/syscalls/sys_enter_execve") \
	int name(void *ctx) \
	{ \
		return 0; \
	}

PROGRAM(endless)
PROGRAM(bomb)
PROGRAM(killer)
PROGRAM(garbage)
PROGRAM(panics)
PROGRAM(reboots)
PROGRAM(fills)
PROGRAM(innocent)
