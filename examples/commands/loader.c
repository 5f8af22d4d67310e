// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Loads one of two programs through the skeletons that bpftool makes: `loader count` or `loader send`. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>

#include "build/count.skel.h"
#include "build/send.skel.h"

static int count(void)
{
	struct count_bpf *skeleton = count_bpf__open_and_load();
	unsigned long long calls = 0;
	unsigned int key = 0;

	if (!skeleton || count_bpf__attach(skeleton))
		return 1;
	getpgid(0);
	bpf_map_lookup_elem(bpf_map__fd(skeleton->maps.calls), &key, &calls);
	printf("getpgid was called %llu times\n", calls);
	return calls == 0;
}

static int send(void)
{
	struct send_bpf *skeleton = send_bpf__open_and_load();

	return !skeleton || send_bpf__attach(skeleton);
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "count"))
		return count();
	if (argc == 2 && !strcmp(argv[1], "send"))
		return send();
	fprintf(stderr, "usage: loader count|send\n");
	return 2;
}
