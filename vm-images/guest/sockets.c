// SPDX-License-Identifier: MIT
/* Programs that are attached to sockets, or to a map of sockets. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <stddef.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent.h"
#include "attach.h"
#include "traffic.h"

/* On a packet socket, which sees all that the workload sends over loopback. */
int attach_socket_filter(const struct bpf_program *program, struct attachment *attachment)
{
	struct sockaddr_ll loopback = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = LO_INDEX,
	};
	int program_fd = bpf_program__fd(program);
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	(void)attachment;
	if (fd < 0)
		return cannot("cannot make a packet socket", errno);
	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_BPF, &program_fd, sizeof(program_fd)))
		return cannot("SO_ATTACH_BPF failed", errno);
	if (bind(fd, (struct sockaddr *)&loopback, sizeof(loopback)))
		return cannot("cannot bind a packet socket to lo", errno);
	return 0;
}

static int reuseport_socket(const struct sockaddr_in *address)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), one = 1;

	if (setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one)) == 0 &&
	    bind(fd, (const struct sockaddr *)address, sizeof(*address)) == 0)
		return fd;
	close(fd);
	return -1;
}

static void send_to_group(const struct attachment *attachment)
{
	struct sockaddr_in address = { 0 };
	socklen_t length = sizeof(address);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	getsockname(attachment->fd, (struct sockaddr *)&address, &length);
	sendto(fd, "core-matrix", 11, 0, (struct sockaddr *)&address, length);
	close(fd);
}

/* Two sockets on one port, for the program to choose from. */
int attach_reuseport(const struct bpf_program *program, struct attachment *attachment)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(address);
	int program_fd = bpf_program__fd(program);
	int fd = reuseport_socket(&address);

	if (fd < 0 || getsockname(fd, (struct sockaddr *)&address, &length) || reuseport_socket(&address) < 0)
		return cannot("cannot bind two sockets to one port", errno);
	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_EBPF, &program_fd, sizeof(program_fd)))
		return cannot("SO_ATTACH_REUSEPORT_EBPF failed", errno);
	attachment->fd = fd;
	attachment->fire = send_to_group;
	return 0;
}

/* Both ends of a connection go into the map, then each sends to the other. */
static void send_in_map(const struct attachment *attachment)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int pair[2];

	if (!tcp_connect((struct sockaddr *)&address, sizeof(address), pair))
		return;
	for (int key = 0; key < 2; key++)
		bpf_map_update_elem(attachment->fd, &key, &pair[key], BPF_ANY);
	tcp_exchange(pair);
}

/* Kernels before 5.13 run a parser or a verdict only with the other: one that passes everything on. */
static int attach_counterpart(int map, enum bpf_attach_type type)
{
	bool parser = type == BPF_SK_SKB_STREAM_VERDICT;
	const struct bpf_insn instructions[] = {
		parser ? (struct bpf_insn){ .code = BPF_LDX | BPF_MEM | BPF_W, .dst_reg = BPF_REG_0,
					    .src_reg = BPF_REG_1, .off = offsetof(struct __sk_buff, len) }
		       : (struct bpf_insn){ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0,
					    .imm = SK_PASS },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	int fd = bpf_prog_load(BPF_PROG_TYPE_SK_SKB, "counterpart", "GPL", instructions, 2, NULL);

	if (fd < 0)
		return -fd;
	return -bpf_prog_attach(fd, map, parser ? BPF_SK_SKB_STREAM_PARSER : BPF_SK_SKB_STREAM_VERDICT, 0);
}

/* To a map of sockets. Its own section says which of a stream's two hooks a program is for, or it cannot be attached. */
int attach_sockmap(const struct bpf_program *program, struct attachment *attachment)
{
	enum bpf_attach_type type = bpf_program__expected_attach_type(program);
	bool stream = type == BPF_SK_SKB_STREAM_PARSER || type == BPF_SK_SKB_STREAM_VERDICT;
	int error;

	if (bpf_program__type(program) == BPF_PROG_TYPE_SK_SKB && !stream)
		return EOPNOTSUPP;
	attachment->fd = bpf_map_create(BPF_MAP_TYPE_SOCKMAP, "sockets", sizeof(int), sizeof(int), 2, NULL);
	if (attachment->fd < 0)
		return cannot("cannot make a map of sockets", errno);
	attachment->fire = send_in_map;
	error = -bpf_prog_attach(bpf_program__fd(program), attachment->fd, type, 0);
	if (!error && stream)
		error = attach_counterpart(attachment->fd, type);
	return error ? cannot("cannot attach to a map of sockets", error) : 0;
}
