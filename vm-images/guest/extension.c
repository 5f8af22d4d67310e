// SPDX-License-Identifier: MIT
/*
 * Extensions (freplace): programs in the place of a function of another
 * program, which is looked for in the same object. The extended program is
 * loaded first, and attached and fired as its own type wants.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/btf.h>

#include "agent.h"
#include "attach.h"

#define SECTION "freplace/"
/* Of a program, as in the kernel's BPF_MAX_SUBPROGS. */
#define FUNCTIONS_MAX 256

static const struct bpf_program *extended;

/* The id in the program's own BTF of a function that is in it; 0 for none. */
static __u32 function_id(int program_fd, const char *name, __u32 *btf_id)
{
	struct bpf_func_info functions[FUNCTIONS_MAX] = { 0 };
	struct bpf_prog_info info = {
		.nr_func_info = FUNCTIONS_MAX,
		.func_info_rec_size = sizeof(functions[0]),
		.func_info = (__u64)(unsigned long)functions,
	};
	__u32 length = sizeof(info), found = 0;
	struct btf *types;

	if (bpf_obj_get_info_by_fd(program_fd, &info, &length) || !info.btf_id)
		return 0;
	types = btf__load_from_kernel_by_id(info.btf_id);
	if (!types)
		return 0;
	for (__u32 i = 0; !found && i < info.nr_func_info && i < FUNCTIONS_MAX; i++) {
		const struct btf_type *type = btf__type_by_id(types, functions[i].type_id);

		if (type && !strcmp(btf__name_by_offset(types, type->name_off), name))
			found = functions[i].type_id;
	}
	*btf_id = info.btf_id;
	btf__free(types);
	return found;
}

/* Loads the `index`th program of the object alone; NULL where there are fewer, and `*program` NULL where it does not load. */
static struct bpf_object *load_candidate(const struct request *request, int index, struct bpf_program **program)
{
	char *path = field_string(request, F_PATH);
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	struct bpf_program *each;
	int at = 0;

	free(path);
	*program = NULL;
	if (!object)
		return NULL;
	bpf_object__for_each_program(each, object) {
		bool wanted = at++ == index;

		bpf_program__set_autoload(each, wanted);
		if (wanted)
			*program = each;
	}
	if (!*program) {
		bpf_object__close(object);
		return NULL;
	}
	if (bpf_program__type(*program) == BPF_PROG_TYPE_EXT || maps_prepare(object, request) || bpf_object__load(object))
		*program = NULL;
	return object;
}

/* The first program of the object that has the function becomes what the extension is loaded for. */
int extend(struct bpf_program *extension, const struct request *request)
{
	const char *section = bpf_program__section_name(extension);
	const char *function = strncmp(section, SECTION, strlen(SECTION)) ? "" : section + strlen(SECTION);
	struct bpf_program *candidate;
	struct bpf_object *object;
	char line[256];
	__u32 btf_id;

	if (extended)
		return -bpf_program__set_attach_target(extension, bpf_program__fd(extended), function);
	for (int i = 0; (object = load_candidate(request, i, &candidate)); i++) {
		if (candidate && function_id(bpf_program__fd(candidate), function, &btf_id)) {
			extended = candidate;
			return -bpf_program__set_attach_target(extension, bpf_program__fd(extended), function);
		}
		bpf_object__close(object);
	}
	snprintf(line, sizeof(line), "no program of the object has a function '%s'", function);
	return cannot(line, ENOENT);
}

/*
 * An extension is jumped to from the function that it replaces, so the kernel
 * does not count it. A program at its entry is counted instead: extensions may
 * be traced, so that their run time can be measured (the verifier's
 * bpf_check_attach_target). Its descriptor, or a negative errno.
 */
static int count_entries(const struct bpf_program *program)
{
	static const struct bpf_insn returns_zero[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = BPF_TRACE_FENTRY,
		    .attach_prog_fd = bpf_program__fd(program));
	__u32 btf_id;
	int fd;

	options.attach_btf_id = function_id(options.attach_prog_fd, bpf_program__name(program), &btf_id);
	fd = bpf_prog_load(BPF_PROG_TYPE_TRACING, "counter", "GPL", returns_zero, 2, &options);
	if (fd < 0)
		return fd;
	return bpf_raw_tracepoint_open(NULL, fd) < 0 ? -errno : fd;
}

int attach_extension(const struct bpf_program *program, struct attachment *attachment)
{
	if (!bpf_program__attach_freplace(program, 0, NULL))
		return errno;
	attachment->counter = count_entries(program);
	if (attachment->counter < 0)
		return cannot("cannot count the runs of the extension", -attachment->counter);
	return attach_program(extended, attachment);
}
