// SPDX-License-Identifier: MIT
/*
 * The default workload: the system calls that programs usually watch, and
 * loopback traffic. Nothing here is checked: what a kernel does not have it
 * does not do, and a program that misses it is told so by its run counter.
 *
 * TCP is sent with sendmsg and two segments of SEGMENT_ONE and SEGMENT_TWO
 * bytes: with two, every kernel keeps the vector itself in `iov_iter`, while
 * newer ones turn a single segment into another kind of iterator (ITER_UBUF).
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "agent.h"

#define SEGMENT_ONE 23
#define SEGMENT_TWO 42

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

static void memory(void)
{
	char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return;
	page[0] = 1;
	mprotect(page, 4096, PROT_READ);
	munmap(page, 4096);
}

static void processes(void)
{
	struct timespec moment = { .tv_nsec = 1000 * 1000 };
	char *arguments[] = { "true", "true", NULL };
	char *variables[] = { NULL };
	pid_t pid = fork();

	if (pid == 0) {
		execve("/init", arguments, variables);
		_exit(127);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
	getpid();
	getppid();
	getuid();
	kill(getpid(), 0);
	prctl(PR_SET_NAME, "workload");
	nanosleep(&moment, NULL);
}

static void send_segments(int fd)
{
	static char one[SEGMENT_ONE], two[SEGMENT_TWO];
	struct iovec segments[] = {
		{ .iov_base = one, .iov_len = sizeof(one) },
		{ .iov_base = two, .iov_len = sizeof(two) },
	};
	struct msghdr message = { .msg_iov = segments, .msg_iovlen = 2 };

	sendmsg(fd, &message, 0);
}

static void receive(int fd)
{
	char bytes[SEGMENT_ONE + SEGMENT_TWO];

	recv(fd, bytes, sizeof(bytes), 0);
}

/* One connection from `address` to itself; both ends in this process, since loopback completes without waiting. */
static void tcp(struct sockaddr *address, socklen_t length)
{
	int server = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int client = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int one = 1, peer;

	setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(server, address, length) || listen(server, 1) || getsockname(server, address, &length) ||
	    connect(client, address, length))
		goto out;
	peer = accept4(server, NULL, NULL, SOCK_CLOEXEC);
	setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	send_segments(client);
	receive(peer);
	send_segments(peer);
	receive(client);
	shutdown(client, SHUT_RDWR);
	close(peer);
out:
	close(client);
	close(server);
}

static void udp(struct sockaddr *address, socklen_t length)
{
	int server = socket(address->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int client = socket(address->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (bind(server, address, length) == 0 && getsockname(server, address, &length) == 0) {
		sendto(client, "core-matrix", 11, 0, address, length);
		receive(server);
	}
	close(client);
	close(server);
}

static void traffic(void)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };

	v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	tcp((struct sockaddr *)&v4, sizeof(v4));
	tcp((struct sockaddr *)&v6, sizeof(v6));
	v4.sin_port = 0;
	v6.sin6_port = 0;
	udp((struct sockaddr *)&v4, sizeof(v4));
	udp((struct sockaddr *)&v6, sizeof(v6));
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
	memory();
	pipes();
	processes();
	traffic();
}
