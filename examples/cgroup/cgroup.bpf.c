// SPDX-License-Identifier: MIT
/* What the processes of a cgroup may do, and with which addresses. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

#define ALLOW 1

SEC("cgroup/skb")
int on_skb(struct __sk_buff *skb)
{
	return ALLOW;
}

SEC("cgroup_skb/ingress")
int on_skb_ingress(struct __sk_buff *skb)
{
	return ALLOW;
}

SEC("cgroup_skb/egress")
int on_skb_egress(struct __sk_buff *skb)
{
	return ALLOW;
}

SEC("cgroup/sock")
int on_sock(struct bpf_sock *sk)
{
	return ALLOW;
}

SEC("cgroup/sock_create")
int on_sock_create(struct bpf_sock *sk)
{
	return ALLOW;
}

SEC("cgroup/sock_release")
int on_sock_release(struct bpf_sock *sk)
{
	return ALLOW;
}

SEC("cgroup/dev")
int on_device(struct bpf_cgroup_dev_ctx *ctx)
{
	return ALLOW;
}

SEC("cgroup/sysctl")
int on_sysctl(struct bpf_sysctl *ctx)
{
	return ALLOW;
}

SEC("cgroup/getsockopt")
int on_getsockopt(struct bpf_sockopt *ctx)
{
	return ALLOW;
}

SEC("cgroup/setsockopt")
int on_setsockopt(struct bpf_sockopt *ctx)
{
	return ALLOW;
}

SEC("sockops")
int on_sockops(struct bpf_sock_ops *ctx)
{
	return ALLOW;
}

SEC("cgroup/post_bind4")
int on_post_bind4(struct bpf_sock *sk)
{
	return ALLOW;
}

SEC("cgroup/post_bind6")
int on_post_bind6(struct bpf_sock *sk)
{
	return ALLOW;
}

SEC("cgroup/bind4")
int on_bind4(struct bpf_sock_addr *ctx)
{
	return ALLOW;
}

SEC("cgroup/bind6")
int on_bind6(struct bpf_sock_addr *ctx)
{
	return ALLOW;
}

SEC("cgroup/connect4")
int on_connect4(struct bpf_sock_addr *ctx)
{
	return ALLOW;
}

SEC("cgroup/connect6")
int on_connect6(struct bpf_sock_addr *ctx)
{
	return ALLOW;
}

SEC("cgroup/sendmsg4")
int on_sendmsg4(struct bpf_sock_addr *ctx)
{
	return ALLOW;
}

SEC("cgroup/sendmsg6")
int on_sendmsg6(struct bpf_sock_addr *ctx)
{
	return ALLOW;
}

SEC("cgroup/recvmsg4")
int on_recvmsg4(struct bpf_sock_addr *ctx)
{
	return ALLOW;
}

SEC("cgroup/recvmsg6")
int on_recvmsg6(struct bpf_sock_addr *ctx)
{
	return ALLOW;
}

SEC("cgroup/getpeername4")
int on_getpeername4(struct bpf_sock_addr *ctx)
{
	return ALLOW;
}

SEC("cgroup/getpeername6")
int on_getpeername6(struct bpf_sock_addr *ctx)
{
	return ALLOW;
}

SEC("cgroup/getsockname4")
int on_getsockname4(struct bpf_sock_addr *ctx)
{
	return ALLOW;
}

SEC("cgroup/getsockname6")
int on_getsockname6(struct bpf_sock_addr *ctx)
{
	return ALLOW;
}

SEC("cgroup/connect_unix")
int on_connect_unix(struct bpf_sock_addr *ctx)
{
	return ALLOW;
}

SEC("cgroup/sendmsg_unix")
int on_sendmsg_unix(struct bpf_sock_addr *ctx)
{
	return ALLOW;
}

SEC("cgroup/recvmsg_unix")
int on_recvmsg_unix(struct bpf_sock_addr *ctx)
{
	return ALLOW;
}

SEC("cgroup/getpeername_unix")
int on_getpeername_unix(struct bpf_sock_addr *ctx)
{
	return ALLOW;
}

SEC("cgroup/getsockname_unix")
int on_getsockname_unix(struct bpf_sock_addr *ctx)
{
	return ALLOW;
}
