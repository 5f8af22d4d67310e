// SPDX-License-Identifier: MIT
/*
 * libbpf at work on one object. What libbpf says goes to the host as output,
 * and so does the verifier's log, framed as libbpf itself prints it.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "agent.h"

/* BPF_LOG_LEVEL1 and BPF_LOG_STATS of the kernel's include/linux/bpf_verifier.h. */
#define LOG_STEPS 1
#define LOG_STATISTICS 4
#define STATISTICS_BYTES (64 * 1024)

static const char too_long[] = "core-matrix: the log was longer than its buffer; its end:\n";

static enum verbosity listening;
static char refused[sizeof(((struct refusal *)NULL)->program)];

/* libbpf names the program that the kernel refused in its message only. */
static void note_refused(const char *text)
{
	static const char said[] = "': BPF program load failed: ";
	const char *name = strchr(text, '\'');
	const char *end = name ? strstr(name, said) : NULL;

	if (end)
		snprintf(refused, sizeof(refused), "%.*s", (int)(end - name - 1), name + 1);
}

__attribute__((format(printf, 2, 0)))
static int hear(enum libbpf_print_level level, const char *format, va_list arguments)
{
	char *text;
	int length;

	if (level == LIBBPF_DEBUG)
		return 0;
	length = vasprintf(&text, format, arguments);
	if (length > 0) {
		note_refused(text);
		if (listening == LIBBPF_WARNINGS)
			report_output(text, length);
		free(text);
	}
	return 0;
}

void libbpf_listen(enum verbosity verbosity)
{
	listening = verbosity;
	libbpf_set_print(hear);
}

static void report_log(const char *name, const char *log)
{
	char line[512];

	if (!log[0])
		return;
	snprintf(line, sizeof(line), "libbpf: prog '%s': -- BEGIN PROG LOAD LOG --\n", name);
	report_output(line, strlen(line));
	report_output(log, strlen(log));
	snprintf(line, sizeof(line), "-- END PROG LOAD LOG --\n");
	report_output(line, strlen(line));
}

/* The logs of the program in question, and of whichever was loaded last of those that it needs. */
struct logs {
	int level;
	size_t size;
	char *own;
	char *others;
};

/*
 * Leaves the program in question to be loaded, and those that it is loaded
 * with: an object's maps may want their programs. Of those only a refusal is
 * of interest, for which libbpf asks for the log by itself.
 */
static int choose_programs(struct bpf_object *object, const struct request *request, const struct logs *logs)
{
	struct bpf_program *program;
	int error = 0;

	bpf_object__for_each_program(program, object) {
		const char *name = bpf_program__name(program);
		bool own = field_names(request, F_NAME, name);

		bpf_program__set_autoload(program, own || field_names(request, F_LOAD_WITH, name));
		bpf_program__set_log_level(program, own ? logs->level : 0);
		bpf_program__set_log_buf(program, own ? logs->own : logs->others, logs->size);
		if (!error && own && bpf_program__type(program) == BPF_PROG_TYPE_EXT)
			error = extend(program, request);
	}
	return error;
}

static struct bpf_object *attempt(const struct request *request, const struct logs *logs, int *error)
{
	char *path = field_string(request, F_PATH);
	struct bpf_object *object = bpf_object__open_file(path, NULL);

	free(path);
	refused[0] = logs->own[0] = logs->others[0] = '\0';
	if (!object) {
		*error = errno;
		return NULL;
	}
	*error = maps_prepare(object, request);
	if (!*error)
		*error = choose_programs(object, request, logs);
	if (!*error)
		*error = -bpf_object__load(object);
	if (!*error)
		return object;
	bpf_object__close(object);
	return NULL;
}

/*
 * Loads one program of an object, with what it needs: first for the statistics
 * alone, which costs next to nothing, and only if that fails again for the
 * whole log. A log that does not fit ends in ENOSPC on kernels before 6.4, so
 * the first attempt's errno and last lines are the ones that count then.
 */
struct bpf_object *load_program(const struct request *request, size_t log_bytes, struct refusal *refusal)
{
	struct logs statistics = { LOG_STATISTICS, STATISTICS_BYTES, malloc(STATISTICS_BYTES), malloc(STATISTICS_BYTES) };
	struct logs steps = { .level = LOG_STEPS | LOG_STATISTICS, .size = log_bytes };
	char *name = field_string(request, F_NAME);
	struct bpf_object *object;
	bool own;
	int second;

	libbpf_listen(LIBBPF_QUIET);
	object = attempt(request, &statistics, &refusal->error);
	libbpf_listen(LIBBPF_WARNINGS);
	if (object) {
		report_log(name, statistics.own);
		return object;
	}
	steps.own = malloc(log_bytes);
	steps.others = malloc(log_bytes);
	object = attempt(request, &steps, &second);
	own = !refused[0] || !strcmp(refused, name);
	report_log(own ? name : refused, own ? steps.own : steps.others);
	if (second == ENOSPC && refusal->error != ENOSPC) {
		report_output(too_long, strlen(too_long));
		report_log(name, statistics.own);
	}
	snprintf(refusal->program, sizeof(refusal->program), "%s", refused);
	bpf_object__close(object);
	return NULL;
}
