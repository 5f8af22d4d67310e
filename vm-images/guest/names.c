// SPDX-License-Identifier: MIT
/* Whether the kernel has a function, variable or tracepoint of a name, and which names are like it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/btf.h>

#include "agent.h"

/* Of the names that are like one that is missing. */
#define NEAR_MAX 256
#define NAME_MAX_BYTES 512

struct name_search {
	const char *name;
	bool found;
	struct buffer near;	/* one a line */
	size_t near_count;
};

/* Worth a look beside `name`: contains it, as `name.isra.0` does, or begins with two thirds of it. */
static bool is_near(const char *candidate, const char *name)
{
	size_t most = strlen(name) * 2 / 3;

	return strstr(candidate, name) || (most >= 4 && !strncmp(candidate, name, most));
}

static void look_at(struct name_search *search, const char *candidate)
{
	if (!strcmp(candidate, search->name)) {
		search->found = true;
	} else if (search->near_count < NEAR_MAX && is_near(candidate, search->name)) {
		buffer_append(&search->near, candidate, strlen(candidate));
		buffer_append(&search->near, "\n", 1);
		search->near_count++;
	}
}

/* Lines such as `ffffffff81000000 T do_x`, of modules with `[name]` after it. */
static int search_symbols(struct name_search *search)
{
	FILE *symbols = fopen("/proc/kallsyms", "re");
	char *line = NULL, name[NAME_MAX_BYTES];
	size_t size = 0;

	if (!symbols)
		return -errno;
	while (getline(&line, &size, symbols) > 0)
		if (sscanf(line, "%*s %*c %511s", name) == 1)
			look_at(search, name);
	free(line);
	fclose(symbols);
	return search->found;
}

static int search_types(const struct btf *types, const char *name)
{
	if (!types)
		return -ENOENT;
	return btf__find_by_name_kind(types, name, BTF_KIND_FUNC) > 0 ||
	       btf__find_by_name_kind(types, name, BTF_KIND_VAR) > 0;
}

static void report_search(const char *question, const struct name_search *search, int found, int typed)
{
	struct buffer payload = { 0 };

	put_text(&payload, F_QUESTION, question);
	put_text(&payload, F_NAME, search->name);
	if (found >= 0)
		put_number(&payload, F_FOUND, found);
	if (typed >= 0)
		put_number(&payload, F_BTF, typed);
	put_bytes(&payload, F_TEXT, search->near.bytes, search->near.length);
	report(M_ANSWER, &payload);
	free(payload.bytes);
}

void answer_symbol(const struct btf *types, const char *name)
{
	struct name_search search = { .name = name };
	int found = search_symbols(&search);

	report_search("symbol", &search, found, search_types(types, name));
	free(search.near.bytes);
}

/* Lines such as `sched:sched_switch`; libbpf writes a slash, and raw tracepoints have no group. */
static int search_tracepoints(struct name_search *search)
{
	FILE *events = fopen("/sys/kernel/tracing/available_events", "re");
	bool grouped = strchr(search->name, '/');
	char *line = NULL;
	size_t size = 0;

	if (!events)
		return -errno;
	while (getline(&line, &size, events) > 0) {
		char *colon = strchr(line, ':');

		if (!colon)
			continue;
		line[strcspn(line, "\n")] = '\0';
		*colon = '/';
		look_at(search, grouped ? line : colon + 1);
	}
	free(line);
	fclose(events);
	return search->found;
}

void answer_tracepoint(const char *name)
{
	struct name_search search = { .name = name };
	int found = search_tracepoints(&search);

	report_search("tracepoint", &search, found, -1);
	free(search.near.bytes);
}
