// SPDX-License-Identifier: MIT
/*
 * Programs that together are an implementation of something in the kernel. A
 * congestion control of TCP is used by a connection that does not hear the
 * other end for a while: its timer runs out and a segment is sent anew (a
 * loss), then all turn out to have arrived before (none, after all: RFC 5682).
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "agent.h"
#include "attach.h"
#include "traffic.h"

#define AVAILABLE "/proc/sys/net/ipv4/tcp_available_congestion_control"
/* The first timer is TCP_RTO_MIN of the kernel, 200 ms, and the second one, whose segment is answered, twice that. */
#define DEAF_US (350 * 1000)
#define REST_US (450 * 1000)

static char known[1024];
/* TCP_CA_NAME_MAX, and empty where what was registered is of another kind. */
static char added[16];

static void read_available(char *names, size_t size)
{
	FILE *file = fopen(AVAILABLE, "re");
	size_t length = file ? fread(names, 1, size - 1, file) : 0;

	names[length] = '\0';
	if (file)
		fclose(file);
}

static bool has_word(const char *words, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = strstr(words, word); at; at = strstr(at + 1, word))
		if ((at == words || at[-1] == ' ') && strchr(" \n", at[length]))
			return true;
	return false;
}

static void find_added(void)
{
	char names[sizeof(known)], *rest = names, *name;

	read_available(names, sizeof(names));
	while ((name = strsep(&rest, " \n")))
		if (*name && !has_word(known, name))
			snprintf(added, sizeof(added), "%s", name);
}

/* Whether the socket hears what is sent to it. */
static void set_deaf(int fd, bool deaf)
{
	struct sock_filter drop = BPF_STMT(BPF_RET | BPF_K, 0);
	struct sock_fprog filter = { .len = 1, .filter = &drop };

	setsockopt(fd, SOL_SOCKET, deaf ? SO_ATTACH_FILTER : SO_DETACH_FILTER, &filter, sizeof(filter));
}

/* Segments stay as they were sent: whether one arrived before it was sent anew is seen at the next one only. */
static void enter_network(void)
{
	if (unshare(CLONE_NEWNET) == 0)
		setup_network();
	write_file("/proc/sys/net/ipv4/tcp_retrans_collapse", "0");
}

static void use_congestion_control(const struct attachment *attachment)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int pair[2], one = 1;

	(void)attachment;
	if (!added[0] || !tcp_connect((struct sockaddr *)&address, sizeof(address), pair))
		return;
	setsockopt(pair[0], IPPROTO_TCP, TCP_CONGESTION, added, strlen(added));
	setsockopt(pair[0], IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	for (int i = 0; i < 3; i++) {
		send_segments(pair[0]);
		receive(pair[1]);
	}
	set_deaf(pair[0], true);
	for (int i = 0; i < 3; i++)
		send_segments(pair[0]);
	usleep(DEAF_US);
	set_deaf(pair[0], false);
	usleep(REST_US);
	tcp_exchange(pair);
}

/*
 * What has no link stays registered when nobody has it open any more: this is
 * the end of what trials have left behind, this one or one that was killed.
 */
void unregister_struct_ops(void)
{
	__u32 id = 0;
	int key = 0;

	while (bpf_map_get_next_id(id, &id) == 0) {
		struct bpf_map_info info = { 0 };
		__u32 length = sizeof(info);
		int fd = bpf_map_get_fd_by_id(id);

		if (bpf_obj_get_info_by_fd(fd, &info, &length) == 0 && info.type == BPF_MAP_TYPE_STRUCT_OPS)
			bpf_map_delete_elem(fd, &key);
		close(fd);
	}
}

/* All that the object has, since the program is part of one of them. */
int attach_struct_ops(const struct bpf_program *program, struct attachment *attachment)
{
	struct bpf_map *map;
	bool any = false;
	char what[128];

	(void)program;
	read_available(known, sizeof(known));
	bpf_object__for_each_map(map, attachment->object) {
		if (bpf_map__type(map) != BPF_MAP_TYPE_STRUCT_OPS)
			continue;
		snprintf(what, sizeof(what), "cannot register '%s'", bpf_map__name(map));
		if (!bpf_map__attach_struct_ops(map))
			return cannot(what, errno);
		any = true;
	}
	find_added();
	attachment->enter = enter_network;
	attachment->fire = use_congestion_control;
	return any ? 0 : EOPNOTSUPP;
}
