// SPDX-License-Identifier: MIT
/*
 * Maps: what the host wants of them before an object is loaded, and what is in
 * them after the trigger. Sizes and contents are the object's author's choice,
 * so all that is looked at and sent has a limit.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "agent.h"

#define MAPS_MAX 64
#define ENTRIES_MAX 1024
/* Of one map: lookups, and the bytes that they copy. */
#define LOOKUPS_MAX (64 * 1024)
#define COPIED_MAX (64 * 1024 * 1024)
#define KEY_MAX (4 * 1024)
#define VALUE_MAX (1024 * 1024)
/* Of keys and values: with one more of each and its other fields they are one message, which a socket takes whole. */
#define CONTENT_MAX (64 * 1024)

struct shape {
	size_t key_size;
	size_t value_size;	/* of all processors */
	bool is_array;
};

static int set_pin(struct bpf_map *map, const char *name)
{
	char path[sizeof(BPFFS) + 256];

	if (!name[0])
		return bpf_map__set_pin_path(map, NULL);
	snprintf(path, sizeof(path), BPFFS "/%s", name);
	return bpf_map__set_pin_path(map, path);
}

/* libbpf fills the slots of every prog array that has initial programs, those that it does not create as well. */
static int leave_out(struct bpf_map *map)
{
	if (bpf_map__type(map) == BPF_MAP_TYPE_PROG_ARRAY)
		bpf_map__set_type(map, BPF_MAP_TYPE_ARRAY);
	return bpf_map__set_autocreate(map, false);
}

static int set_bytes(struct bpf_map *map, uint64_t offset, const struct field_view *field)
{
	size_t size = 0;
	char *value = (char *)bpf_map__initial_value(map, &size);

	if (!value || offset > size || field->length > size - offset)
		return -ERANGE;
	memcpy(value + offset, field->bytes, field->length);
	return 0;
}

/* Global data has one entry; libbpf would take more and unmap what is not its own when the object is closed. */
static int set_max_entries(struct bpf_map *map, uint64_t count)
{
	return bpf_map__is_internal(map) ? -EINVAL : bpf_map__set_max_entries(map, count);
}

/* Settings follow the name of the map that they are for. Returns 0 or an errno. */
int maps_prepare(struct bpf_object *object, const struct request *request)
{
	const uint8_t *at = request->payload;
	size_t left = request->length;
	struct bpf_map *map = NULL;
	struct field_view field;
	uint64_t offset = 0;
	int error = 0;

	while (!error && next_field(&at, &left, &field)) {
		char *text = strndup((const char *)field.bytes, field.length);

		if (field.field == F_MAP) {
			map = bpf_object__find_map_by_name(object, text);
			error = map ? 0 : -ENOENT;
		} else if (map && field.field == F_MAX_ENTRIES) {
			error = set_max_entries(map, field_number(&field));
		} else if (map && field.field == F_PIN) {
			error = set_pin(map, text);
		} else if (map && field.field == F_LEAVE_OUT) {
			error = leave_out(map);
		} else if (map && field.field == F_OFFSET) {
			offset = field_number(&field);
		} else if (map && field.field == F_DATA) {
			error = set_bytes(map, offset, &field);
		}
		free(text);
	}
	return -error;
}

static bool is_per_cpu(enum bpf_map_type type)
{
	return type == BPF_MAP_TYPE_PERCPU_HASH || type == BPF_MAP_TYPE_LRU_PERCPU_HASH ||
	       type == BPF_MAP_TYPE_PERCPU_ARRAY;
}

/* Those that can be walked by key and whose values mean something outside of the kernel. */
static bool is_readable(enum bpf_map_type type)
{
	switch (type) {
	case BPF_MAP_TYPE_HASH:
	case BPF_MAP_TYPE_ARRAY:
	case BPF_MAP_TYPE_LRU_HASH:
	case BPF_MAP_TYPE_LPM_TRIE:
	case BPF_MAP_TYPE_HASH_OF_MAPS:
	case BPF_MAP_TYPE_ARRAY_OF_MAPS:
	case BPF_MAP_TYPE_PROG_ARRAY:
		return true;
	default:
		return is_per_cpu(type);
	}
}

static bool all_zero(const uint8_t *bytes, size_t length)
{
	return !length || (!bytes[0] && !memcmp(bytes, bytes + 1, length - 1));
}

static void put_entry(struct buffer *content, const struct shape *shape, const void *key, const void *value)
{
	put_bytes(content, F_KEY, key, shape->key_size);
	put_bytes(content, F_VALUE, value, shape->value_size < CONTENT_MAX ? shape->value_size : CONTENT_MAX);
}

