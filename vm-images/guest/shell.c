// SPDX-License-Identifier: MIT
/* M_SHELL: a program on a terminal of its own; what the host types comes as M_INPUT. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent.h"

/* Typed ahead; what is beyond is dropped, as a terminal does. */
#define INPUT_MAX (64 * 1024)

/* The host's end of a new pseudo-terminal. By ioctl, since glibc's openpty is in a library of its own before 2.34. */
static int open_terminal(int *peer)
{
	int terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	int locked = 0;

	if (terminal < 0 || ioctl(terminal, TIOCSPTLCK, &locked))
		return -1;
	*peer = ioctl(terminal, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	return *peer < 0 ? -1 : terminal;
}

static void start(const struct command *command, int peer)
{
	setsid();
	ioctl(peer, TIOCSCTTY, 0);
	dup2(peer, STDIN_FILENO);
	dup2(peer, STDOUT_FILENO);
	dup2(peer, STDERR_FILENO);
	become_command(command);
	_exit(127);
}

/* Text that was typed, or the size of the window. */
static void take_input(const uint8_t *at, size_t left, int terminal, struct buffer *typed)
{
	struct winsize size = { 0 };
	struct field_view field;

	while (next_field(&at, &left, &field)) {
		if (field.field == F_DATA && typed->length + field.length <= INPUT_MAX)
			buffer_append(typed, field.bytes, field.length);
		else if (field.field == F_ROWS)
			size.ws_row = field_number(&field);
		else if (field.field == F_COLUMNS)
			size.ws_col = field_number(&field);
	}
	if (size.ws_row && size.ws_col)
		ioctl(terminal, TIOCSWINSZ, &size);
}

/* Until nothing has the terminal open any more. */
static void talk(int terminal)
{
	static uint8_t chunk[OUTPUT_MAX], packet[FRAME_BODY_MAX];
	struct buffer typed = { 0 };
	ssize_t length;

	for (;;) {
		struct pollfd watched[] = {
			{ .fd = terminal, .events = POLLIN | (typed.length ? POLLOUT : 0) },
			{ .fd = input_socket(), .events = POLLIN },
		};

		if (poll(watched, 2, -1) < 0 && errno != EINTR)
			break;
		if (watched[1].revents) {
			length = recv(watched[1].fd, packet, sizeof(packet), 0);
			if (length <= 0)
				break;
			take_input(packet, length, terminal, &typed);
		}
		if (watched[0].revents & POLLOUT) {
			length = write(terminal, typed.bytes, typed.length);
			if (length > 0)
				buffer_drop(&typed, length);
		}
		if (watched[0].revents & (POLLIN | POLLHUP)) {
			length = read(terminal, chunk, sizeof(chunk));
			if (length > 0)
				report_output((const char *)chunk, length);
			else if (length == 0 || (errno != EAGAIN && errno != EINTR))
				break;
		}
	}
	free(typed.bytes);
}

void do_shell(const struct request *request)
{
	struct command command;
	int terminal, peer, status;
	pid_t pid;

	if (!read_command(request, &command)) {
		report_done(EINVAL);
		return;
	}
	terminal = open_terminal(&peer);
	if (terminal < 0) {
		report_done(errno);
		return;
	}
	take_input(request->payload, request->length, terminal, &(struct buffer){ 0 });
	pid = fork();
	if (pid == 0)
		start(&command, peer);
	close(peer);
	if (pid < 0) {
		report_done(errno);
		return;
	}
	talk(terminal);
	waitpid(pid, &status, 0);
	report_status(status);
}
