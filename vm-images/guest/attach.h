/* SPDX-License-Identifier: MIT */
/*
 * How programs are attached that libbpf does not attach by their section
 * alone. attach.c has the table.
 *
 * Whatever is made for it ends with the worker's process, however that ends:
 * links, sockets, maps and network namespaces of its own, nothing else. What
 * is registered without a link (struct_ops) does not, and is taken back.
 */
#ifndef CORE_MATRIX_ATTACH_H
#define CORE_MATRIX_ATTACH_H

#include <stdbool.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

/* Loopback has this index in every network namespace (LOOPBACK_IFINDEX of the kernel's include/net/flow.h). */
#define LO_INDEX 1

/* A program type and attach types of <linux/bpf.h> that the libc's headers may precede. */
enum {
	PROGRAM_TYPE_NETFILTER = 32,
	NETFILTER = 45,
	TCX_INGRESS = 46,
	TCX_EGRESS = 47,
	TRACE_UPROBE_MULTI = 48,
	CGROUP_UNIX_CONNECT = 49,
	CGROUP_UNIX_SENDMSG = 50,
	CGROUP_UNIX_RECVMSG = 51,
	CGROUP_UNIX_GETPEERNAME = 52,
	CGROUP_UNIX_GETSOCKNAME = 53,
	NETKIT_PRIMARY = 54,
	NETKIT_PEER = 55,
};

struct attachment {
	const struct bpf_object *object;
	/* The program whose run counter tells; -1 for the attached one itself. */
	int counter;
	/* The kernel ran it by BPF_PROG_TEST_RUN instead of at a hook: it has run already. */
	bool test_run;
	/* Done by the workload's process before and after the usual; NULL for nothing. */
	void (*enter)(void);
	void (*fire)(const struct attachment *attachment);
	/* What `fire` works on. */
	int fd;
};

/*
 * Each returns 0, or the errno with a line of output that says what could not be done. ENODATA: it is not the kernel that
 * refuses, but nothing here can show that the program runs.
 */

int attach_program(const struct bpf_program *program, struct attachment *attachment);
int attach_by_section(const struct bpf_program *program, struct attachment *attachment);

/* pair.c */
int make_pair(const char *kind, struct attachment *attachment, int *device);
int route_client(const char *destination);
/* The servers' address in a pair, of those for documentation (RFC 3849). */
#define SERVER6 "2001:db8::1"

/* uprobe.c: and whatever else is a probe. */
int attach_kprobe(const struct bpf_program *program, struct attachment *attachment);

/* xdp.c */
int attach_xdp(const struct bpf_program *program, struct attachment *attachment);

/* net.c: at a device, and in a network namespace. */
int attach_tc(const struct bpf_program *program, struct attachment *attachment);
int attach_action(const struct bpf_program *program, struct attachment *attachment);
int attach_netfilter(const struct bpf_program *program, struct attachment *attachment);
int attach_netns(const struct bpf_program *program, struct attachment *attachment);
int attach_flow_dissector(const struct bpf_program *program, struct attachment *attachment);

/* route.c */
int attach_tunnel(const struct bpf_program *program, struct attachment *attachment);
int attach_segment(const struct bpf_program *program, struct attachment *attachment);

/* struct-ops.c and extension.c: with other programs of their object. */
int attach_struct_ops(const struct bpf_program *program, struct attachment *attachment);
void unregister_struct_ops(void);
int attach_extension(const struct bpf_program *program, struct attachment *attachment);

/* sections.c */
void register_sections(void);
const char *type_name(const struct bpf_program *program);

/* sockets.c: to sockets of ours. */
int attach_socket_filter(const struct bpf_program *program, struct attachment *attachment);
int attach_reuseport(const struct bpf_program *program, struct attachment *attachment);
int attach_sockmap(const struct bpf_program *program, struct attachment *attachment);

/* test-run.c: nowhere. */
int run_on_packet(const struct bpf_program *program, struct attachment *attachment);
void run_any(const struct attachment *attachment);
int run_syscall(const struct bpf_program *program, struct attachment *attachment);

/* Says what could not be done and why; gives `error` back. */
int cannot(const char *what, int error);
/* Says what nothing here can show; gives ENODATA back. */
int cannot_show(const char *why);

#endif
