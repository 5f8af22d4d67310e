// SPDX-License-Identifier: MIT
/*
 * M_PROBE: whether this kernel has what a program needs. The kernel itself is
 * asked, by libbpf's probes, its BTF and its own lists of names, and never
 * its version: distributions take features over from newer kernels.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <linux/filter.h>

#include "agent.h"
#include "attach.h"

/* `found` is 1 or 0, or negative where the kernel cannot be asked. */
static void report_answer(const char *question, const char *name, const char *type, int found)
{
	struct buffer payload = { 0 };

	put_text(&payload, F_QUESTION, question);
	put_text(&payload, F_NAME, name);
	if (type)
		put_text(&payload, F_TYPE, type);
	if (found >= 0)
		put_number(&payload, F_FOUND, found > 0);
	report(M_ANSWER, &payload);
	free(payload.bytes);
}

/*
 * A program that returns 0, loaded as the type and attach type in question:
 * kernels refuse an attach type that they do not know before they look at a
 * single instruction. Types that want a target besides cannot be asked so.
 */
static int probe_attach_type(const struct bpf_program *program)
{
	static const struct bpf_insn returns_zero[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	enum bpf_prog_type type = bpf_program__type(program);
	LIBBPF_OPTS(bpf_prog_load_opts, options,
		    .expected_attach_type = bpf_program__expected_attach_type(program));
	int fd;

	if (type == BPF_PROG_TYPE_TRACING || type == BPF_PROG_TYPE_LSM || type == BPF_PROG_TYPE_EXT ||
	    type == BPF_PROG_TYPE_STRUCT_OPS)
		return -EOPNOTSUPP;
	options.prog_flags = type == BPF_PROG_TYPE_SYSCALL ? BPF_F_SLEEPABLE : 0;
	fd = bpf_prog_load(type, NULL, "GPL", returns_zero, sizeof(returns_zero) / sizeof(returns_zero[0]), &options);
	if (fd >= 0) {
		close(fd);
		return 1;
	}
	return fd == -EINVAL ? 0 : fd;
}

/* Of a type that is younger than libbpf: a kernel refuses a type that it does not know before all else. */
static int probe_type(const struct bpf_program *program)
{
	int found = libbpf_probe_bpf_prog_type(bpf_program__type(program), NULL);

	return found == -EOPNOTSUPP ? probe_attach_type(program) : found;
}

static void answer_program(const struct bpf_program *program)
{
	const char *name = type_name(program);
	const char *attach = libbpf_bpf_attach_type_str(bpf_program__expected_attach_type(program));
	int found;

	/* Of a section that libbpf does not know. */
	if (bpf_program__type(program) == BPF_PROG_TYPE_UNSPEC)
		return;
	found = probe_type(program);
	report_answer("program-type", name ? name : "", NULL, found);
	if (found > 0)
		report_answer("attach-type", attach ? attach : "", NULL, probe_attach_type(program));
}

static void answer_helper(const struct bpf_program *program, uint64_t helper)
{
	char number[24];

	snprintf(number, sizeof(number), "%llu", (unsigned long long)helper);
	report_answer("helper", number, NULL, libbpf_probe_bpf_helper(bpf_program__type(program), helper, NULL));
}

static void answer_map(const struct bpf_object *object, const char *name)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, name);
	const char *type = map ? libbpf_bpf_map_type_str(bpf_map__type(map)) : NULL;

	report_answer("map-type", name, type, map ? libbpf_probe_bpf_map_type(bpf_map__type(map), NULL) : -ENOENT);
}

/* Which security modules are active, and how far the kernel is locked down: `none [integrity] confidentiality`. */
static void answer_security(void)
{
	char modules[512], levels[128], *level, *end;

	read_file("/sys/kernel/security/lsm", modules, sizeof(modules));
	if (modules[0])
		report_answer("lsm", "bpf", NULL, strstr(modules, "bpf") != NULL);
	read_file("/sys/kernel/security/lockdown", levels, sizeof(levels));
	level = strchr(levels, '[');
	end = level ? strchr(level, ']') : NULL;
	if (!end)
		return;
	*end = '\0';
	report_answer("lockdown", level + 1, NULL, strcmp(level + 1, "none") != 0);
}

static void answer_all(const struct request *request, const struct bpf_object *object, const struct bpf_program *program)
{
	struct btf *types = btf__load_vmlinux_btf();
	const uint8_t *at = request->payload;
	size_t left = request->length;
	struct field_view field;

	answer_program(program);
	answer_security();
	while (next_field(&at, &left, &field)) {
		char *name = strndup((const char *)field.bytes, field.length);

		if (field.field == F_HELPER)
			answer_helper(program, field_number(&field));
		else if (field.field == F_MAP)
			answer_map(object, name);
		else if (field.field == F_SYMBOL)
			answer_symbol(types, name);
		else if (field.field == F_EVENT)
			answer_tracepoint(name);
		free(name);
	}
	btf__free(types);
}

void do_probe(const struct request *request)
{
	char *path = field_string(request, F_PATH);
	char *name = field_string(request, F_NAME);
	struct bpf_program *program;
	struct bpf_object *object;

	libbpf_listen(LIBBPF_QUIET);
	object = path && name ? bpf_object__open_file(path, NULL) : NULL;
	program = object ? bpf_object__find_program_by_name(object, name) : NULL;
	if (!program) {
		report_done(object ? ENOENT : path && name ? errno : EINVAL);
		return;
	}
	answer_all(request, object, program);
	report_done(0);
}
