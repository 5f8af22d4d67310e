// SPDX-License-Identifier: MIT
/*
 * PID 1. Sets the guest up, says hello, then serves one request at a time:
 * forks a worker for it, passes on what the worker reports, and ends it when
 * the host says M_KILL. The worker may crash, hang or be killed; this process
 * only moves messages.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent.h"
#include "attach.h"

/* Of one report: a splat is a few KiB, and what floods the log says nothing new. */
#define KERNEL_LOG_MAX (64 * 1024)

static struct {
	pid_t pid;	/* 0: no request under way */
	int reports;
	uint32_t request;
} worker;

static int channel;

static void say_hello(const struct buffer *complaints)
{
	struct buffer payload = { 0 };
	struct utsname name;

	uname(&name);
	put_text(&payload, F_RELEASE, name.release);
	put_number(&payload, F_BTF, access("/sys/kernel/btf/vmlinux", R_OK) == 0);
	put_bytes(&payload, F_TEXT, complaints->bytes, complaints->length);
	channel_send(channel, M_HELLO, 0, &payload);
	free(payload.bytes);
}

/* Sent before what was reached, so that the host knows what was under way when the kernel complained. */
static void send_kernel_log(uint32_t request)
{
	struct buffer payload = { 0 }, text = { 0 };

	kernel_log_read(&text, KERNEL_LOG_MAX);
	if (text.length) {
		put_bytes(&payload, F_DATA, text.bytes, text.length);
		channel_send(channel, M_KERNEL_LOG, request, &payload);
	}
	free(payload.bytes);
	free(text.bytes);
}

static void send_done(uint32_t request, int error, int signal)
{
	struct buffer payload = { 0 };

	put_number(&payload, F_ERRNO, error);
	if (signal)
		put_number(&payload, F_SIGNAL, signal);
	channel_send(channel, M_DONE, request, &payload);
	free(payload.bytes);
}

static void start_worker(const struct request *request)
{
	int pair[2];

	/* SEQPACKET keeps messages whole: no second framing between worker and PID 1. */
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair)) {
		send_done(request->id, errno, 0);
		return;
	}
	worker.pid = fork();
	if (worker.pid == 0) {
		signal(SIGCHLD, SIG_DFL);
		close(pair[0]);
		close(channel);
		work(request, pair[1]);
		_exit(0);
	}
	close(pair[1]);
	if (worker.pid < 0) {
		send_done(request->id, errno, 0);
		close(pair[0]);
		worker.pid = 0;
		return;
	}
	worker.reports = pair[0];
	worker.request = request->id;
}

/* The next request finds a quiet guest: whatever this one left running, however it hid, is ended. */
static int end_worker(void)
{
	int status = 0;

	kill(-1, SIGKILL);	/* from PID 1: every process but this one */
	waitpid(worker.pid, &status, 0);
	close(worker.reports);
	worker.pid = 0;
	return status;
}

static void handle(const struct message_view *message)
{
	struct request request = {
		.type = message->type,
		.id = message->request,
		.payload = message->payload,
		.length = message->length,
	};

	switch (message->type) {
	case M_KILL:
		if (worker.pid)
			kill(worker.pid, SIGKILL);
		break;
	case M_INPUT:
		/* Nobody waits for a worker that does not listen: what does not fit is dropped. */
		if (worker.pid)
			send(worker.reports, message->payload, message->length, MSG_DONTWAIT | MSG_NOSIGNAL);
		break;
	case M_POWEROFF:
		send_done(request.id, 0, 0);
		sync();
		reboot(RB_POWER_OFF);
		break;
	default:
		if (worker.pid)
			send_done(request.id, EBUSY, 0);
		else
			start_worker(&request);
	}
}

static void read_channel(void)
{
	static struct buffer in;
	static uint8_t chunk[64 * 1024];
	struct message_view message;
	size_t consumed;
	ssize_t length = read(channel, chunk, sizeof(chunk));

	if (length <= 0) {
		/* A virtio port reads 0 while no host is connected; the host never lets go of it alive. */
		if (length < 0 && errno != EINTR && errno != EAGAIN)
			reboot(RB_POWER_OFF);
		return;
	}
	buffer_append(&in, chunk, length);
	while (frame_decode(&in, &consumed, &message)) {
		handle(&message);
		buffer_drop(&in, consumed);
	}
	buffer_drop(&in, consumed);
}

/* One message of the worker: its type, then its payload. */
static void pass_report_on(void)
{
	static uint8_t packet[FRAME_BODY_MAX];
	ssize_t length = recv(worker.reports, packet, sizeof(packet), 0);
	struct buffer payload;

	if (length <= 0) {
		int status = end_worker();

		send_kernel_log(worker.request);
		send_done(worker.request, ECHILD, WIFSIGNALED(status) ? WTERMSIG(status) : 0);
		return;
	}
	payload = (struct buffer){ .bytes = packet + 1, .length = length - 1 };
	if (packet[0] == M_DONE)
		end_worker();
	if (packet[0] != M_OUTPUT)
		send_kernel_log(worker.request);
	channel_send(channel, packet[0], worker.request, &payload);
}

/* Orphans become ours; the worker itself is waited for where its reports end. */
static void reap_orphans(void)
{
	siginfo_t info = { 0 };

	while (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid) {
		if (info.si_pid == worker.pid)
			return;
		waitpid(info.si_pid, NULL, WNOHANG);
		info.si_pid = 0;
	}
}

static void on_child(int signal)
{
	(void)signal;	/* only to interrupt poll */
}

int main(int argc, char **argv)
{
	struct sigaction child = { .sa_handler = on_child };
	struct buffer complaints = { 0 };

	/* What the workload executes, to fire execve's tracepoints. */
	if (argc > 1 && !strcmp(argv[1], "true"))
		return 0;

	setup_mounts();
	setup_config();
	kernel_log_open();
	load_modules(&complaints);
	setup_network();
	setup_statistics();
	register_sections();
	sigaction(SIGCHLD, &child, NULL);

	channel = channel_open();
	if (channel < 0) {
		fprintf(stderr, "core-matrix: no virtio-serial port and no second serial port\n");
		reboot(RB_POWER_OFF);
	}
	send_kernel_log(0);
	say_hello(&complaints);

	for (;;) {
		struct pollfd watched[] = {
			{ .fd = channel, .events = POLLIN },
			{ .fd = worker.pid ? worker.reports : -1, .events = POLLIN },
		};

		if (poll(watched, 2, -1) > 0) {
			if (watched[1].revents)
				pass_report_on();
			if (watched[0].revents)
				read_channel();
		}
		reap_orphans();
	}
}
