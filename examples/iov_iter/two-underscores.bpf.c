/* Only three underscores begin a flavor: iov_iter__new is a type of its own, which no kernel has. */
#include "common.h"
struct iov_iter__new { const struct iovec *__iov; } __attribute__((preserve_access_index));

SEC("kprobe/tcp_sendmsg")
int BPF_KPROBE(two_underscores, struct sock *sk, struct msghdr *msg)
{
	struct iov_iter *iter = &msg->msg_iter;
	if (bpf_core_field_exists(iter->iov)) return 0;
	const struct iovec *iov = BPF_CORE_READ((struct iov_iter__new *)iter, __iov);
	bpf_printk("iov_iter: iov %p", iov);
	return 0;
}

/*
 * Where iov exists, everything from line 10 on is dead code and the mistake stays hidden. Where it does not, the load
 * fails, and the last source line that the verifier prints before it is an earlier one (line 9 with clang 19), because
 * clang gives the relocated instruction no line of its own. In the line table of .BTF.ext, the call that the access
 * ends in stands on line 10.
 */
