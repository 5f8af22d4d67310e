// SPDX-License-Identifier: MIT
/*
 * The wire format. A frame is
 *
 *	"CMX1" | u32 length of body | u32 CRC-32 of body | body
 *	body: u8 type | u32 request | u32 sequence | fields
 *	field: u8 name | u32 length | bytes
 *
 * all little endian. A reader that meets a wrong magic, length or checksum
 * drops one byte and looks for the next magic, so that noise on a shared
 * serial line costs the frames it hit and no more.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "agent.h"

static uint32_t load32(const uint8_t *bytes)
{
	return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void store32(uint8_t *bytes, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		bytes[i] = value >> (8 * i);
}

void buffer_append(struct buffer *buffer, const void *bytes, size_t length)
{
	if (!length)
		return;
	if (buffer->length + length > buffer->capacity) {
		buffer->capacity = (buffer->length + length) * 2;
		buffer->bytes = realloc(buffer->bytes, buffer->capacity);
		if (!buffer->bytes)
			abort();
	}
	memcpy(buffer->bytes + buffer->length, bytes, length);
	buffer->length += length;
}

void buffer_drop(struct buffer *buffer, size_t length)
{
	if (!length)
		return;
	memmove(buffer->bytes, buffer->bytes + length, buffer->length - length);
	buffer->length -= length;
}

void put_bytes(struct buffer *buffer, enum field field, const void *bytes, size_t length)
{
	uint8_t head[5] = { field };

	store32(head + 1, length);
	buffer_append(buffer, head, sizeof(head));
	buffer_append(buffer, bytes, length);
}

void put_text(struct buffer *buffer, enum field field, const char *text)
{
	put_bytes(buffer, field, text, strlen(text));
}

void put_number(struct buffer *buffer, enum field field, uint64_t number)
{
	uint8_t bytes[8];

	store32(bytes, number);
	store32(bytes + 4, number >> 32);
	put_bytes(buffer, field, bytes, sizeof(bytes));
}

/* The next field at *at, or false at the end or where the rest is no field. */
bool next_field(const uint8_t **at, size_t *left, struct field_view *field)
{
	uint32_t length;

	if (*left < 5)
		return false;
	length = load32(*at + 1);
	if (length > *left - 5)
		return false;
	*field = (struct field_view){ .field = **at, .bytes = *at + 5, .length = length };
	*at += 5 + (size_t)length;
	*left -= 5 + (size_t)length;
	return true;
}

uint64_t field_number(const struct field_view *field)
{
	if (field->length != 8)
		return 0;
	return load32(field->bytes) | (uint64_t)load32(field->bytes + 4) << 32;
}

void frame_encode(struct buffer *out, uint8_t type, uint32_t request, uint32_t sequence,
		  const struct buffer *payload)
{
	uint8_t head[FRAME_HEADER + FRAME_PREFIX] = FRAME_MAGIC;
	uint32_t crc;

	head[FRAME_HEADER] = type;
	store32(head + FRAME_HEADER + 1, request);
	store32(head + FRAME_HEADER + 5, sequence);
	crc = crc32(0, head + FRAME_HEADER, FRAME_PREFIX);
	if (payload->length)
		crc = crc32(crc, payload->bytes, payload->length);
	store32(head + 4, FRAME_PREFIX + payload->length);
	store32(head + 8, crc);
	buffer_append(out, head, sizeof(head));
	buffer_append(out, payload->bytes, payload->length);
}

/*
 * Take the first whole frame out of `in`. On true *consumed is the number of
 * bytes up to its end, noise before it included, and `message` points into
 * `in`. On false *consumed bytes are noise and may go; the rest is a
 * beginning that needs more.
 */
bool frame_decode(struct buffer *in, size_t *consumed, struct message_view *message)
{
	size_t at = 0;

	for (; in->length - at >= FRAME_HEADER; at++) {
		const uint8_t *frame = in->bytes + at;
		const uint8_t *body = frame + FRAME_HEADER;
		uint32_t length;

		if (memcmp(frame, FRAME_MAGIC, 4))
			continue;
		length = load32(frame + 4);
		if (length < FRAME_PREFIX || length > FRAME_BODY_MAX)
			continue;
		if (length > in->length - at - FRAME_HEADER)
			break;
		if (crc32(0, body, length) != load32(frame + 8))
			continue;
		*message = (struct message_view){
			.type = body[0],
			.request = load32(body + 1),
			.sequence = load32(body + 5),
			.payload = body + FRAME_PREFIX,
			.length = length - FRAME_PREFIX,
		};
		*consumed = at + FRAME_HEADER + length;
		return true;
	}
	*consumed = at;
	return false;
}
