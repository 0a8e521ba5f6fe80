/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files of sysfs, or of a folder that was made to look like it: what is in them,
 * or why that cannot be said. Nothing is taken for text that is none, and nothing
 * is read without end.
 */
#ifndef APTRACE_SYSFS_H
#define APTRACE_SYSFS_H

#include <stdbool.h>
#include <stddef.h>

/* An attribute has one page. On other machines a page can be larger. */
#define SYSFS_TEXT_BYTES	65536
#define SYSFS_WHY_BYTES		96

/* Of files that are not there, or that say EIO: tested for by their readers. */
#define SYSFS_WHY_ABSENT	"there is no such file"
#define SYSFS_WHY_EIO		"cannot be read: EIO"

/**
 * sysfs_read - the text of an attribute, without the end of its last line
 * @folder: where
 * @file: which
 * @text: receives it, at least SYSFS_TEXT_BYTES bytes
 * @why: receives why not, SYSFS_WHY_BYTES bytes
 *
 * Return: whether there is a text: printable ASCII with blanks and line ends.
 */
bool sysfs_read(const char *folder, const char *file, char *text, char *why);

/**
 * sysfs_link - the last part of where a link leads to
 * @folder: where
 * @file: the link
 * @name: receives it, @size bytes; "" if there is no such link
 * @size: of @name
 * @why: receives why not, SYSFS_WHY_BYTES bytes
 *
 * Return: false if nobody can tell.
 */
bool sysfs_link(const char *folder, const char *file, char *name, size_t size,
		char *why);

/**
 * struct sysfs_names - the entries of a folder
 * @names: in ascending order
 * @count: how many
 */
struct sysfs_names {
	char **names;
	size_t count;
};

/**
 * sysfs_list - the entries of a folder that somebody wants
 * @folder: which
 * @wanted: asked for each
 * @names: receives them; to be freed with sysfs_names_free(), also on failure
 * @why: receives why not, SYSFS_WHY_BYTES bytes
 *
 * Return: false if the folder cannot be read, or not to its end.
 */
bool sysfs_list(const char *folder, bool (*wanted)(const char *name),
		struct sysfs_names *names, char *why);
void sysfs_names_free(struct sysfs_names *names);

#endif /* APTRACE_SYSFS_H */
