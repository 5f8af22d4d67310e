// SPDX-License-Identifier: MIT
/* At a device, for all packets that come to it or leave it; and in a network namespace. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "agent.h"
#include "attach.h"

/* What a section leaves open is what comes in. */
static bool is_egress(const struct bpf_program *program)
{
	return (int)bpf_program__expected_attach_type(program) == TCX_EGRESS;
}

static int attach_clsact(const struct bpf_program *program, int device)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = device,
		    .attach_point = is_egress(program) ? BPF_TC_EGRESS : BPF_TC_INGRESS);
	LIBBPF_OPTS(bpf_tc_opts, options, .prog_fd = bpf_program__fd(program));
	int error = -bpf_tc_hook_create(&hook);

	return error ? error : -bpf_tc_attach(&hook, &options);
}

static int attach_netkit(const struct bpf_program *program, struct attachment *attachment)
{
	int device, error = make_pair("netkit", attachment, &device);

	if (error)
		return cannot("cannot make a pair of netkit devices", error);
	if (bpf_link_create(bpf_program__fd(program), device, bpf_program__expected_attach_type(program), NULL) < 0)
		return cannot("cannot attach to a netkit device", errno);
	return 0;
}

/*
 * To a veth device, or to loopback where there are none. A link where the kernel has tcx (6.6), else a filter of a
 * clsact qdisc, which needs modules.
 */
int attach_tc(const struct bpf_program *program, struct attachment *attachment)
{
	int type = bpf_program__expected_attach_type(program), hook = is_egress(program) ? TCX_EGRESS : TCX_INGRESS;
	int device;

	if (type == NETKIT_PRIMARY || type == NETKIT_PEER)
		return attach_netkit(program, attachment);
	if (make_pair("veth", attachment, &device))
		device = LO_INDEX;
	if (bpf_link_create(bpf_program__fd(program), device, hook, NULL) >= 0 ||
	    attach_clsact(program, device) == 0)
		return 0;
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
