// SPDX-License-Identifier: MIT
/* M_EXEC, and commands that other requests run: passes on what they print, then how they ended. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent.h"

#define WORDS_MAX 1024
/* Reads after the command has ended: a pipe holds less than this of what it printed last. */
#define LAST_READS 32

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

/* False: the request names none. */
bool read_command(const struct request *request, struct command *command)
{
	command->arguments = field_vector(request, F_ARGUMENT);
	command->variables = field_vector(request, F_VARIABLE);
	command->folder = field_string(request, F_FOLDER);
	return command->arguments[0] != NULL;
}

/* In a child: becomes the command, or returns the errno of why not. */
int become_command(const struct command *command)
{
	if (command->folder) {
		/* Where no file of it has travelled, nothing has made it. */
		make_parents(command->folder);
		mkdir(command->folder, 0755);
		if (chdir(command->folder))
			return errno;
	}
	/* execvp looks for the program on the PATH of the environment that it is to have. */
	environ = command->variables;
	execvp(command->arguments[0], command->arguments);
	return errno;
}

static void execute(const struct command *command, void (*enter)(void), int output, int failure)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	int error;

	setsid();
	dup2(null, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	if (enter)
		enter();
	error = become_command(command);
	write_all(failure, &error, sizeof(error));
	_exit(127);
}

/* Until its end, and no longer: what it leaves behind may hold the pipe open, or go on writing into it. */
static void pass_output_on(int output, pid_t pid)
{
	struct pollfd watched[] = {
		{ .fd = output, .events = POLLIN },
		/* Since 5.3; without it, until the pipe is closed. */
		{ .fd = syscall(SYS_pidfd_open, pid, 0), .events = POLLIN },
	};
	static char chunk[OUTPUT_MAX];
	int last_reads = 0;
	ssize_t length;

	while (last_reads < LAST_READS && (poll(watched, 2, -1) >= 0 || errno == EINTR)) {
		if (watched[1].revents)
			last_reads++;
		if (!watched[0].revents) {
			if (watched[1].revents)
				break;
			continue;
		}
		length = read(output, chunk, sizeof(chunk));
		if (length <= 0)
			break;
		report_output(chunk, length);
	}
	close(watched[1].fd);
}

/* Returns the errno of why it could not be started, else 0 and how it ended. `enter` is done in its process before. */
int run_command(const struct command *command, void (*enter)(void), int *status)
{
	int output[2], failure[2], error = 0;
	siginfo_t ended;
	pid_t pid;

	if (pipe2(output, O_CLOEXEC) || pipe2(failure, O_CLOEXEC))
		return errno;
	pid = fork();
	if (pid == 0)
		execute(command, enter, output[1], failure[1]);
	close(output[1]);
	close(failure[1]);
	if (pid < 0)
		return errno;
	pass_output_on(output[0], pid);
	close(output[0]);
	/* Its session goes before its number does. */
	waitid(P_PID, pid, &ended, WEXITED | WNOWAIT);
	kill(-pid, SIGKILL);
	waitpid(pid, status, 0);
	if (read(failure[0], &error, sizeof(error)) != sizeof(error))
		error = 0;
	close(failure[0]);
	return error;
}

void put_status(struct buffer *payload, int status)
{
	if (WIFSIGNALED(status))
		put_number(payload, F_SIGNAL, WTERMSIG(status));
	else
		put_number(payload, F_EXIT, WEXITSTATUS(status));
}

void report_status(int status)
{
	struct buffer payload = { 0 };

	put_number(&payload, F_ERRNO, 0);
	put_status(&payload, status);
	report(M_DONE, &payload);
	free(payload.bytes);
}

void do_exec(const struct request *request)
{
	struct command command;
	int status, error;

	error = read_command(request, &command) ? run_command(&command, NULL, &status) : EINVAL;
	if (error)
		report_done(error);
	else
		report_status(status);
}
