/* SPDX-License-Identifier: GPL-2.0 */
/* Folders that look like a sysfs. */
#ifndef APTRACE_UNIT_PREFLIGHT_TREE_H
#define APTRACE_UNIT_PREFLIGHT_TREE_H

#include "../../../driver/core/types.h"

#define TREE_BYTES	256

/**
 * struct tree - a folder of its own, empty at first
 * @root: its path
 */
struct tree {
	char root[TREE_BYTES];
};

/* Both end the program if they cannot. */
void tree_make(struct tree *tree);
void tree_remove(struct tree *tree);

/* A file with that text, with all folders above it; replaces what was there. */
void tree_file(const struct tree *tree, const char *path, const char *format, ...)
	__printf(3, 4);
void tree_bytes(const struct tree *tree, const char *path, const void *data,
		size_t length);
void tree_folder(const struct tree *tree, const char *path);
void tree_link(const struct tree *tree, const char *path, const char *target);
/* A file of which every read() fails with EIO, whoever reads. */
void tree_eio(const struct tree *tree, const char *path);
/* A file of which every read() fails with EISDIR: root can read all others. */
void tree_unreadable(const struct tree *tree, const char *path);
void tree_delete(const struct tree *tree, const char *path);

#endif /* APTRACE_UNIT_PREFLIGHT_TREE_H */
