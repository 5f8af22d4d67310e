// SPDX-License-Identifier: MIT
/* Programs that the kernel runs on request, by BPF_PROG_TEST_RUN (Documentation/bpf/bpf_prog_run.rst). */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <stdint.h>

#include "attach.h"

/* A UDP datagram over IPv4 of the least length that Ethernet has (ETH_ZLEN). */
struct packet {
	struct ethhdr ethernet;
	struct iphdr ip;
	struct udphdr udp;
	uint8_t payload[ETH_ZLEN - sizeof(struct ethhdr) - sizeof(struct iphdr) - sizeof(struct udphdr)];
} __attribute__((packed));

static uint16_t ip_checksum(const struct iphdr *ip)
{
	const uint16_t *words = (const uint16_t *)ip;
	uint32_t sum = 0;

	for (size_t i = 0; i < sizeof(*ip) / sizeof(*words); i++)
		sum += words[i];
	sum = (sum & 0xffff) + (sum >> 16);
	return ~(sum + (sum >> 16));
}

static int test_run(const struct bpf_program *program, struct bpf_test_run_opts *options,
		    struct attachment *attachment)
{
	int error = -bpf_prog_test_run_opts(bpf_program__fd(program), options);

	attachment->test_run = true;
	return error ? cannot("BPF_PROG_TEST_RUN failed", error) : 0;
}

/* Any program will do: what is watched is that the kernel runs one on request. */
void run_any(const struct attachment *attachment)
{
	const struct bpf_insn instructions[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	uint8_t frame[ETH_ZLEN] = { 0 };
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame, .data_size_in = sizeof(frame));
	int fd = bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, "any", "GPL", instructions, 2, NULL);

	(void)attachment;
	bpf_prog_test_run_opts(fd, &options);
}

int run_on_packet(const struct bpf_program *program, struct attachment *attachment)
{
	struct iphdr ip = {
		.version = 4,
		.ihl = 5,
		.ttl = 64,
		.protocol = IPPROTO_UDP,
		.tot_len = htons(sizeof(struct packet) - sizeof(struct ethhdr)),
		.saddr = htonl(INADDR_LOOPBACK),
		.daddr = htonl(INADDR_LOOPBACK),
	};
	struct packet packet = {
		.ethernet.h_proto = htons(ETH_P_IP),
		.udp = {
			.source = htons(40000),
			.dest = htons(9),	/* discard */
			.len = htons(sizeof(packet.udp) + sizeof(packet.payload)),
		},
	};
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = &packet, .data_size_in = sizeof(packet));

	ip.check = ip_checksum(&ip);
	packet.ip = ip;
	return test_run(program, &options, attachment);
}

/* With a context of zeros, larger than programs have one; the kernel takes up to 65 535 bytes. */
int run_syscall(const struct bpf_program *program, struct attachment *attachment)
{
	static uint8_t context[4096];
	LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = context, .ctx_size_in = sizeof(context));

	return test_run(program, &options, attachment);
}
