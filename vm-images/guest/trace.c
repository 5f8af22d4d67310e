// SPDX-License-Identifier: MIT
/* What programs wrote with bpf_printk, from the trace buffer of the kernel (Documentation/trace/ftrace.rst). */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent.h"

#define TRACE "/sys/kernel/tracing/trace"

/* Opening it for writing with O_TRUNC empties the buffer. */
void trace_clear(void)
{
	int fd = open(TRACE, O_WRONLY | O_TRUNC | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
}

/* The text of each bpf_trace_printk event, without ftrace's columns before it. */
void trace_read(struct buffer *out, size_t limit)
{
	static const char event[] = "bpf_trace_printk: ";
	FILE *trace = fopen(TRACE, "re");
	char *line = NULL;
	size_t size = 0;
	ssize_t length;

	if (!trace)
		return;
	while ((length = getline(&line, &size, trace)) > 0) {
		char *text = line[0] == '#' ? NULL : strstr(line, event);

		if (!text)
			continue;
		text += strlen(event);
		if (out->length + strlen(text) > limit)
			break;
		buffer_append(out, text, strlen(text));
	}
	free(line);
	fclose(trace);
}
