// SPDX-License-Identifier: MIT
/* A congestion control of TCP: a window that grows by one segment per round trip and is halved by a loss. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

SEC("struct_ops/on_init")
void BPF_PROG(on_init, struct sock *sk)
{
}

SEC("struct_ops/on_loss")
__u32 BPF_PROG(on_loss, struct sock *sk)
{
	const struct tcp_sock *tcp = (const struct tcp_sock *)sk;

	return tcp->snd_cwnd > 3 ? tcp->snd_cwnd / 2 : 2;
}

SEC("struct_ops/on_false_alarm")
__u32 BPF_PROG(on_false_alarm, struct sock *sk)
{
	const struct tcp_sock *tcp = (const struct tcp_sock *)sk;

	return tcp->prior_cwnd > tcp->snd_cwnd ? tcp->prior_cwnd : tcp->snd_cwnd;
}

SEC("struct_ops/on_ack")
void BPF_PROG(on_ack, struct sock *sk, __u32 ack, __u32 acked)
{
}

SEC("struct_ops/on_state")
void BPF_PROG(on_state, struct sock *sk, __u8 state)
{
}

SEC(".struct_ops")
struct tcp_congestion_ops example = {
	.init = (void *)on_init,
	.ssthresh = (void *)on_loss,
	.undo_cwnd = (void *)on_false_alarm,
	.cong_avoid = (void *)on_ack,
	.set_state = (void *)on_state,
	.name = "example",
};
