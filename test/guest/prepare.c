// SPDX-License-Identifier: MIT
/* Gives the request on standard input to the agent's maps_prepare(), for the object of the first argument; prints its answer. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <bpf/libbpf.h>

#include "../../vm-images/guest/agent.h"

void report(enum message type, const struct buffer *payload)
{
	(void)type;
	(void)payload;
}

static int quiet(enum libbpf_print_level level, const char *format, va_list arguments)
{
	(void)level;
	(void)format;
	(void)arguments;
	return 0;
}

int main(int argc, char **argv)
{
	struct request request = { 0 };
	struct buffer in = { 0 };
	struct bpf_object *object;
	char chunk[4096];
	ssize_t length;

	libbpf_set_print(quiet);
	object = argc > 1 ? bpf_object__open_file(argv[1], NULL) : NULL;
	if (!object)
		return 1;
	while ((length = read(0, chunk, sizeof(chunk))) > 0)
		buffer_append(&in, chunk, length);
	request.payload = in.bytes;
	request.length = in.length;
	printf("%d\n", maps_prepare(object, &request));
	bpf_object__close(object);
	free(in.bytes);
	return 0;
}
