// SPDX-License-Identifier: MIT
/* Packets as the driver of a device gets them, before the network stack has seen them. */
#include "vmlinux.h"
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

#define ETH_P_IP 0x0800

SEC("xdp")
int on_xdp(struct xdp_md *ctx)
{
	const struct ethhdr *ethernet = (void *)(long)ctx->data;

	if ((void *)(ethernet + 1) > (void *)(long)ctx->data_end)
		return XDP_PASS;
	if (ethernet->h_proto == bpf_htons(ETH_P_IP))
		bpf_printk("an IPv4 packet of %u bytes", ctx->data_end - ctx->data);
	return XDP_PASS;
}

/* For packets of several buffers. */
SEC("xdp.frags")
int on_frags(struct xdp_md *ctx)
{
	return XDP_PASS;
}

/* Runs where packets that were redirected to a processor arrive. */
SEC("xdp/cpumap")
int on_cpumap(struct xdp_md *ctx)
{
	return XDP_PASS;
}

/* Runs before packets that were redirected to a device leave. */
SEC("xdp/devmap")
int on_devmap(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("xdp.frags/cpumap")
int on_frags_cpumap(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("xdp.frags/devmap")
int on_frags_devmap(struct xdp_md *ctx)
{
	return XDP_PASS;
}

/* A program that drops every packet does not hang what fires it. */
SEC("xdp")
int drops_at_driver(struct xdp_md *ctx)
{
	return XDP_DROP;
}
