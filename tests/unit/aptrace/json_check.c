// SPDX-License-Identifier: GPL-2.0
/*
 * A checker of its own, so that the writer is not judged by itself and no
 * other program is needed. Stricter than JSON: a member named twice is an
 * error.
 */
#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "../../../driver/core/types.h"
#include "json_check.h"

#define MEMBERS_MAX	256

/* A name inside of the text. */
struct name {
	const char *start;
	size_t length;
};

/* Each returns what follows the value, NULL if it is none. */
static const char *value(const char *c);

static const char *string(const char *c)
{
	int i;

	if (*c++ != '"')
		return NULL;
	for (; *c != '"'; c++) {
		if ((unsigned char)*c < ' ' || (unsigned char)*c > '~')
			return NULL;
		if (*c != '\\')
			continue;
		c++;
		if (*c && strchr("\"\\/bfnrt", *c))
			continue;
		if (*c != 'u')
			return NULL;
		for (i = 0; i < 4; i++)
			if (!isxdigit((unsigned char)*++c))
				return NULL;
	}
	return c + 1;
}

static const char *number(const char *c)
{
	if (*c == '-')
		c++;
	if (!isdigit((unsigned char)*c))
		return NULL;
	if (*c == '0' && isdigit((unsigned char)c[1]))
		return NULL;
	while (isdigit((unsigned char)*c))
		c++;
	if (*c != '.')
		return c;
	if (!isdigit((unsigned char)*++c))
		return NULL;
	while (isdigit((unsigned char)*c))
		c++;
	return c;
}

static const char *word(const char *c)
{
	static const char * const words[] = { "true", "false", "null" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (!strncmp(c, words[i], strlen(words[i])))
			return c + strlen(words[i]);
	return NULL;
}

static bool add_name(struct name *names, size_t count, const char *start,
		     size_t length)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (names[i].length == length &&
		    !memcmp(names[i].start, start, length))
			return false;
	if (count == MEMBERS_MAX)
		return false;
	names[count].start = start;
	names[count].length = length;
	return true;
}

static const char *object(const char *c)
{
	struct name names[MEMBERS_MAX];
	const char *start;
	size_t count = 0;

	if (c[1] == '}')
		return c + 2;
	do {
		start = ++c;
		c = string(c);
		if (!c || !add_name(names, count++, start, c - start))
			return NULL;
		if (*c++ != ':')
			return NULL;
		c = value(c);
	} while (c && *c == ',');
	return c && *c == '}' ? c + 1 : NULL;
}

static const char *array(const char *c)
{
	if (c[1] == ']')
		return c + 2;
	do {
		c = value(c + 1);
	} while (c && *c == ',');
	return c && *c == ']' ? c + 1 : NULL;
}

static const char *value(const char *c)
{
	switch (*c) {
	case '{':
		return object(c);
	case '[':
		return array(c);
	case '"':
		return string(c);
	case 't':
	case 'f':
	case 'n':
		return word(c);
	default:
		return number(c);
	}
}

bool json_check(const char *text)
{
	const char *end = value(text);

	return end && !*end;
}
