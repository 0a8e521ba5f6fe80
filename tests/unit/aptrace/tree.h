/* SPDX-License-Identifier: GPL-2.0 */
/* A folder that looks like the files of a host. */
#ifndef APTRACE_UNIT_TREE_H
#define APTRACE_UNIT_TREE_H

#include <stddef.h>

#define TREE_BYTES	64

/* A new one, empty; its path. */
void tree_begin(char root[TREE_BYTES]);
void tree_end(const char *root);
/* All folders of a path that ends with a slash, or with the name of a file. */
void tree_folders(const char *root, const char *path);
void tree_file(const char *root, const char *path, const void *data, size_t bytes);
void tree_text(const char *root, const char *path, const char *text);
/* A file, or a folder with all that is in it */
void tree_remove(const char *root, const char *path);

#endif /* APTRACE_UNIT_TREE_H */
