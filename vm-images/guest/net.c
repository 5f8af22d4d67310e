// SPDX-License-Identifier: MIT
/*
 * On loopback: the workload's own TCP and UDP packets, with Ethernet headers,
 * pass every hook of it, on any kernel and without a driver.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include "agent.h"
#include "attach.h"

/* Of <linux/bpf.h> since 6.6, which the libc's headers may precede. */
#define TCX_INGRESS 46

/* In generic mode, since loopback has none of its own. Programs for maps of devices and processors run from those maps. */
int attach_xdp(const struct bpf_program *program, struct attachment *attachment)
{
	enum bpf_attach_type type = bpf_program__expected_attach_type(program);

	(void)attachment;
	if (type == BPF_XDP_DEVMAP || type == BPF_XDP_CPUMAP)
		return EOPNOTSUPP;
	return bpf_program__attach_xdp(program, LO_INDEX) ? 0 : errno;
}

static int attach_clsact(const struct bpf_program *program)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = LO_INDEX, .attach_point = BPF_TC_INGRESS);
	LIBBPF_OPTS(bpf_tc_opts, options, .prog_fd = bpf_program__fd(program));
	int error = -bpf_tc_hook_create(&hook);

	return error ? error : -bpf_tc_attach(&hook, &options);
}

/*
 * A link where the kernel has tcx (6.6), else a filter of a clsact qdisc, which needs modules and would outlive the
 * worker: hence the network namespace of its own.
 */
int attach_tc(const struct bpf_program *program, struct attachment *attachment)
{
	if (bpf_link_create(bpf_program__fd(program), LO_INDEX, TCX_INGRESS, NULL) >= 0)
		return 0;
	if (unshare(CLONE_NEWNET) == 0) {
		setup_network();
		if (attach_clsact(program) == 0)
			return 0;
	}
	return run_on_packet(program, attachment);
}

int attach_netns(const struct bpf_program *program, struct attachment *attachment)
{
	int fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

	(void)attachment;
	if (fd < 0)
		return cannot("cannot open the network namespace", errno);
	return bpf_program__attach_netns(program, fd) ? 0 : errno;
}

/* Packets are dissected where their flow is asked for: receive packet steering does, with a set of processors. */
int attach_flow_dissector(const struct bpf_program *program, struct attachment *attachment)
{
	write_file("/sys/class/net/lo/queues/rx-0/rps_cpus", "1");
	return attach_netns(program, attachment);
}
