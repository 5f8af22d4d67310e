// SPDX-License-Identifier: MIT
/* Packets that come to a device or leave it, with what the network stack knows of them. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

/* Of <linux/pkt_cls.h> and <linux/bpf.h>, which have them as macros or since 6.6. */
#define TC_ACT_OK 0
#define TC_ACT_SHOT 2
#define NEXT (-1)

SEC("tc")
int on_tc(struct __sk_buff *skb)
{
	bpf_printk("in at device %u: %u bytes", skb->ingress_ifindex, skb->len);
	return TC_ACT_OK;
}

SEC("tc/ingress")
int on_ingress(struct __sk_buff *skb)
{
	return NEXT;
}

SEC("tc/egress")
int on_egress(struct __sk_buff *skb)
{
	return NEXT;
}

SEC("tcx/ingress")
int on_tcx_ingress(struct __sk_buff *skb)
{
	return NEXT;
}

SEC("tcx/egress")
int on_tcx_egress(struct __sk_buff *skb)
{
	return NEXT;
}

SEC("netkit/primary")
int on_netkit_primary(struct __sk_buff *skb)
{
	return NEXT;
}

SEC("netkit/peer")
int on_netkit_peer(struct __sk_buff *skb)
{
	return NEXT;
}

SEC("action")
int on_action(struct __sk_buff *skb)
{
	return TC_ACT_OK;
}

/* A program that drops every packet does not hang what fires it. */
SEC("tc")
int drops_at_tc(struct __sk_buff *skb)
{
	return TC_ACT_SHOT;
}
