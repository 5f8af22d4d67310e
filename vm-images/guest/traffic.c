// SPDX-License-Identifier: MIT
/*
 * TCP is sent with sendmsg and two segments of SEGMENT_ONE and SEGMENT_TWO
 * bytes: with two, every kernel keeps the vector itself in `iov_iter`, while
 * newer ones turn a single segment into another kind of iterator (ITER_UBUF).
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "traffic.h"

#define SEGMENT_ONE 23
#define SEGMENT_TWO 42
#define PATIENCE_US (500 * 1000)

/* NULL: over loopback, in the namespace of this process. */
static const struct ends *network;

void traffic_between(const struct ends *ends)
{
	network = ends;
}

void send_segments(int fd)
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
void receive(int fd)
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

/* A socket lives in the namespace in which it was made. */
int client_socket(int family, int type)
{
	int fd;

	if (network)
		setns(network->client, CLONE_NEWNET);
	fd = patient_socket(family, type);
	if (network)
		setns(network->server, CLONE_NEWNET);
	return fd;
}

/* One connection to `address`; both ends in this process, since it is completed without waiting. */
bool tcp_connect(struct sockaddr *address, socklen_t length, int pair[2])
{
	int server = patient_socket(address->sa_family, SOCK_STREAM);
	int one = 1;

	pair[0] = client_socket(address->sa_family, SOCK_STREAM);
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
	int client = client_socket(address->sa_family, SOCK_DGRAM);

	if (bind(server, address, length) == 0 && getsockname(server, address, &length) == 0) {
		sendto(client, "core-matrix", 11, 0, address, length);
		receive(server);
	}
	close(client);
	close(server);
}

/* Datagrams and a connection between sockets with names, which programs of cgroups are asked about. */
static void unix_sockets(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "/tmp/workload.sock" }, peer;
	socklen_t length = sizeof(peer);
	int pair[2];

	udp((struct sockaddr *)&address, sizeof(address));
	unlink(address.sun_path);
	if (!tcp_connect((struct sockaddr *)&address, sizeof(address), pair))
		return;
	getpeername(pair[0], (struct sockaddr *)&peer, &length);
	tcp_exchange(pair);
	unlink(address.sun_path);
}

void run_traffic(void)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };

	if (network) {
		v4 = network->v4;
		v6 = network->v6;
	}
	tcp((struct sockaddr *)&v4, sizeof(v4));
	tcp((struct sockaddr *)&v6, sizeof(v6));
	v4.sin_port = 0;
	v6.sin6_port = 0;
	udp((struct sockaddr *)&v4, sizeof(v4));
	udp((struct sockaddr *)&v6, sizeof(v6));
	unix_sockets();
}
