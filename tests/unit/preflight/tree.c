// SPDX-License-Identifier: GPL-2.0
/* Folders that look like a sysfs. */
#define _GNU_SOURCE
#include <ftw.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tree.h"

static void must(bool condition, const char *what, const char *path)
{
	if (condition)
		return;
	fprintf(stderr, "%s: %s: %s\n", path, what, strerror(errno));
	exit(1);
}

void tree_make(struct tree *tree)
{
	const char *folder = access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm";

	snprintf(tree->root, sizeof(tree->root), "%s/aptrace-sysfs.XXXXXX", folder);
	must(mkdtemp(tree->root), "mkdtemp", tree->root);
}

static int remove_one(const char *path, const struct stat *status, int type,
		      struct FTW *where)
{
	(void)status;
	(void)type;
	(void)where;
	return remove(path);
}

static void remove_all(const char *path)
{
	must(!nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS), "cannot be removed",
	     path);
}

void tree_remove(struct tree *tree)
{
	remove_all(tree->root);
}

/* The whole path, with all folders above it, and nothing there. */
static void make_room(const struct tree *tree, const char *path,
		      char whole[PATH_MAX])
{
	struct stat status;
	char *slash;

	must(snprintf(whole, PATH_MAX, "%s/%s", tree->root, path) < PATH_MAX,
	     "too long", path);
	for (slash = strchr(whole + strlen(tree->root) + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		must(!mkdir(whole, 0700) || errno == EEXIST, "mkdir", whole);
		*slash = '/';
	}
	if (!lstat(whole, &status))
		remove_all(whole);
}

void tree_bytes(const struct tree *tree, const char *path, const void *data,
		size_t length)
{
	char whole[PATH_MAX];
	FILE *file;

	make_room(tree, path, whole);
	file = fopen(whole, "w");
	must(file, "fopen", whole);
	must(fwrite(data, 1, length, file) == length, "fwrite", whole);
	must(!fclose(file), "fclose", whole);
}

void tree_file(const struct tree *tree, const char *path, const char *format, ...)
{
	static char text[65536];
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	must(length >= 0 && length < (int)sizeof(text), "too much text", path);
	tree_bytes(tree, path, text, length);
}

void tree_folder(const struct tree *tree, const char *path)
{
	char whole[PATH_MAX];

	make_room(tree, path, whole);
	must(!mkdir(whole, 0700), "mkdir", whole);
}

void tree_link(const struct tree *tree, const char *path, const char *target)
{
	char whole[PATH_MAX];

	make_room(tree, path, whole);
	must(!symlink(target, whole), "symlink", whole);
}

void tree_eio(const struct tree *tree, const char *path)
{
	/* There is no memory at address 0. */
	tree_link(tree, path, "/proc/self/mem");
}

void tree_unreadable(const struct tree *tree, const char *path)
{
	tree_folder(tree, path);
}

void tree_delete(const struct tree *tree, const char *path)
{
	char whole[PATH_MAX];

	make_room(tree, path, whole);
}
