// SPDX-License-Identifier: MIT
/* Which program is attached to what. */
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "agent.h"
#include "attach.h"

#define CGROUP "/sys/fs/cgroup/core-matrix"
/* Of the software clock, in nanoseconds: the workload takes some milliseconds at least. */
#define CLOCK_PERIOD (1000 * 1000)

int cannot(const char *what, int error)
{
	char line[256];

	snprintf(line, sizeof(line), "core-matrix: %s: %s\n", what, strerror(error));
	report_output(line, strlen(line));
	return error;
}

/* libbpf has said what it could not do, and is silent only where there is nothing that it would do. */
static int attach_by_section(const struct bpf_program *program, struct attachment *attachment)
{
	struct bpf_link *link = bpf_program__attach(program);

	if (!link)
		return errno;
	attachment->fd = bpf_link__fd(link);
	return 0;
}

static void enter_cgroup(void)
{
	write_file(CGROUP "/cgroup.procs", "0");
}

static int attach_cgroup(const struct bpf_program *program, struct attachment *attachment)
{
	int fd;

	if (mkdir(CGROUP, 0755) && errno != EEXIST)
		return cannot("cannot make the cgroup " CGROUP, errno);
	fd = open(CGROUP, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return cannot("cannot open the cgroup " CGROUP, errno);
	attachment->enter = enter_cgroup;
	return bpf_program__attach_cgroup(program, fd) ? 0 : errno;
}

/* BPF_LSM_CGROUP is an attach type, not a program type. */
static int attach_lsm(const struct bpf_program *program, struct attachment *attachment)
{
	if (bpf_program__expected_attach_type(program) == BPF_LSM_CGROUP)
		return attach_cgroup(program, attachment);
	return attach_by_section(program, attachment);
}

static int attach_clock(const struct bpf_program *program, struct attachment *attachment)
{
	struct perf_event_attr clock = {
		.size = sizeof(clock),
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.sample_period = CLOCK_PERIOD,
	};

	/* All processes on the guest's only processor. */
	attachment->fd = syscall(SYS_perf_event_open, &clock, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	if (attachment->fd < 0)
		return cannot("cannot open a software clock event", errno);
	return bpf_program__attach_perf_event(program, attachment->fd) ? 0 : errno;
}

/* An iterator runs when it is read; one that has no end of its own is not read for ever. */
static void read_iterator(const struct attachment *attachment)
{
	int fd = bpf_iter_create(attachment->fd);
	char text[4096];

	for (int i = 0; fd >= 0 && i < 1024 && read(fd, text, sizeof(text)) > 0; i++)
		;
	close(fd);
}

static int attach_tracing(const struct bpf_program *program, struct attachment *attachment)
{
	if (bpf_program__expected_attach_type(program) == BPF_TRACE_ITER)
		attachment->fire = read_iterator;
	return attach_by_section(program, attachment);
}

static const struct {
	enum bpf_prog_type type;
	int (*attach)(const struct bpf_program *program, struct attachment *attachment);
} methods[] = {
	{ BPF_PROG_TYPE_XDP, attach_xdp },
	{ BPF_PROG_TYPE_SCHED_CLS, attach_tc },
	{ BPF_PROG_TYPE_SCHED_ACT, run_on_packet },
	{ BPF_PROG_TYPE_LWT_IN, run_on_packet },
	{ BPF_PROG_TYPE_LWT_OUT, run_on_packet },
	{ BPF_PROG_TYPE_LWT_XMIT, run_on_packet },
	{ BPF_PROG_TYPE_CGROUP_SKB, attach_cgroup },
	{ BPF_PROG_TYPE_CGROUP_SOCK, attach_cgroup },
	{ BPF_PROG_TYPE_CGROUP_SOCK_ADDR, attach_cgroup },
	{ BPF_PROG_TYPE_CGROUP_SOCKOPT, attach_cgroup },
	{ BPF_PROG_TYPE_CGROUP_DEVICE, attach_cgroup },
	{ BPF_PROG_TYPE_CGROUP_SYSCTL, attach_cgroup },
	{ BPF_PROG_TYPE_SOCK_OPS, attach_cgroup },
	{ BPF_PROG_TYPE_LSM, attach_lsm },
	{ BPF_PROG_TYPE_SOCKET_FILTER, attach_socket_filter },
	{ BPF_PROG_TYPE_SK_REUSEPORT, attach_reuseport },
	{ BPF_PROG_TYPE_SK_MSG, attach_sockmap },
	{ BPF_PROG_TYPE_SK_SKB, attach_sockmap },
	{ BPF_PROG_TYPE_SK_LOOKUP, attach_netns },
	{ BPF_PROG_TYPE_FLOW_DISSECTOR, attach_flow_dissector },
	{ BPF_PROG_TYPE_PERF_EVENT, attach_clock },
	{ BPF_PROG_TYPE_TRACING, attach_tracing },
	{ BPF_PROG_TYPE_SYSCALL, run_syscall },
};

int attach_program(const struct bpf_program *program, struct attachment *attachment)
{
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (methods[i].type == bpf_program__type(program))
			return methods[i].attach(program, attachment);
	return attach_by_section(program, attachment);
}
