// SPDX-License-Identifier: MIT
/* Which packets a socket gets, and which socket gets a packet. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

/* How much of a packet the socket is to get: nothing. */
SEC("socket")
int on_socket(struct __sk_buff *skb)
{
	return 0;
}

SEC("sk_reuseport")
int on_reuseport(struct sk_reuseport_md *ctx)
{
	return SK_PASS;
}

SEC("sk_reuseport/migrate")
int on_migrate(struct sk_reuseport_md *ctx)
{
	return SK_PASS;
}

SEC("sk_lookup")
int on_lookup(struct bpf_sk_lookup *ctx)
{
	return SK_PASS;
}

SEC("sk_msg")
int on_message(struct sk_msg_md *msg)
{
	return SK_PASS;
}

SEC("sk_skb/stream_parser")
int on_stream_parser(struct __sk_buff *skb)
{
	return skb->len;
}

SEC("sk_skb/stream_verdict")
int on_stream_verdict(struct __sk_buff *skb)
{
	return SK_PASS;
}

/* BPF_OK: as it was dissected. */
SEC("flow_dissector")
int on_flow(struct __sk_buff *skb)
{
	return BPF_OK;
}
