/* SPDX-License-Identifier: MIT */
/*
 * How programs are attached that libbpf does not attach by their section
 * alone. attach.c has the table.
 *
 * Whatever is made for it ends with the worker's process, however that ends:
 * links, sockets, maps and network namespaces of its own, nothing else.
 */
#ifndef CORE_MATRIX_ATTACH_H
#define CORE_MATRIX_ATTACH_H

#include <stdbool.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

/* Loopback has this index in every network namespace (LOOPBACK_IFINDEX of the kernel's include/net/flow.h). */
#define LO_INDEX 1

struct attachment {
	/* The kernel ran it by BPF_PROG_TEST_RUN instead of at a hook: it has run already. */
	bool test_run;
	/* Done by the workload's process before and after the usual; NULL for nothing. */
	void (*enter)(void);
	void (*fire)(const struct attachment *attachment);
	/* What `fire` works on. */
	int fd;
};

/* Each returns 0, or the errno with a line of output that says what could not be done. */

int attach_program(const struct bpf_program *program, struct attachment *attachment);

/* net.c: on loopback, and in its network namespace. */
int attach_xdp(const struct bpf_program *program, struct attachment *attachment);
int attach_tc(const struct bpf_program *program, struct attachment *attachment);
int attach_netns(const struct bpf_program *program, struct attachment *attachment);
int attach_flow_dissector(const struct bpf_program *program, struct attachment *attachment);

/* sockets.c: to sockets of ours. */
int attach_socket_filter(const struct bpf_program *program, struct attachment *attachment);
int attach_reuseport(const struct bpf_program *program, struct attachment *attachment);
int attach_sockmap(const struct bpf_program *program, struct attachment *attachment);

/* test-run.c: nowhere. */
int run_on_packet(const struct bpf_program *program, struct attachment *attachment);
int run_syscall(const struct bpf_program *program, struct attachment *attachment);

/* Says what could not be done and why; gives `error` back. */
int cannot(const char *what, int error);

#endif
