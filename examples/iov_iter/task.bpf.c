/*
 * Declares the two members of task_struct that it needs instead of taking the header's type, which shows that a flavor
 * may be partial: offsets come from the running kernel, never from this declaration.
 */
#include "common.h"

struct task_struct___my {
	unsigned int flags;
	const struct cred *cred;
} __attribute__((preserve_access_index));

SEC("tracepoint/syscalls/sys_enter_execve")
int task(void *ctx)
{
	struct task_struct___my *task = (void *)bpf_get_current_task();

	if (BPF_CORE_READ(task, cred))
		bpf_printk("task_flags == %d", BPF_CORE_READ(task, flags));
	return 0;
}
