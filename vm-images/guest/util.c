// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent.h"

static bool find_field(const struct request *request, enum field wanted, struct field_view *field)
{
	const uint8_t *at = request->payload;
	size_t left = request->length;

	while (next_field(&at, &left, field))
		if (field->field == wanted)
			return true;
	return false;
}

/* A copy of the field's text, to be freed; NULL when the request has none. */
char *field_string(const struct request *request, enum field wanted)
{
	struct field_view field;

	if (!find_field(request, wanted, &field))
		return NULL;
	return strndup((const char *)field.bytes, field.length);
}

/* Whether one of the request's fields of that kind is just that text. */
bool field_names(const struct request *request, enum field wanted, const char *name)
{
	const uint8_t *at = request->payload;
	size_t left = request->length;
	struct field_view field;

	while (next_field(&at, &left, &field))
		if (field.field == wanted && field.length == strlen(name) && !memcmp(field.bytes, name, field.length))
			return true;
	return false;
}

bool field_integer(const struct request *request, enum field wanted, uint64_t *number)
{
	struct field_view field;

	if (!find_field(request, wanted, &field))
		return false;
	*number = field_number(&field);
	return true;
}

bool write_all(int fd, const void *bytes, size_t length)
{
	const char *at = bytes;

	while (length) {
		ssize_t written = write(fd, at, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		at += written;
		length -= written;
	}
	return true;
}

void make_parents(const char *path)
{
	char *copy = strdup(path);

	for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(copy, 0755);
		*slash = '/';
	}
	free(copy);
}

/* The beginning of a small file of the kernel's, ended by a zero; empty when it is not there. */
void read_file(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? 0 : read(fd, text, size - 1);

	text[length > 0 ? length : 0] = '\0';
	if (fd >= 0)
		close(fd);
}

/* For files of the kernel; one that is not there is a feature that this kernel lacks. */
void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	write_all(fd, text, strlen(text));
	close(fd);
}
