// SPDX-License-Identifier: MIT
/*
 * Two network namespaces with a pair of devices between them, for programs
 * that sit at a device: the workload's clients send from the one, its servers
 * answer in the other, and every packet crosses the pair. Both namespaces go
 * with the worker, and what is attached in them too.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/sockios.h>
#include <linux/veth.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent.h"
#include "attach.h"
#include "netlink.h"
#include "traffic.h"

/* Addresses for documentation: RFC 5737 and RFC 3849. */
#define SERVER4 "192.0.2.1"
#define CLIENT4 "192.0.2.2"
#define CLIENT6 "2001:db8::2"

#define SERVER_DEVICE "server"
#define CLIENT_DEVICE "client"

/* A link comes up by itself, soon after both of its ends (net/core/link_watch.c). */
#define ATTEMPTS 100
#define ATTEMPT_US (20 * 1000)

static struct ends ends = { .client = -1, .server = -1 };

/* VETH_INFO_PEER and IFLA_NETKIT_PEER_INFO are the same: 1, with the peer's ifinfomsg before its attributes. */
static int make_devices(const char *kind)
{
	struct ifinfomsg device = { .ifi_family = AF_UNSPEC };
	struct rtattr *info, *data, *peer;
	struct netlink request;

	netlink_begin(&request, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &device, sizeof(device));
	netlink_text(&request, IFLA_IFNAME, SERVER_DEVICE);
	info = netlink_open(&request, IFLA_LINKINFO);
	netlink_text(&request, IFLA_INFO_KIND, kind);
	data = netlink_open(&request, IFLA_INFO_DATA);
	peer = netlink_open(&request, VETH_INFO_PEER);
	netlink_raw(&request, &device, sizeof(device));
	netlink_text(&request, IFLA_IFNAME, CLIENT_DEVICE);
	netlink_number(&request, IFLA_NET_NS_FD, ends.client);
	netlink_close(&request, peer);
	netlink_close(&request, data);
	netlink_close(&request, info);
	return netlink_ask(&request);
}

static int add_address(int index, int family, const char *text)
{
	/* Usable at once, without asking whether somebody else has it. */
	struct ifaddrmsg address = {
		.ifa_family = family,
		.ifa_prefixlen = family == AF_INET ? 24 : 64,
		.ifa_flags = family == AF_INET ? 0 : IFA_F_NODAD,
		.ifa_index = index,
	};
	size_t length = family == AF_INET ? sizeof(struct in_addr) : sizeof(struct in6_addr);
	struct netlink request;
	uint8_t bytes[16];

	inet_pton(family, text, bytes);
	netlink_begin(&request, RTM_NEWADDR, NLM_F_CREATE, &address, sizeof(address));
	netlink_put(&request, IFA_LOCAL, bytes, length);
	netlink_put(&request, IFA_ADDRESS, bytes, length);
	return netlink_ask(&request);
}

static int bring_up(const char *name, const char *v4, const char *v6)
{
	struct ifinfomsg device = {
		.ifi_family = AF_UNSPEC,
		.ifi_index = if_nametoindex(name),
		.ifi_flags = IFF_UP,
		.ifi_change = IFF_UP,
	};
	struct netlink request;
	int error;

	netlink_begin(&request, RTM_NEWLINK, 0, &device, sizeof(device));
	error = netlink_ask(&request);
	if (!error)
		error = add_address(device.ifi_index, AF_INET, v4);
	if (!error)
		error = add_address(device.ifi_index, AF_INET6, v6);
	return error;
}

