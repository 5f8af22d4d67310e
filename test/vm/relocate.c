// SPDX-License-Identifier: MIT
/*
 * Has libbpf relocate objects on the running kernel and prints what it says of
 * it at its most talkative; whether the programs then load does not matter.
 * Without objects: which map types and helpers the kernel takes.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

/* More than any kernel has. */
#define TYPES_MAX 64
#define HELPERS_MAX 512

__attribute__((format(printf, 2, 0)))
static int say(enum libbpf_print_level level, const char *format, va_list arguments)
{
	/* The verifier's logs come this way too, and may be long. */
	if (level != LIBBPF_DEBUG || !strstr(format, "relo #"))
		return 0;
	return vprintf(format, arguments);
}

static void relocate(const char *path)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	struct bpf_program *program;
	struct bpf_map *map;

	printf("##### %s\n", path);
	if (!object)
		return;
	/* What stands in the way of relocating: maps and sections that this kernel or libbpf does not know. */
	bpf_object__for_each_map(map, object)
		bpf_map__set_autocreate(map, false);
	bpf_object__for_each_program(program, object)
		bpf_program__set_autoload(program, true);
	bpf_object__load(object);
	bpf_object__close(object);
}

static void probe(void)
{
	for (int type = 1; type < TYPES_MAX; type++)
		printf("map-type %d %d\n", type, libbpf_probe_bpf_map_type(type, NULL));
	for (int helper = 1; helper < HELPERS_MAX; helper++)
		printf("helper %d %d\n", helper, libbpf_probe_bpf_helper(BPF_PROG_TYPE_KPROBE, helper, NULL));
}

int main(int count, char **arguments)
{
	if (count == 1) {
		probe();
		return 0;
	}
	libbpf_set_print(say);
	for (int i = 1; i < count; i++)
		relocate(arguments[i]);
	return 0;
}
