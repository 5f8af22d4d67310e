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

int cannot_show(const char *why)
{
	char line[256];

	snprintf(line, sizeof(line), "core-matrix: %s\n", why);
	report_output(line, strlen(line));
	return ENODATA;
}

/* libbpf has said what it could not do, and is silent only where there is nothing that it would do. */
int attach_by_section(const struct bpf_program *program, struct attachment *attachment)
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

/*
 * Kernels before 5.12 do not count the runs of programs that may sleep. Asked
 * for by one of our own, at a hook that starting a program comes by; a kernel
 * that does not take it is taken to count.
 */
static bool counts_sleepable(void)
{
	static const struct bpf_insn returns_zero[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = BPF_LSM_MAC, .prog_flags = BPF_F_SLEEPABLE,
		    .attach_btf_id = libbpf_find_vmlinux_btf_id("bprm_committed_creds", BPF_LSM_MAC));
	int fd = bpf_prog_load(BPF_PROG_TYPE_LSM, "sleepable", "GPL", returns_zero, 2, &options);
	int link = fd < 0 ? -1 : bpf_raw_tracepoint_open(NULL, fd);
	struct bpf_prog_info info = { 0 };
	__u32 length = sizeof(info);
	bool counts = true;

	if (link >= 0) {
		execute_and_wait("/init", (char *[]){ "true", "true", NULL });
		counts = bpf_obj_get_info_by_fd(fd, &info, &length) || info.run_cnt > 0;
	}
	close(link);
	close(fd);
	return counts;
}

/* To a function of the kernel, by its section. */
static int attach_to_function(const struct bpf_program *program, struct attachment *attachment)
{
	int error = attach_by_section(program, attachment);

	if (!error && strstr(bpf_program__section_name(program), ".s/") && !counts_sleepable())
		return cannot_show("this kernel does not count the runs of programs that may sleep");
	return error;
}

/* BPF_LSM_CGROUP is an attach type, not a program type. */
static int attach_lsm(const struct bpf_program *program, struct attachment *attachment)
{
	if (bpf_program__expected_attach_type(program) == BPF_LSM_CGROUP)
		return attach_cgroup(program, attachment);
	return attach_to_function(program, attachment);
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

/* Iterators over the elements of a map want one: the first of the object that the kernel takes for it. */
static int attach_to_map(const struct bpf_program *program, struct attachment *attachment)
{
	const struct bpf_map *map;

	bpf_object__for_each_map(map, attachment->object) {
		union bpf_iter_link_info info = { .map.map_fd = bpf_map__fd(map) };
		LIBBPF_OPTS(bpf_iter_attach_opts, options, .link_info = &info, .link_info_len = sizeof(info));
		struct bpf_link *link = bpf_program__attach_iter(program, &options);

		if (link) {
			attachment->fd = bpf_link__fd(link);
			return 0;
		}
	}
	return attach_by_section(program, attachment);
}

static int attach_tracing(const struct bpf_program *program, struct attachment *attachment)
{
	const char *section = bpf_program__section_name(program);

	if (bpf_program__expected_attach_type(program) != BPF_TRACE_ITER)
		return attach_to_function(program, attachment);
	attachment->fire = read_iterator;
	if (strstr(section, "/bpf_map_elem") || strstr(section, "/bpf_sk_storage_map"))
		return attach_to_map(program, attachment);
	return attach_by_section(program, attachment);
}

/* The one tracepoint of a kernel without modules that a program may write to is in BPF_PROG_TEST_RUN. */
static int attach_writable(const struct bpf_program *program, struct attachment *attachment)
{
	attachment->fire = run_any;
	return attach_by_section(program, attachment);
}

/* No machine of QEMU has one, and no kernel that takes such programs was seen with a device that stands in for it. */
static int attach_receiver(const struct bpf_program *program, struct attachment *attachment)
{
	(void)program;
	(void)attachment;
	return cannot_show("there is no infrared receiver");
}

static const struct {
	int type;
	int (*attach)(const struct bpf_program *program, struct attachment *attachment);
} methods[] = {
	{ BPF_PROG_TYPE_XDP, attach_xdp },
	{ BPF_PROG_TYPE_SCHED_CLS, attach_tc },
	{ BPF_PROG_TYPE_SCHED_ACT, attach_action },
	{ BPF_PROG_TYPE_LWT_IN, attach_tunnel },
	{ BPF_PROG_TYPE_LWT_OUT, attach_tunnel },
	{ BPF_PROG_TYPE_LWT_XMIT, attach_tunnel },
	{ BPF_PROG_TYPE_LWT_SEG6LOCAL, attach_segment },
	{ PROGRAM_TYPE_NETFILTER, attach_netfilter },
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
	{ BPF_PROG_TYPE_KPROBE, attach_kprobe },
	{ BPF_PROG_TYPE_PERF_EVENT, attach_clock },
	{ BPF_PROG_TYPE_TRACING, attach_tracing },
	{ BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE, attach_writable },
	{ BPF_PROG_TYPE_STRUCT_OPS, attach_struct_ops },
	{ BPF_PROG_TYPE_EXT, attach_extension },
	{ BPF_PROG_TYPE_LIRC_MODE2, attach_receiver },
	{ BPF_PROG_TYPE_SYSCALL, run_syscall },
};

int attach_program(const struct bpf_program *program, struct attachment *attachment)
{
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (methods[i].type == (int)bpf_program__type(program))
			return methods[i].attach(program, attachment);
	return attach_by_section(program, attachment);
}
