// SPDX-License-Identifier: GPL-2.0
#include "guide.h"

#include <stdio.h>
#include <string.h>

#include "../tap.h"

#define GUIDE_MAX	(256 * 1024)

const char *guide_read(void)
{
	static char guide[GUIDE_MAX];
	FILE *file = fopen("Documentation/aptrace.rst", "r");
	size_t length;

	if (!CHECK(file))
		return NULL;
	length = fread(guide, 1, sizeof(guide) - 1, file);
	fclose(file);
	guide[length] = '\0';
	return CHECK(length > 0 && length < sizeof(guide) - 1) ? guide : NULL;
}

bool guide_quotes(const char *guide, const char *name)
{
	char quoted[64];

	snprintf(quoted, sizeof(quoted), "``%s``", name);
	return strstr(guide, quoted);
}

bool guide_has_line(const char *guide, const char *word)
{
	char line[64];

	snprintf(line, sizeof(line), "\n%s ", word);
	return strstr(guide, line);
}
