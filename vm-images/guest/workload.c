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
#define PATIENCE_US (500 * 1000)

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

/* With the sender's address, which kernels look up only for those who ask. */
static void receive(int fd)
{
	char bytes[SEGMENT_ONE + SEGMENT_TWO];
	struct sockaddr_storage sender;
	socklen_t length = sizeof(sender);

	recvfrom(fd, bytes, sizeof(bytes), 0, (struct sockaddr *)&sender, &length);
}

/* A socket that waits for no one long: a program may drop every packet. */
static int patient_socket(int family, int type)
{
	struct timeval patience = { .tv_usec = PATIENCE_US };
	int fd = socket(family, type | SOCK_CLOEXEC, 0);

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	return fd;
}

/* One connection from `address` to itself; both ends in this process, since loopback completes without waiting. */
bool tcp_connect(struct sockaddr *address, socklen_t length, int pair[2])
{
	int server = patient_socket(address->sa_family, SOCK_STREAM);
	int one = 1;

	pair[0] = patient_socket(address->sa_family, SOCK_STREAM);
	pair[1] = -1;
	setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(server, address, length) == 0 && listen(server, 1) == 0 &&
	    getsockname(server, address, &length) == 0 && connect(pair[0], address, length) == 0)
		pair[1] = accept4(server, NULL, NULL, SOCK_CLOEXEC);
	close(server);
	if (pair[1] < 0)
		close(pair[0]);
	return pair[1] >= 0;
}

void tcp_exchange(const int pair[2])
{
	send_segments(pair[0]);
	receive(pair[1]);
	send_segments(pair[1]);
	receive(pair[0]);
	shutdown(pair[0], SHUT_RDWR);
	close(pair[1]);
	close(pair[0]);
}

static void tcp(struct sockaddr *address, socklen_t length)
{
	struct sockaddr_storage peer;
	socklen_t peer_length = sizeof(peer), option_length;
	int one = 1, pair[2];

	if (!tcp_connect(address, length, pair))
		return;
	option_length = sizeof(one);
	setsockopt(pair[0], IPPROTO_TCP, TCP_NODELAY, &one, option_length);
	getsockopt(pair[0], IPPROTO_TCP, TCP_NODELAY, &one, &option_length);
	getpeername(pair[0], (struct sockaddr *)&peer, &peer_length);
	tcp_exchange(pair);
}

static void udp(struct sockaddr *address, socklen_t length)
{
	int server = patient_socket(address->sa_family, SOCK_DGRAM);
	int client = patient_socket(address->sa_family, SOCK_DGRAM);

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
	special_files();
	memory();
	pipes();
	processes();
	traffic();
}
