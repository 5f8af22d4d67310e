// SPDX-License-Identifier: MIT
/* At a device, for all packets that come to it or leave it; and in a network namespace. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/netfilter.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/tc_act/tc_bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "agent.h"
#include "attach.h"
#include "netlink.h"

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

/* The one action of a filter that takes every packet. */
static int add_action(const struct bpf_program *program, int device)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = device, .attach_point = BPF_TC_INGRESS);
	struct tcmsg filter = {
		.tcm_ifindex = device,
		.tcm_parent = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS),
		.tcm_info = TC_H_MAKE(1 << 16, htons(ETH_P_ALL)),
	};
	struct tc_act_bpf parameters = { .action = TC_ACT_PIPE };
	struct rtattr *options, *actions, *action, *own;
	struct netlink request;
	int error = -bpf_tc_hook_create(&hook);

	if (error)
		return error;
	netlink_begin(&request, RTM_NEWTFILTER, NLM_F_CREATE | NLM_F_EXCL, &filter, sizeof(filter));
	netlink_text(&request, TCA_KIND, "matchall");
	options = netlink_open(&request, TCA_OPTIONS);
	actions = netlink_open(&request, TCA_MATCHALL_ACT);
	action = netlink_open(&request, 1);
	netlink_text(&request, TCA_ACT_KIND, "bpf");
	own = netlink_open(&request, TCA_ACT_OPTIONS | NLA_F_NESTED);
	netlink_put(&request, TCA_ACT_BPF_PARMS, &parameters, sizeof(parameters));
	netlink_number(&request, TCA_ACT_BPF_FD, bpf_program__fd(program));
	netlink_text(&request, TCA_ACT_BPF_NAME, bpf_program__name(program));
	netlink_close(&request, own);
	netlink_close(&request, action);
	netlink_close(&request, actions);
	netlink_close(&request, options);
	return netlink_ask(&request);
}

int attach_action(const struct bpf_program *program, struct attachment *attachment)
{
	int device;

	libbpf_listen(LIBBPF_QUIET);
	if (make_pair("veth", attachment, &device) == 0 && add_action(program, device) == 0)
		return 0;
	libbpf_listen(LIBBPF_WARNINGS);
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

/* The part of union bpf_attr that is younger than 6.3. */
struct netfilter_link {
	__u32 program, target, type, flags;
	__u32 family, hook;
	__s32 priority;
	__u32 netfilter_flags;
};

/* Where packets of this machine's own leave it; among those that come first, so that nothing takes them away before. */
int attach_netfilter(const struct bpf_program *program, struct attachment *attachment)
{
	struct netfilter_link link = {
		.program = bpf_program__fd(program),
		.type = NETFILTER,
		.family = NFPROTO_IPV4,
		.hook = NF_INET_LOCAL_OUT,
		.priority = -400,
	};

	(void)attachment;
	if (syscall(SYS_bpf, BPF_LINK_CREATE, &link, sizeof(link)) < 0)
		return cannot("cannot make a link of netfilter", errno);
	return 0;
}
