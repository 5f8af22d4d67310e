// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "agent.h"

static const struct {
	const char *type;
	const char *where;
	const char *options;
} mounts[] = {
	{ "proc", "/proc", "" },
	{ "sysfs", "/sys", "" },
	{ "devtmpfs", "/dev", "mode=0755" },
	{ "tmpfs", "/tmp", "mode=1777" },
	{ "tmpfs", "/run", "mode=0755" },
	{ "devpts", "/dev/pts", "" },
	{ "tmpfs", "/dev/shm", "mode=1777" },
	{ "bpf", "/sys/fs/bpf", "" },
	{ "cgroup2", "/sys/fs/cgroup", "" },
	{ "debugfs", "/sys/kernel/debug", "" },
	{ "tracefs", "/sys/kernel/tracing", "" },
	{ "securityfs", "/sys/kernel/security", "" },
};

/* A file system that this kernel does not have is missed by those who need it, with a reason of their own. */
void setup_mounts(void)
{
	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		mkdir(mounts[i].where, 0755);
		mount(mounts[i].type, mounts[i].where, mounts[i].type, 0, mounts[i].options);
	}
	mkdir(WORKSPACE, 0755);
	mkdir(HEADERS, 0755);
}

/* libbpf looks for the values of CONFIG_… externs where distributions put the kernel's configuration. */
void setup_config(void)
{
	struct utsname name;
	char path[sizeof("/boot/config-") + sizeof(name.release)];

	uname(&name);
	snprintf(path, sizeof(path), "/boot/config-%s", name.release);
	link("/boot/config", path);
}

/* Loopback traffic needs `lo` up; nothing else is there. */
void setup_network(void)
{
	struct ifreq interface = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return;
	ioctl(fd, SIOCSIFFLAGS, &interface);
	close(fd);
}

/* Run counters are off by default (Documentation/admin-guide/sysctl/kernel.rst, bpf_stats_enabled). */
void setup_statistics(void)
{
	write_file("/proc/sys/kernel/bpf_stats_enabled", "1");
}

static void load_module(const char *path, struct buffer *complaints)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char line[512];

	if (fd >= 0 && syscall(SYS_finit_module, fd, "", 0) == 0) {
		close(fd);
		return;
	}
	if (errno != EEXIST) {
		snprintf(line, sizeof(line), "%s: %s\n", path, strerror(errno));
		buffer_append(complaints, line, strlen(line));
	}
	if (fd >= 0)
		close(fd);
}

/* /modules/order names them one a line, each after those it needs. */
void load_modules(struct buffer *complaints)
{
	FILE *order = fopen("/modules/order", "re");
	char *line = NULL;
	size_t size = 0;
	ssize_t length;

	if (!order)
		return;
	while ((length = getline(&line, &size, order)) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (!line[0])
			continue;
		load_module(line, complaints);
	}
	free(line);
	fclose(order);
}