/* Whether a datagram crosses the pair. */
static bool is_alive(const struct sockaddr *address, socklen_t length)
{
	struct sockaddr_storage bound;
	socklen_t bound_length = sizeof(bound);
	struct timeval patience = { .tv_usec = ATTEMPT_US };
	int server = socket(address->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0), client;
	bool alive = false;
	char byte = 0;

	setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setns(ends.client, CLONE_NEWNET);
	client = socket(address->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	setns(ends.server, CLONE_NEWNET);
	if (bind(server, address, length) == 0 &&
	    getsockname(server, (struct sockaddr *)&bound, &bound_length) == 0) {
		for (int i = 0; !alive && i < ATTEMPTS; i++) {
			if (sendto(client, &byte, 1, 0, (struct sockaddr *)&bound, bound_length) < 0)
				usleep(ATTEMPT_US);
			alive = recv(server, &byte, 1, 0) == 1;
		}
	}
	close(client);
	close(server);
	return alive;
}

/* Sends what is for an IPv6 address from the clients to the servers. */
int route_client(const char *destination)
{
	struct rtmsg route = {
		.rtm_family = AF_INET6,
		.rtm_dst_len = 128,
		.rtm_table = RT_TABLE_MAIN,
		.rtm_protocol = RTPROT_BOOT,
		.rtm_type = RTN_UNICAST,
	};
	struct netlink request;
	struct in6_addr address;
	int error;

	netlink_begin(&request, RTM_NEWROUTE, NLM_F_CREATE, &route, sizeof(route));
	inet_pton(AF_INET6, destination, &address);
	netlink_put(&request, RTA_DST, &address, sizeof(address));
	inet_pton(AF_INET6, SERVER6, &address);
	netlink_put(&request, RTA_GATEWAY, &address, sizeof(address));
	setns(ends.client, CLONE_NEWNET);
	error = netlink_ask(&request);
	setns(ends.server, CLONE_NEWNET);
	return error;
}

static void enter_pair(void)
{
	traffic_between(&ends);
}

/*
 * With receive offload a veth device polls, and only to one that polls may
 * packets be redirected (veth_set_xdp_features, since 6.3).
 */
static void have_client_poll(void)
{
	struct ethtool_value on = { .cmd = ETHTOOL_SGRO, .data = 1 };
	struct ifreq request = { .ifr_name = CLIENT_DEVICE, .ifr_data = (void *)&on };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	ioctl(fd, SIOCETHTOOL, &request);
	close(fd);
}

static int namespace_of_its_own(void)
{
	if (unshare(CLONE_NEWNET))
		return -1;
	setup_network();
	return open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
}

/*
 * Makes a pair of devices of a kind ("veth", "netkit") and has the workload
 * use it. This process is then in the servers' namespace, where `device` is
 * the index of the servers' end.
 */
int make_pair(const char *kind, struct attachment *attachment, int *device)
{
	static const char *made;
	int error;

	if (made && !strcmp(made, kind)) {
		attachment->enter = enter_pair;
		*device = if_nametoindex(SERVER_DEVICE);
		return 0;
	}
	ends.client = namespace_of_its_own();
	ends.server = namespace_of_its_own();
	if (ends.client < 0 || ends.server < 0)
		return errno;
	error = make_devices(kind);
	if (error)
		return error;
	setns(ends.client, CLONE_NEWNET);
	error = bring_up(CLIENT_DEVICE, CLIENT4, CLIENT6);
	have_client_poll();
	setns(ends.server, CLONE_NEWNET);
	if (!error)
		error = bring_up(SERVER_DEVICE, SERVER4, SERVER6);
	if (error)
		return error;
	ends.v4.sin_family = AF_INET;
	inet_pton(AF_INET, SERVER4, &ends.v4.sin_addr);
	ends.v6.sin6_family = AF_INET6;
	inet_pton(AF_INET6, SERVER6, &ends.v6.sin6_addr);
	if (!is_alive((struct sockaddr *)&ends.v4, sizeof(ends.v4)) ||
	    !is_alive((struct sockaddr *)&ends.v6, sizeof(ends.v6)))
		return ENETDOWN;
	attachment->enter = enter_pair;
	*device = if_nametoindex(SERVER_DEVICE);
	made = kind;
	return 0;
}
