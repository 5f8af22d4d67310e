// SPDX-License-Identifier: MIT
/* A function of a program that another program takes the place of, while the first is at work. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

/* Global, so verified by itself, and of nothing but its arguments: that is what can be replaced. */
__attribute__((noinline)) int decide(struct xdp_md *ctx)
{
	volatile int verdict = XDP_DROP;

	return ctx ? verdict : XDP_ABORTED;
}

SEC("xdp")
int filter(struct xdp_md *ctx)
{
	return decide(ctx);
}

SEC("freplace/decide")
int lets_pass(struct xdp_md *ctx)
{
	bpf_printk("let pass");
	return XDP_PASS;
}
