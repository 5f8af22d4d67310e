/*
 * Reads both names without a flavor. No header has both members, so this compiles against no kernel's BTF:
 * before 6.4 there is no __iov, from 6.4 on there is no iov.
 */
#include "common.h"

SEC("kprobe/tcp_sendmsg")
int BPF_KPROBE(direct, struct sock *sk, struct msghdr *msg)
{
	struct iov_iter *iter = &msg->msg_iter;
	const struct iovec *iov;

	if (bpf_core_field_exists(iter->iov))
		iov = BPF_CORE_READ(iter, iov);
	else
		iov = BPF_CORE_READ(iter, __iov);
	bpf_printk("iov_iter: iov %p", iov);
	return 0;
}
