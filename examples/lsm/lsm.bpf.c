// SPDX-License-Identifier: MIT
/* Decisions of the kernel's security hooks: 0 allows, an errno refuses. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

SEC("lsm/file_open")
int BPF_PROG(on_open, struct file *file, int before)
{
	return before;
}

/* May sleep. */
SEC("lsm.s/bprm_committed_creds")
int BPF_PROG(on_exec, struct linux_binprm *binprm)
{
	return 0;
}

/* For the processes of a cgroup: 1 allows, 0 refuses. */
SEC("lsm_cgroup/socket_create")
int BPF_PROG(on_socket_create, int family, int type, int protocol, int kern)
{
	return 1;
}
