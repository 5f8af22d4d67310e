// SPDX-License-Identifier: MIT
/*
 * Where maps are pinned. Each group of objects that see each other's pins has
 * a bpffs of its own, mounted for as long as the guest lives; a worker sees
 * its group's at the usual place, in a mount namespace of its own.
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "agent.h"

#define GROUPS "/run/bpf"

/* Returns 0 or an errno. `group`: one part of a path. */
int bpffs_enter(const char *group)
{
	char path[512];

	mkdir(GROUPS, 0700);
	snprintf(path, sizeof(path), GROUPS "/%s", group);
	/* The folder is there once its file system is mounted on it. */
	if (!mkdir(path, 0700)) {
		if (mount("bpf", path, "bpf", 0, "mode=0700"))
			return errno;
	} else if (errno != EEXIST) {
		return errno;
	}
	if (unshare(CLONE_NEWNS) || mount(path, BPFFS, NULL, MS_BIND, NULL))
		return errno;
	return 0;
}
