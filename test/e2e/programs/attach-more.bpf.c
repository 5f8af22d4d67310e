// SPDX-License-Identifier: MIT
/* One program of each kind that wants more than its section to be attached: a device, a cgroup, a socket, a caller. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

/* A program that does nothing but say yes. */
#define PROGRAM(section, name, context, yes)                                                       \
	SEC(section)                                                                               \
	int name(context *ctx)                                                                     \
	{                                                                                          \
		return yes;                                                                        \
	}

PROGRAM("xdp", on_xdp, struct xdp_md, XDP_PASS)
PROGRAM("xdp/devmap", on_xdp_devmap, struct xdp_md, XDP_PASS)
PROGRAM("tc", on_tc, struct __sk_buff, 0)
PROGRAM("action", on_action, struct __sk_buff, 0)
PROGRAM("lwt_in", on_lwt_in, struct __sk_buff, 0)
PROGRAM("cgroup/skb", on_cgroup_skb, struct __sk_buff, 1)
PROGRAM("cgroup_skb/egress", on_cgroup_egress, struct __sk_buff, 1)
PROGRAM("cgroup/sock_create", on_sock_create, struct bpf_sock, 1)
PROGRAM("cgroup/sock_release", on_sock_release, struct bpf_sock, 1)
PROGRAM("cgroup/post_bind4", on_post_bind4, struct bpf_sock, 1)
PROGRAM("cgroup/bind6", on_bind6, struct bpf_sock_addr, 1)
PROGRAM("cgroup/connect4", on_connect4, struct bpf_sock_addr, 1)
PROGRAM("cgroup/sendmsg4", on_sendmsg4, struct bpf_sock_addr, 1)
PROGRAM("cgroup/recvmsg6", on_recvmsg6, struct bpf_sock_addr, 1)
PROGRAM("cgroup/getsockname4", on_getsockname4, struct bpf_sock_addr, 1)
PROGRAM("cgroup/getpeername6", on_getpeername6, struct bpf_sock_addr, 1)
PROGRAM("cgroup/setsockopt", on_setsockopt, struct bpf_sockopt, 1)
PROGRAM("cgroup/getsockopt", on_getsockopt, struct bpf_sockopt, 1)
PROGRAM("cgroup/dev", on_device, struct bpf_cgroup_dev_ctx, 1)
PROGRAM("cgroup/sysctl", on_sysctl, struct bpf_sysctl, 1)
PROGRAM("sockops", on_sockops, struct bpf_sock_ops, 1)
PROGRAM("socket", on_socket, struct __sk_buff, 0)
PROGRAM("sk_reuseport", on_reuseport, struct sk_reuseport_md, SK_PASS)
PROGRAM("sk_lookup", on_sk_lookup, struct bpf_sk_lookup, SK_PASS)
PROGRAM("sk_msg", on_sk_msg, struct sk_msg_md, SK_PASS)
PROGRAM("sk_skb/stream_parser", on_stream_parser, struct __sk_buff, ctx->len)
PROGRAM("sk_skb/stream_verdict", on_stream_verdict, struct __sk_buff, SK_PASS)
PROGRAM("flow_dissector", on_flow_dissector, struct __sk_buff, 0)
PROGRAM("perf_event", on_clock, struct bpf_perf_event_data, 0)
PROGRAM("iter/task", on_task, struct bpf_iter__task, 0)
PROGRAM("syscall", on_call, void, 0)
PROGRAM("uprobe", on_nowhere, struct pt_regs, 0)

/* Programs that drop every packet, or refuse every connection, must not hang what fires them. */
PROGRAM("xdp", drops_packets, struct xdp_md, XDP_DROP)
PROGRAM("tc", drops_at_tc, struct __sk_buff, 2)
PROGRAM("cgroup_skb/ingress", drops_in_cgroup, struct __sk_buff, 0)
PROGRAM("cgroup/connect6", refuses_connections, struct bpf_sock_addr, 0)
