/*
 * Prints what libbpf has put into each instruction, so that it can be compared with what explain says that it puts there.
 * Built on 6.1: iov is gone on 6.12, i_atime was dissolved, core_layout moved, and most offsets differ.
 */
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

#define print(value) bpf_printk("line %d: %llu", __LINE__, (__u64)(value))

struct sk_buff___other {
	int no_such_member;
} __attribute__((preserve_access_index));

SEC("tracepoint/syscalls/sys_enter_execve")
int relocations(void *ctx)
{
	print(bpf_core_field_exists(struct iov_iter, iov));
	print(bpf_core_field_exists(struct inode, i_atime));
	print(bpf_core_field_exists(struct module, core_layout.base));
	print(bpf_core_field_exists(struct sk_buff___other, no_such_member));
	print(bpf_core_field_exists(struct task_struct, comm[3]));
	print(bpf_core_field_exists(struct task_struct, comm[15]));
	print(bpf_core_field_size(struct task_struct, comm));
	print(bpf_core_field_size(struct task_struct, pid));
	print(bpf_core_field_size(struct tcp_sock, inet_conn));
	print(__builtin_preserve_field_info(((struct task_struct *)0)->cred, BPF_FIELD_BYTE_OFFSET));
	print(__builtin_preserve_field_info(((struct msghdr *)0)->msg_iter.kvec, BPF_FIELD_BYTE_OFFSET));
	print(__builtin_preserve_field_info(((struct tcp_sock *)0)->nonagle, BPF_FIELD_LSHIFT_U64));
	print(__builtin_preserve_field_info(((struct tcp_sock *)0)->nonagle, BPF_FIELD_RSHIFT_U64));
	print(__builtin_preserve_field_info(((struct tcp_sock *)0)->nonagle, BPF_FIELD_SIGNED));
	print(bpf_core_type_exists(struct iov_iter));
	print(bpf_core_type_exists(struct sk_buff___other));
	print(bpf_core_type_size(struct task_struct));
	print(bpf_core_type_size(struct module_layout));
#if __clang_major__ >= 15 /* the first that knows it */
	print(bpf_core_type_matches(struct iovec));
	print(bpf_core_type_matches(struct iov_iter));
#endif
	print(bpf_core_type_id_kernel(struct task_struct));
	print(bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_loop));
	print(bpf_core_enum_value(enum zone_stat_item, NR_FREE_PAGES));
	print(bpf_core_enum_value(enum cpuhp_state, CPUHP_ONLINE));
	return 0;
}
