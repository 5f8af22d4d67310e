// SPDX-License-Identifier: MIT
/*
 * What the kernel says of itself: its warnings and worse, out of /dev/kmsg
 * (Documentation/ABI/testing/dev-kmsg). The facility of a record is 0 only
 * where the kernel wrote it, for devkmsg_write() gives every other writer
 * another one: no program of the guest can speak in the kernel's name.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "agent.h"

/* printk's CONSOLE_EXT_LOG_MAX; a shorter buffer is EINVAL. */
#define RECORD_MAX 8192
/* More than a kernel's buffer holds of the shortest ones: a flood of them does not keep PID 1 here. */
#define RECORDS_MAX 8192
/* KERN_WARNING of facility 0. What WARN() and BUG() print, registers and trace included, is of this level or worse. */
#define PRIORITY_MAX 4

static int kmsg = -1;

/* Reads from the oldest record on: what booting had to say comes first. */
void kernel_log_open(void)
{
	kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
}

/* `priority,sequence,time,flags;text`, then lines of ` KEY=value`, which are left out. */
static void append_record(struct buffer *out, const char *record, size_t limit)
{
	const char *text = strchr(record, ';');
	unsigned int priority;
	size_t length;

	if (!text || sscanf(record, "%u,", &priority) != 1 || priority > PRIORITY_MAX)
		return;
	length = strcspn(++text, "\n");
	if (out->length + length + 1 > limit)
		return;
	buffer_append(out, text, length);
	buffer_append(out, "\n", 1);
}

/* All that has been said since the last time, a line each, up to `limit` bytes. */
void kernel_log_read(struct buffer *out, size_t limit)
{
	char record[RECORD_MAX + 1];

	for (int records = 0; kmsg >= 0 && records < RECORDS_MAX; records++) {
		ssize_t length = read(kmsg, record, RECORD_MAX);

		/* EPIPE: the oldest were overwritten; the next read has what is left. */
		if (length < 0 && (errno == EPIPE || errno == EINTR))
			continue;
		if (length <= 0)
			return;
		record[length] = '\0';
		append_record(out, record, limit);
	}
}
