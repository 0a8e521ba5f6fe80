// SPDX-License-Identifier: GPL-2.0
/* The driver's events, as tracefs shows them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/tap.h"
#include "host.h"

#define TRACING	"/sys/kernel/tracing/"

void events_begin(void)
{
	if (put_text(TRACING "events/vfio_zpci/enable", "1") ||
	    put_text(TRACING "tracing_on", "1"))
		bail("there are no events of vfio_zpci");
	/* Truncating it empties the buffers. */
	fclose(fopen(TRACING "trace", "w"));
}

/* Calls it with each event of that name: " NAME: fields". */
static void each_event(const char *name, void (*visit)(const char *fields, void *arg),
		       void *arg)
{
	char line[EVENT_BYTES], key[64];
	FILE *trace = fopen(TRACING "trace", "r");
	const char *at;

	if (!trace)
		bail(TRACING "trace cannot be read");
	snprintf(key, sizeof(key), " %s: ", name);
	while (fgets(line, sizeof(line), trace)) {
		at = strstr(line, key);
		if (line[0] != '#' && at)
			visit(at + strlen(key) - 1, arg);
	}
	fclose(trace);
}

static void count_it(const char *fields, void *arg)
{
	(void)fields;
	++*(unsigned int *)arg;
}

unsigned int events_count(const char *name)
{
	unsigned int count = 0;

	each_event(name, count_it, &count);
	return count;
}

static void keep_it(const char *fields, void *arg)
{
	snprintf(arg, EVENT_BYTES, "%s", fields);
}

bool event_last(const char *name, char *line, size_t bytes)
{
	char last[EVENT_BYTES] = "";

	each_event(name, keep_it, last);
	snprintf(line, bytes, "%s", last);
	return last[0];
}

static const char *field_of(const char *line, const char *field)
{
	char key[64];
	const char *at;

	snprintf(key, sizeof(key), " %s=", field);
	at = strstr(line, key);
	return at ? at + strlen(key) : NULL;
}

u64 event_number(const char *line, const char *field)
{
	const char *value = field_of(line, field);

	return value ? strtoull(value, NULL, 0) : ~0ULL;
}

bool event_has(const char *line, const char *field, const char *word)
{
	const char *value = field_of(line, field);
	size_t length = strlen(word);

	return value && !strncmp(value, word, length) && strchr(" \n", value[length]);
}

bool event_lists(const char *line, const char *field, const char *word)
{
	const char *value = field_of(line, field);
	size_t length = strlen(word);

	while (value && *value && !strchr(" \n", *value)) {
		if (!strncmp(value, word, length) && strchr(" |\n", value[length]))
			return true;
		value += strcspn(value, " |\n");
		value += *value == '|';
	}
	return false;
}

/**
 * struct numbers - one field of many events
 * @field: which
 * @number: its values
 * @count: how many there are
 * @max: room for so many
 */
struct numbers {
	const char *field;
	u64 *number;
	unsigned int count;
	unsigned int max;
};

static void keep_number(const char *fields, void *arg)
{
	struct numbers *numbers = arg;

	if (numbers->count < numbers->max)
		numbers->number[numbers->count] = event_number(fields, numbers->field);
	numbers->count++;
}

unsigned int event_numbers(const char *name, const char *field, u64 *numbers,
			   unsigned int max)
{
	struct numbers all = { .field = field, .number = numbers, .max = max };

	each_event(name, keep_number, &all);
	return all.count;
}
