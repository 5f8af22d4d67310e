// SPDX-License-Identifier: MIT
/* M_EXEC: runs a program, passes on what it prints, then how it ended. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent.h"

#define WORDS_MAX 1024

/* All fields of one name as a vector that ends in NULL. */
static char **field_vector(const struct request *request, enum field wanted)
{
	char **words = calloc(WORDS_MAX + 1, sizeof(*words));
	const uint8_t *at = request->payload;
	size_t left = request->length, count = 0;
	struct field_view field;

	while (count < WORDS_MAX && next_field(&at, &left, &field))
		if (field.field == wanted)
			words[count++] = strndup((const char *)field.bytes, field.length);
	return words;
}

static void execute(char **arguments, char **variables, const char *folder, int output, int failure)
{
	int null = open("/dev/null", O_RDONLY);
	int error;

	dup2(null, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	if (!folder || chdir(folder) == 0)
		execve(arguments[0], arguments, variables);
	error = errno;
	write_all(failure, &error, sizeof(error));
	_exit(127);
}

static void report_exit(int status)
{
	struct buffer payload = { 0 };

	put_number(&payload, F_ERRNO, 0);
	if (WIFSIGNALED(status))
		put_number(&payload, F_SIGNAL, WTERMSIG(status));
	else
		put_number(&payload, F_EXIT, WEXITSTATUS(status));
	report(M_DONE, &payload);
}

void do_exec(const struct request *request)
{
	char **arguments = field_vector(request, F_ARGUMENT);
	char **variables = field_vector(request, F_VARIABLE);
	char *folder = field_string(request, F_FOLDER);
	int output[2], failure[2], error = 0, status = 0;
	static char chunk[OUTPUT_MAX];
	ssize_t length;
	pid_t pid;

	if (!arguments[0] || pipe2(output, O_CLOEXEC) || pipe2(failure, O_CLOEXEC)) {
		report_done(arguments[0] ? errno : EINVAL);
		return;
	}
	pid = fork();
	if (pid == 0)
		execute(arguments, variables, folder, output[1], failure[1]);
	close(output[1]);
	close(failure[1]);
	if (pid < 0) {
		report_done(errno);
		return;
	}
	while ((length = read(output[0], chunk, sizeof(chunk))) > 0)
		report_output(chunk, length);
	waitpid(pid, &status, 0);
	if (read(failure[0], &error, sizeof(error)) == sizeof(error))
		report_done(error);
	else
		report_exit(status);
}
