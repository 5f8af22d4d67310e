// SPDX-License-Identifier: MIT
/* Reads a stream of frames from standard input in pieces of argv[1] bytes; prints each message's numbers and fields. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../vm-images/guest/agent.h"

static void print(const struct message_view *message)
{
	const uint8_t *at = message->payload;
	size_t left = message->length;
	struct field_view field;

	printf("%u %u %u", message->type, message->request, message->sequence);
	while (next_field(&at, &left, &field)) {
		printf(" %u:", field.field);
		for (size_t i = 0; i < field.length; i++)
			printf("%02x", field.bytes[i]);
	}
	printf("\n");
}

int main(int argc, char **argv)
{
	size_t step = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
	struct message_view message;
	struct buffer in = { 0 };
	uint8_t *chunk = malloc(step);
	size_t consumed;
	ssize_t length;

	while ((length = read(STDIN_FILENO, chunk, step)) > 0) {
		buffer_append(&in, chunk, length);
		while (frame_decode(&in, &consumed, &message)) {
			print(&message);
			buffer_drop(&in, consumed);
		}
		buffer_drop(&in, consumed);
	}
	free(in.bytes);
	free(chunk);
	return 0;
}
