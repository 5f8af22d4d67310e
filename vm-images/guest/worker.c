// SPDX-License-Identifier: MIT
/* The worker's side of a request: what it reports, and which function does it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent.h"

static int reports = -1;

void report(enum message type, const struct buffer *payload)
{
	struct buffer packet = { 0 };
	uint8_t byte = type;

	buffer_append(&packet, &byte, 1);
	buffer_append(&packet, payload->bytes, payload->length);
	/* PID 1 is gone: nobody is left to report to. */
	if (send(reports, packet.bytes, packet.length, MSG_NOSIGNAL) < 0)
		_exit(1);
	free(packet.bytes);
}

void report_output(const char *text, size_t length)
{
	while (length) {
		size_t part = length < OUTPUT_MAX ? length : OUTPUT_MAX;
		struct buffer payload = { 0 };

		put_bytes(&payload, F_DATA, text, part);
		report(M_OUTPUT, &payload);
		free(payload.bytes);
		text += part;
		length -= part;
	}
}

/* Where M_INPUT for the request under way arrives, one payload a packet. */
int input_socket(void)
{
	return reports;
}

/* The last word of a request: 0, or the errno of what it could not do. */
void report_done(int error)
{
	struct buffer payload = { 0 };

	put_number(&payload, F_ERRNO, error);
	report(M_DONE, &payload);
	free(payload.bytes);
}

void work(const struct request *request, int socket)
{
	reports = socket;
	switch (request->type) {
	case M_PUT:
		do_put(request);
		break;
	case M_GET:
		do_get(request);
		break;
	case M_EXEC:
		do_exec(request);
		break;
	case M_SHELL:
		do_shell(request);
		break;
	case M_HEADER:
		do_header(request);
		break;
	case M_INSPECT:
		do_inspect(request);
		break;
	case M_TRY:
		do_try(request);
		break;
	case M_PROBE:
		do_probe(request);
		break;
	default:
		report_done(ENOSYS);
	}
}
