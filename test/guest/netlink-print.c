// SPDX-License-Identifier: MIT
/* Prints the bytes of a request for a pair of devices, as pair.c makes it: a nest in a nest with a header in it. */
#include <linux/if_link.h>
#include <linux/veth.h>
#include <stdio.h>
#include <sys/socket.h>

#include "../../vm-images/guest/netlink.h"

int main(void)
{
	struct ifinfomsg device = { .ifi_family = AF_UNSPEC, .ifi_index = 7 };
	struct rtattr *info, *data, *peer;
	struct netlink request;

	netlink_begin(&request, RTM_NEWLINK, NLM_F_CREATE, &device, sizeof(device));
	netlink_text(&request, IFLA_IFNAME, "server");
	info = netlink_open(&request, IFLA_LINKINFO);
	netlink_text(&request, IFLA_INFO_KIND, "veth");
	data = netlink_open(&request, IFLA_INFO_DATA);
	peer = netlink_open(&request, VETH_INFO_PEER);
	netlink_raw(&request, &device, sizeof(device));
	netlink_number(&request, IFLA_NET_NS_FD, 42);
	netlink_close(&request, peer);
	netlink_close(&request, data);
	netlink_close(&request, info);
	fwrite(&request, 1, request.header.nlmsg_len, stdout);
	return 0;
}
