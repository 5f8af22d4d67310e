// SPDX-License-Identifier: MIT
/*
 * The default workload: the system calls that programs usually watch, and
 * loopback traffic. Nothing here is checked: what a kernel does not have it
 * does not do, and a program that misses it is told so by its run counter.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "agent.h"
#include "target.h"
#include "traffic.h"

static void files(void)
{
	char text[16] = "core-matrix";
	struct stat status;
	int fd;

	mkdir("/tmp/workload", 0755);
	fd = openat(AT_FDCWD, "/tmp/workload/file", O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		return;
	write_all(fd, text, sizeof(text));
	lseek(fd, 0, SEEK_SET);
	if (read(fd, text, sizeof(text)) < 0)
		text[0] = '\0';
	fstat(fd, &status);
	fsync(fd);
	close(fd);
	rename("/tmp/workload/file", "/tmp/workload/moved");
	stat("/tmp/workload/moved", &status);
	unlink("/tmp/workload/moved");
	rmdir("/tmp/workload");
}

/* A device and a sysctl, which programs of cgroups are asked about. */
static void special_files(void)
{
	static const char *const paths[] = { "/dev/null", "/proc/sys/kernel/ostype" };
	char text[16];

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		int fd = open(paths[i], O_RDONLY | O_CLOEXEC);

		if (fd < 0)
			continue;
		if (read(fd, text, sizeof(text)) < 0)
			text[0] = '\0';
		close(fd);
	}
}

static void memory(void)
{
	char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return;
	page[0] = 1;
	mprotect(page, 4096, PROT_READ);
	munmap(page, 4096);
}

void execute_and_wait(const char *path, char *const arguments[])
{
	char *variables[] = { NULL };
	pid_t pid = fork();

	if (pid == 0) {
		execve(path, arguments, variables);
		_exit(127);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

static void processes(void)
{
	struct timespec moment = { .tv_nsec = 1000 * 1000 };

	execute_and_wait("/init", (char *[]){ "true", "true", NULL });
	execute_and_wait(TARGET, (char *[]){ TARGET, NULL });
	getpid();
	getppid();
	getuid();
	kill(getpid(), 0);
	prctl(PR_SET_NAME, "workload");
	nanosleep(&moment, NULL);
}

static void pipes(void)
{
	struct epoll_event event = { .events = EPOLLIN };
	int pair[2], epoll = epoll_create1(EPOLL_CLOEXEC);

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0) {
		epoll_ctl(epoll, EPOLL_CTL_ADD, pair[1], &event);
		send_segments(pair[0]);
		epoll_wait(epoll, &event, 1, 0);
		receive(pair[1]);
		close(pair[0]);
		close(pair[1]);
	}
	close(epoll);
}

void run_workload(void)
{
	files();
	special_files();
	memory();
	pipes();
	processes();
	run_traffic();
}
