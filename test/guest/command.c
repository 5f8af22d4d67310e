// SPDX-License-Identifier: MIT
/* The agent's exec.c on this machine: runs its arguments as a command, and prints how that ended after what it printed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "../../vm-images/guest/agent.h"

void report(enum message type, const struct buffer *payload)
{
	printf("message %d of %zu bytes\n", type, payload->length);
}

void report_done(int error)
{
	printf("done %d\n", error);
}

void report_output(const char *text, size_t length)
{
	fwrite(text, 1, length, stdout);
	fflush(stdout);
}

static void enter(void)
{
	setenv("ENTERED", "yes", 1);
}

int main(int argc, char **argv)
{
	char *variables[] = { "PATH=/usr/bin:/bin", "OWN=3", NULL };
	struct command command = { .arguments = argv + 2, .variables = variables, .folder = argv[1] };
	int status = 0, error;

	if (argc < 3)
		return 2;
	error = run_command(&command, enter, &status);
	if (error)
		printf("error %d\n", error);
	else if (WIFSIGNALED(status))
		printf("signal %d\n", WTERMSIG(status));
	else
		printf("exit %d\n", WEXITSTATUS(status));
	return 0;
}
