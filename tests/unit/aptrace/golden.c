// SPDX-License-Identifier: GPL-2.0
#include "golden.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tap.h"

#define TEXT_MAX	65536

void golden(const char *folder, const char *name, const char *found)
{
	static char expected[TEXT_MAX];
	const char *wish = getenv("APTRACE_GOLDEN");
	char path[256];
	size_t length;
	FILE *file;

	tap_context("%s", name);
	snprintf(path, sizeof(path), "%s/%s.expected", folder, name);
	if (wish && !strcmp(wish, "write")) {
		file = fopen(path, "w");
		REQUIRE(file);
		fputs(found, file);
		fclose(file);
	}
	file = fopen(path, "r");
	REQUIRE(file);
	length = fread(expected, 1, sizeof(expected) - 1, file);
	fclose(file);
	expected[length] = '\0';
	CHECK_TEXT(found, expected);
}
