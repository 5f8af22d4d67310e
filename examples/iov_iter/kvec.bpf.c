/*
 * Reads kvec, a member of the same union that kept its name. libbpf finds it by name at whatever offset and depth
 * the running kernel has it, so this needs no guard at all.
 */
#include "common.h"

SEC("kprobe/tcp_sendmsg")
int BPF_KPROBE(kvec, struct sock *sk, struct msghdr *msg)
{
	const struct kvec *kvec = BPF_CORE_READ(msg, msg_iter.kvec);
	size_t len = 0;

	if (!kvec || bpf_probe_read_kernel(&len, sizeof(len), &kvec->iov_len))
		return 0;
	bpf_printk("iov_iter: kvec set, len %lu", len);
	return 0;
}
