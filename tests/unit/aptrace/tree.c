// SPDX-License-Identifier: GPL-2.0
/* A folder that looks like the files of a host. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../tap.h"
#include "tree.h"

void tree_begin(char root[TREE_BYTES])
{
	snprintf(root, TREE_BYTES, "/tmp/aptrace-tree.XXXXXX");
	CHECK(mkdtemp(root));
}

void tree_remove(const char *root, const char *path)
{
	char command[512];

	snprintf(command, sizeof(command), "rm -rf '%s%s'", root, path);
	CHECK(!system(command));
}

void tree_end(const char *root)
{
	tree_remove(root, "");
}

void tree_folders(const char *root, const char *path)
{
	char whole[512], *c;

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	for (c = whole + strlen(root) + 1; *c; c++) {
		if (*c != '/')
			continue;
		*c = '\0';
		CHECK(!mkdir(whole, 0755) || errno == EEXIST);
		*c = '/';
	}
}

void tree_file(const char *root, const char *path, const void *data, size_t bytes)
{
	char whole[512];
	FILE *file;

	tree_folders(root, path);
	snprintf(whole, sizeof(whole), "%s%s", root, path);
	file = fopen(whole, "w");
	REQUIRE(file);
	CHECK_EQUAL(fwrite(data, 1, bytes, file), bytes);
	CHECK(!fclose(file));
}

void tree_text(const char *root, const char *path, const char *text)
{
	tree_file(root, path, text, strlen(text));
}
