// SPDX-License-Identifier: MIT
/* Packets of a route: as they come in, as they go out, and as they are sent. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("lwt_in")
int on_in(struct __sk_buff *skb)
{
	return BPF_OK;
}

SEC("lwt_out")
int on_out(struct __sk_buff *skb)
{
	return BPF_OK;
}

SEC("lwt_xmit")
int on_xmit(struct __sk_buff *skb)
{
	return BPF_OK;
}

/* At a segment of IPv6 routing. */
SEC("lwt_seg6local")
int on_segment(struct __sk_buff *skb)
{
	return BPF_OK;
}
