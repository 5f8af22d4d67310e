// SPDX-License-Identifier: MIT
/* M_PUT and M_GET: files between host and guest, in parts. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent.h"

static int put(const struct request *request, const char *path)
{
	const uint8_t *at = request->payload;
	size_t left = request->length;
	struct field_view field;
	uint64_t mode = 0644, append = 0;
	int error = 0, fd;

	field_integer(request, F_MODE, &mode);
	field_integer(request, F_APPEND, &append);
	make_parents(path);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC), mode);
	if (fd < 0)
		return errno;
	while (!error && next_field(&at, &left, &field))
		if (field.field == F_DATA && !write_all(fd, field.bytes, field.length))
			error = errno;
	if (fchmod(fd, mode) && !error)
		error = errno;
	if (close(fd) && !error)
		error = errno;
	return error;
}

void do_put(const struct request *request)
{
	char *path = field_string(request, F_PATH);

	report_done(path ? put(request, path) : EINVAL);
}

void do_get(const struct request *request)
{
	char *path = field_string(request, F_PATH);
	static char chunk[OUTPUT_MAX];
	ssize_t length;
	int fd;

	fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	if (fd < 0) {
		report_done(path ? errno : EINVAL);
		return;
	}
	while ((length = read(fd, chunk, sizeof(chunk))) > 0)
		report_output(chunk, length);
	report_done(length < 0 ? errno : 0);
}
