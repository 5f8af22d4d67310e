// SPDX-License-Identifier: MIT
/*
 * Sections that are younger than the oldest libbpf that the agent is linked
 * with (1.0): what libbpf's own table says of them since 1.3. A libbpf that has
 * a section handles it itself.
 */
#include <string.h>
#include <bpf/libbpf.h>

#include "agent.h"
#include "attach.h"

static const struct {
	const char *section;
	int type;
	int attach_type;
	bool sleepable;
} young[] = {
	{ "tc/ingress", BPF_PROG_TYPE_SCHED_CLS, TCX_INGRESS, false },
	{ "tc/egress", BPF_PROG_TYPE_SCHED_CLS, TCX_EGRESS, false },
	{ "tcx/ingress", BPF_PROG_TYPE_SCHED_CLS, TCX_INGRESS, false },
	{ "tcx/egress", BPF_PROG_TYPE_SCHED_CLS, TCX_EGRESS, false },
	{ "netkit/primary", BPF_PROG_TYPE_SCHED_CLS, NETKIT_PRIMARY, false },
	{ "netkit/peer", BPF_PROG_TYPE_SCHED_CLS, NETKIT_PEER, false },
	{ "netfilter", PROGRAM_TYPE_NETFILTER, NETFILTER, false },
	{ "uprobe.multi+", BPF_PROG_TYPE_KPROBE, TRACE_UPROBE_MULTI, false },
	{ "uretprobe.multi+", BPF_PROG_TYPE_KPROBE, TRACE_UPROBE_MULTI, false },
	{ "uprobe.multi.s+", BPF_PROG_TYPE_KPROBE, TRACE_UPROBE_MULTI, true },
	{ "uretprobe.multi.s+", BPF_PROG_TYPE_KPROBE, TRACE_UPROBE_MULTI, true },
	{ "cgroup/connect_unix", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, CGROUP_UNIX_CONNECT, false },
	{ "cgroup/sendmsg_unix", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, CGROUP_UNIX_SENDMSG, false },
	{ "cgroup/recvmsg_unix", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, CGROUP_UNIX_RECVMSG, false },
	{ "cgroup/getpeername_unix", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, CGROUP_UNIX_GETPEERNAME, false },
	{ "cgroup/getsockname_unix", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, CGROUP_UNIX_GETSOCKNAME, false },
};

static int set_sleepable(struct bpf_program *program, long cookie)
{
	(void)cookie;
	return bpf_program__set_flags(program, bpf_program__flags(program) | BPF_F_SLEEPABLE);
}

void register_sections(void)
{
	LIBBPF_OPTS(libbpf_prog_handler_opts, sleepable, .prog_setup_fn = set_sleepable);

	if (libbpf_major_version() > 1 || libbpf_minor_version() >= 3)
		return;
	for (size_t i = 0; i < sizeof(young) / sizeof(young[0]); i++)
		libbpf_register_prog_handler(young[i].section, young[i].type, young[i].attach_type,
					     young[i].sleepable ? &sleepable : NULL);
}

/* libbpf's name of a program's type; NULL for none. */
const char *type_name(const struct bpf_program *program)
{
	if ((int)bpf_program__type(program) == PROGRAM_TYPE_NETFILTER)
		return "netfilter";
	return libbpf_bpf_prog_type_str(bpf_program__type(program));
}
