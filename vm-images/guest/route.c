// SPDX-License-Identifier: MIT
/* Programs at routes: lightweight tunnels, and segments of IPv6 routing. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/lwtunnel.h>
#include <linux/seg6.h>
#include <linux/seg6_local.h>
#include <linux/ipv6.h>
#include <sched.h>
#include <unistd.h>

#include "agent.h"
#include "attach.h"
#include "netlink.h"
#include "traffic.h"

/* A route of the kind that the loopback address has, and before it: what is sent there leaves and comes by it. */
static int add_route(const struct bpf_program *program, uint16_t hook)
{
	struct rtmsg route = {
		.rtm_family = AF_INET,
		.rtm_dst_len = 32,
		.rtm_table = RT_TABLE_LOCAL,
		.rtm_protocol = RTPROT_BOOT,
		.rtm_scope = RT_SCOPE_HOST,
		.rtm_type = RTN_LOCAL,
	};
	uint32_t loopback = htonl(INADDR_LOOPBACK);
	uint16_t type = LWTUNNEL_ENCAP_BPF;
	struct rtattr *encapsulation, *hooked;
	struct netlink request;

	netlink_begin(&request, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, &route, sizeof(route));
	netlink_put(&request, RTA_DST, &loopback, sizeof(loopback));
	netlink_number(&request, RTA_OIF, LO_INDEX);
	netlink_put(&request, RTA_ENCAP_TYPE, &type, sizeof(type));
	encapsulation = netlink_open(&request, RTA_ENCAP);
	hooked = netlink_open(&request, hook | NLA_F_NESTED);
	netlink_number(&request, LWT_BPF_PROG_FD, bpf_program__fd(program));
	netlink_text(&request, LWT_BPF_PROG_NAME, bpf_program__name(program));
	netlink_close(&request, hooked);
	netlink_close(&request, encapsulation);
	return netlink_ask(&request);
}

/* A kernel without such routes runs it on request. */
int attach_tunnel(const struct bpf_program *program, struct attachment *attachment)
{
	enum bpf_prog_type type = bpf_program__type(program);
	uint16_t hook = type == BPF_PROG_TYPE_LWT_IN ? LWT_BPF_IN : type == BPF_PROG_TYPE_LWT_OUT ? LWT_BPF_OUT : LWT_BPF_XMIT;

	if (unshare(CLONE_NEWNET) == 0) {
		setup_network();
		if (add_route(program, hook) == 0)
			return 0;
	}
	return run_on_packet(program, attachment);
}

/* A segment of the servers' that the program is at, and the clients' way there. */
#define SEGMENT "fc00::1"

static int add_segment(const struct bpf_program *program, int device)
{
	struct rtmsg route = {
		.rtm_family = AF_INET6,
		.rtm_dst_len = 128,
		.rtm_table = RT_TABLE_MAIN,
		.rtm_protocol = RTPROT_BOOT,
		.rtm_type = RTN_UNICAST,
	};
	uint16_t type = LWTUNNEL_ENCAP_SEG6_LOCAL;
	struct rtattr *encapsulation, *hooked;
	struct netlink request;
	struct in6_addr segment;

	inet_pton(AF_INET6, SEGMENT, &segment);
	netlink_begin(&request, RTM_NEWROUTE, NLM_F_CREATE, &route, sizeof(route));
	netlink_put(&request, RTA_DST, &segment, sizeof(segment));
	netlink_number(&request, RTA_OIF, device);
	netlink_put(&request, RTA_ENCAP_TYPE, &type, sizeof(type));
	encapsulation = netlink_open(&request, RTA_ENCAP);
	netlink_number(&request, SEG6_LOCAL_ACTION, SEG6_LOCAL_ACTION_END_BPF);
	hooked = netlink_open(&request, SEG6_LOCAL_BPF | NLA_F_NESTED);
	netlink_number(&request, SEG6_LOCAL_BPF_PROG, bpf_program__fd(program));
	netlink_text(&request, SEG6_LOCAL_BPF_PROG_NAME, bpf_program__name(program));
	netlink_close(&request, hooked);
	netlink_close(&request, encapsulation);
	return netlink_ask(&request);
}

/* One datagram by way of the segment (RFC 8754): two of them, the last one first, and the next one's index. */
static void send_by_segment(const struct attachment *attachment)
{
	struct {
		struct ipv6_sr_hdr header;
		struct in6_addr segments[2];
	} way = {
		.header = {
			.hdrlen = sizeof(way.segments) / 8,
			.type = IPV6_SRCRT_TYPE_4,
			.segments_left = 1,
			.first_segment = 1,
		},
	};
	struct sockaddr_in6 address = { .sin6_family = AF_INET6, .sin6_port = htons(9) };	/* discard */
	int fd = client_socket(AF_INET6, SOCK_DGRAM);

	(void)attachment;
	inet_pton(AF_INET6, SERVER6, &address.sin6_addr);
	inet_pton(AF_INET6, SEGMENT, &way.segments[1]);
	setsockopt(fd, IPPROTO_IPV6, IPV6_RTHDR, &way, sizeof(way));
	sendto(fd, "core-matrix", 11, 0, (struct sockaddr *)&address, sizeof(address));
	close(fd);
}

/* A kernel without such routes runs it on request, as some of them can. */
int attach_segment(const struct bpf_program *program, struct attachment *attachment)
{
	int device;

	if (make_pair("veth", attachment, &device) == 0 && route_client(SEGMENT) == 0 && add_segment(program, device) == 0) {
		attachment->fire = send_by_segment;
		return 0;
	}
	return run_on_packet(program, attachment);
}
