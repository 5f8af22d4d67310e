// SPDX-License-Identifier: MIT
/* Packets at a hook of netfilter, as iptables and nftables see them. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

#define NF_ACCEPT 1

SEC("netfilter")
int on_hook(struct bpf_nf_ctx *ctx)
{
	return NF_ACCEPT;
}
