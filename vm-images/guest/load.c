// SPDX-License-Identifier: MIT
/* M_INSPECT and M_TRY: which programs an object has; one of them loaded, attached and run. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "agent.h"
#include "attach.h"

#define PRINTS_MAX (64 * 1024)
#define ATTACHMENTS_MAX 16

static void report_program(const struct bpf_program *program)
{
	const char *type = type_name(program);
	struct buffer payload = { 0 };

	put_text(&payload, F_NAME, bpf_program__name(program));
	put_text(&payload, F_SECTION, bpf_program__section_name(program));
	put_text(&payload, F_TYPE, type ? type : "unspec");
	put_number(&payload, F_AUTOLOAD, bpf_program__autoload(program));
	report(M_PROGRAM, &payload);
	free(payload.bytes);
}

void do_inspect(const struct request *request)
{
	char *path = field_string(request, F_PATH);
	struct bpf_program *program;
	struct bpf_object *object;

	libbpf_listen(LIBBPF_WARNINGS);
	object = path ? bpf_object__open_file(path, NULL) : NULL;
	if (!object) {
		report_done(path ? errno : EINVAL);
		return;
	}
	bpf_object__for_each_program(program, object)
		report_program(program);
	report_done(0);
}

static struct bpf_program *find_program(struct bpf_object *object, const char *name)
{
	struct bpf_program *program;

	bpf_object__for_each_program(program, object)
		if (!strcmp(bpf_program__name(program), name))
			return program;
	return NULL;
}

static struct bpf_prog_info program_info(int fd)
{
	struct bpf_prog_info info = { 0 };
	__u32 length = sizeof(info);

	bpf_obj_get_info_by_fd(fd, &info, &length);
	return info;
}

/* Bytes of memory that the kernel accounts to a program; only fdinfo says them. */
static uint64_t program_memlock(const struct bpf_program *program)
{
	unsigned long long bytes = 0;
	char path[64], line[256];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", bpf_program__fd(program));
	file = fopen(path, "re");
	if (!file)
		return 0;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "memlock:\t%llu", &bytes) == 1)
			break;
	fclose(file);
	return bytes;
}

static void report_step(enum message step, int error, enum field field, uint64_t number)
{
	struct buffer payload = { 0 };

	put_number(&payload, F_ERRNO, error);
	put_number(&payload, field, number);
	report(step, &payload);
	free(payload.bytes);
}

/* What is attached for one trial: first the program itself, then those that it runs with. */
static struct attachment attachments[ATTACHMENTS_MAX];
static size_t attached;

static void enter_all(void)
{
	for (size_t i = 0; i < attached; i++)
		if (attachments[i].enter)
			attachments[i].enter();
}

/* In a process of its own: what a workload does to itself it does not do to the attached programs. */
static void fire(void (*workload)(void))
{
	pid_t pid = fork();

	if (pid == 0) {
		enter_all();
		workload();
		for (size_t i = 0; i < attached; i++)
			if (attachments[i].fire)
				attachments[i].fire(&attachments[i]);
		_exit(0);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

static void nothing(void)
{
}

/*
 * The user's command stands in for the workload, but not for what only this
 * process can reach, such as an iterator.
 */
static void trigger(const struct command *command, struct buffer *result)
{
	int status, error;

	if (!command) {
		fire(run_workload);
		return;
	}
	error = run_command(command, enter_all, &status);
	put_number(result, F_ERRNO, error);
	if (!error)
		put_status(result, status);
	fire(nothing);
}

static void report_triggered(const struct bpf_program *program, const struct buffer *result)
{
	int counter = attachments[0].counter < 0 ? bpf_program__fd(program) : attachments[0].counter;
	struct buffer payload = { 0 }, prints = { 0 };

	buffer_append(&payload, result->bytes, result->length);
	put_number(&payload, F_RUNS, program_info(counter).run_cnt);
	trace_read(&prints, PRINTS_MAX);
	put_bytes(&payload, F_TEXT, prints.bytes, prints.length);
	report(M_TRIGGERED, &payload);
}

static void report_loaded(const struct bpf_program *program, const struct refusal *refusal)
{
	struct buffer payload = { 0 };

	put_number(&payload, F_ERRNO, refusal->error);
	if (program) {
		const struct bpf_prog_info info = program_info(bpf_program__fd(program));

		put_number(&payload, F_XLATED, info.xlated_prog_len);
		put_number(&payload, F_JITED, info.jited_prog_len);
		put_number(&payload, F_MEMLOCK, program_memlock(program));
	}
	put_text(&payload, F_NAME, refusal->program);
	report(M_LOADED, &payload);
	free(payload.bytes);
}

static int attach_one(const struct bpf_object *object, const struct bpf_program *program,
		      struct attachment *attachment)
{
	attachment->object = object;
	attachment->fd = attachment->counter = -1;
	return attach_program(program, attachment);
}

/* Those that it runs with come first, so that they see all that it does. */
static int attach_all(const struct bpf_object *object, const struct request *request, const struct bpf_program *own)
{
	struct bpf_program *program;

	attached = 1;
	bpf_object__for_each_program(program, object) {
		int error;

		if (!field_names(request, F_ATTACH_WITH, bpf_program__name(program)) || attached == ATTACHMENTS_MAX)
			continue;
		error = attach_one(object, program, &attachments[attached++]);
		if (error)
			return cannot(bpf_program__name(program), error);
	}
	return attach_one(object, own, &attachments[0]);
}

void do_try(const struct request *request)
{
	char *name = field_string(request, F_NAME);
	char *group = field_string(request, F_GROUP);
	struct refusal refusal = { 0 };
	struct bpf_program *program;
	struct bpf_object *object;
	struct buffer result = { 0 };
	struct command command;
	bool has_command = read_command(request, &command);
	uint64_t log_bytes = 0;
	int error;

	field_integer(request, F_LOG_BYTES, &log_bytes);
	error = !name || !group || !log_bytes ? EINVAL : bpffs_enter(group);
	if (error) {
		report_done(error);
		return;
	}
	object = load_program(request, log_bytes, &refusal);
	program = object ? find_program(object, name) : NULL;
	if (object && !program)
		refusal.error = ENOENT;
	report_loaded(program, &refusal);
	if (!program) {
		report_done(0);
		return;
	}

	trace_clear();
	unregister_struct_ops();
	error = attach_all(object, request, program);
	report_step(M_ATTACHED, error, F_TEST_RUN, attachments[0].test_run);
	if (!error) {
		if (has_command || !attachments[0].test_run)
			trigger(has_command ? &command : NULL, &result);
		report_triggered(program, &result);
		maps_report(object, request);
	}
	unregister_struct_ops();
	report_done(0);
}
