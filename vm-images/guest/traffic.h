/* SPDX-License-Identifier: MIT */
/* The workload's traffic: TCP and UDP over IPv4 and IPv6, and Unix sockets with names. */
#ifndef CORE_MATRIX_TRAFFIC_H
#define CORE_MATRIX_TRAFFIC_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>

/* Between whom it goes: network namespaces, and the servers' addresses. */
struct ends {
	int client;
	int server;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* From then on; before, it goes over loopback. */
void traffic_between(const struct ends *ends);
void run_traffic(void);
int client_socket(int family, int type);

bool tcp_connect(struct sockaddr *address, socklen_t length, int pair[2]);
void tcp_exchange(const int pair[2]);
/* Two segments in one message, and what comes of them. */
void send_segments(int fd);
void receive(int fd);

#endif
