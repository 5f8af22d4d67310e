/*
 * Reads the member under either name. A flavor, a name with three underscores and a suffix, stands for the kernel's
 * type of the name before them, so iov_iter___new can declare what this kernel's header does not have.
 *
 * That the pointer is right is shown, not assumed: it equals kvec, the other member of the same union, and leads to
 * the length of the first segment that was sent.
 */
#include "common.h"

struct iov_iter___new {
	const struct iovec *__iov;
} __attribute__((preserve_access_index));

SEC("kprobe/tcp_sendmsg")
int BPF_KPROBE(flavor, struct sock *sk, struct msghdr *msg)
{
	struct iov_iter *iter = &msg->msg_iter;
	const struct iovec *iov;
	size_t len = 0;

	if (bpf_core_field_exists(iter->iov))
		iov = BPF_CORE_READ(iter, iov);
	else
		iov = BPF_CORE_READ((struct iov_iter___new *)iter, __iov);

	if (!iov || (const void *)iov != (const void *)BPF_CORE_READ(iter, kvec))
		return 0;
	if (bpf_probe_read_kernel(&len, sizeof(len), &iov->iov_len))
		return 0;
	bpf_printk("iov_iter: iov set, equal to kvec, len %lu", len);
	return 0;
}