/*
 * Every key of an array has a value, most of them zeros that nobody wrote, so
 * those are counted and not sent. Stops at a limit with E2BIG.
 */
static int read_entries(int fd, const struct shape *shape, struct buffer *content, uint64_t *looked_at)
{
	size_t room = shape->value_size;
	uint8_t *key = malloc(shape->key_size), *next = malloc(shape->key_size), *value = malloc(room);
	unsigned int sent = 0;
	int error = 0;

	for (bool first = true; !bpf_map_get_next_key(fd, first ? NULL : key, next); first = false) {
		memcpy(key, next, shape->key_size);
		if (sent == ENTRIES_MAX || *looked_at == LOOKUPS_MAX || *looked_at * room >= COPIED_MAX ||
		    content->length >= CONTENT_MAX) {
			error = E2BIG;
			break;
		}
		++*looked_at;
		/* Gone since, or an empty slot. */
		if (bpf_map_lookup_elem(fd, key, value) || (shape->is_array && all_zero(value, room)))
			continue;
		put_entry(content, shape, key, value);
		sent++;
	}
	free(key);
	free(next);
	free(value);
	return error;
}

/* libbpf's names of global data begin with the object's: the section is what people know. */
static const char *map_name(const struct bpf_map *map)
{
	const char *name = bpf_map__name(map), *section = strchr(name, '.');

	return bpf_map__is_internal(map) && section ? section : name;
}

/* The kernel gives each processor's value in whole words of 8 bytes. */
static size_t per_cpu_size(size_t value_size, struct buffer *payload)
{
	int cpus = libbpf_num_possible_cpus();

	put_number(payload, F_CPUS, cpus > 0 ? cpus : 0);
	return cpus > 0 ? ((value_size + 7) & ~(size_t)7) * cpus : SIZE_MAX;
}

/* Keys that the host asks for behind the map's name: they may be beyond the limits of what is listed. */
static void read_wanted(const struct bpf_map *map, const struct request *request, const struct shape *shape,
			struct buffer *content)
{
	const uint8_t *at = request->payload;
	size_t left = request->length;
	const char *name = map_name(map);
	struct field_view field;
	bool meant = false;
	uint8_t *value = malloc(shape->value_size);

	while (next_field(&at, &left, &field)) {
		if (field.field == F_MAP)
			meant = field.length == strlen(name) && !memcmp(field.bytes, name, field.length);
		if (field.field == F_KEY && meant && field.length == shape->key_size && content->length < CONTENT_MAX &&
		    !bpf_map_lookup_elem(bpf_map__fd(map), field.bytes, value))
			put_entry(content, shape, field.bytes, value);
	}
	free(value);
}

static void report_map(const struct bpf_map *map, const struct request *request)
{
	enum bpf_map_type type = bpf_map__type(map);
	const char *type_name = libbpf_bpf_map_type_str(type);
	struct shape shape = {
		.key_size = bpf_map__key_size(map),
		.value_size = bpf_map__value_size(map),
		.is_array = type == BPF_MAP_TYPE_ARRAY || type == BPF_MAP_TYPE_PERCPU_ARRAY,
	};
	struct buffer payload = { 0 };
	uint64_t looked_at = 0;
	int error = EOPNOTSUPP;

	put_text(&payload, F_NAME, map_name(map));
	put_text(&payload, F_TYPE, type_name ? type_name : "");
	put_number(&payload, F_KEY_TYPE, bpf_map__btf_key_type_id(map));
	put_number(&payload, F_VALUE_TYPE, bpf_map__btf_value_type_id(map));
	if (is_per_cpu(type))
		shape.value_size = per_cpu_size(shape.value_size, &payload);
	if (shape.value_size > VALUE_MAX || shape.key_size > KEY_MAX) {
		error = E2BIG;
	} else if (is_readable(type)) {
		read_wanted(map, request, &shape, &payload);
		error = read_entries(bpf_map__fd(map), &shape, &payload, &looked_at);
	}
	put_number(&payload, F_LOOKED_AT, looked_at);
	put_number(&payload, F_ERRNO, error);
	report(M_MAP, &payload);
	free(payload.bytes);
}

/* What is in each map that was created. */
void maps_report(const struct bpf_object *object, const struct request *request)
{
	const struct bpf_map *map;
	unsigned int count = 0;

	bpf_object__for_each_map(map, object)
		if (bpf_map__fd(map) >= 0 && count++ < MAPS_MAX)
			report_map(map, request);
}
