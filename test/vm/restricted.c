// SPDX-License-Identifier: MIT
/* Loads an object as a process that may not, and prints what libbpf says: `restricted memlock|nobody OBJECT`. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <bpf/libbpf.h>

/* The user that owns nothing. */
#define NOBODY 65534

static int say(enum libbpf_print_level level, const char *format, va_list arguments)
{
	return level == LIBBPF_DEBUG ? 0 : vprintf(format, arguments);
}

int main(int count, char **arguments)
{
	struct rlimit little = { .rlim_cur = 4096, .rlim_max = 4096 };
	struct bpf_object *object;

	if (count != 3)
		return 2;
	libbpf_set_print(say);
	object = bpf_object__open_file(arguments[2], NULL);
	if (!object)
		return 2;
	if (!strcmp(arguments[1], "memlock")) {
		libbpf_set_memlock_rlim(0);
		if (setrlimit(RLIMIT_MEMLOCK, &little))
			return 2;
	} else if (setgid(NOBODY) || setuid(NOBODY)) {
		return 2;
	}
	return bpf_object__load(object) ? errno : 0;
}
