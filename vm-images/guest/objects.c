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

__attribute__((format(printf, 2, 0)))
static int pass_on(enum libbpf_print_level level, const char *format, va_list arguments)
{
	char *text;
	int length;

	if (level == LIBBPF_DEBUG)
		return 0;
	length = vasprintf(&text, format, arguments);
	if (length > 0) {
		report_output(text, length);
		free(text);
	}
	return 0;
}

void libbpf_listen(enum verbosity verbosity)
{
	libbpf_set_print(verbosity == LIBBPF_QUIET ? NULL : pass_on);
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

/* Opens the object and leaves just one program to be loaded. */
static struct bpf_object *open_for(const char *path, const char *name, int level, char *log, size_t size)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	struct bpf_program *program;

	if (!object)
		return NULL;
	bpf_object__for_each_program(program, object) {
		bool wanted = !strcmp(bpf_program__name(program), name);

		bpf_program__set_autoload(program, wanted);
		if (!wanted)
			continue;
		bpf_program__set_log_level(program, level);
		bpf_program__set_log_buf(program, log, size);
	}
	return object;
}

static int attempt(const char *path, const char *name, int level, char *log, size_t size, struct bpf_object **object)
{
	int error;

	log[0] = '\0';
	*object = open_for(path, name, level, log, size);
	if (!*object)
		return errno;
	error = -bpf_object__load(*object);
	if (error) {
		bpf_object__close(*object);
		*object = NULL;
	}
	return error;
}

/*
 * Loads one program of an object: first for the statistics alone, which costs
 * next to nothing, and only if that fails again for the whole log. A log that
 * does not fit ends in ENOSPC on kernels before 6.4, so the first attempt's
 * errno and last lines are the ones that count then.
 */
struct bpf_object *load_alone(const char *path, const char *name, size_t log_bytes, int *error)
{
	char *statistics = malloc(STATISTICS_BYTES), *log;
	struct bpf_object *object;
	int second;

	libbpf_listen(LIBBPF_QUIET);
	*error = attempt(path, name, LOG_STATISTICS, statistics, STATISTICS_BYTES, &object);
	libbpf_listen(LIBBPF_WARNINGS);
	if (!*error) {
		report_log(name, statistics);
		return object;
	}
	log = malloc(log_bytes);
	second = attempt(path, name, LOG_STEPS | LOG_STATISTICS, log, log_bytes, &object);
	report_log(name, log);
	if (second == ENOSPC && *error != ENOSPC) {
		report_output(too_long, strlen(too_long));
		report_log(name, statistics);
	}
	if (!second)
		bpf_object__close(object);
	return NULL;
}
