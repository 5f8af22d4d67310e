/*
 * Asks before it reads. libbpf settles bpf_core_field_exists() when it loads the program, so on a kernel without
 * the member the branch is dead code, which the verifier never enters. It loads everywhere, and sees nothing there.
 */
#include "common.h"

SEC("kprobe/tcp_sendmsg")
int BPF_KPROBE(guard, struct sock *sk, struct msghdr *msg)
{
	struct iov_iter *iter = &msg->msg_iter;
	const struct iovec *iov = NULL;

	if (bpf_core_field_exists(iter->iov))
		iov = BPF_CORE_READ(iter, iov);
	bpf_printk("iov_iter: iov %p", iov);
	return 0;
}
