// SPDX-License-Identifier: GPL-2.0
/* Files of sysfs: what is in them, or why that cannot be said. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format.h"
#include "sysfs.h"
#include "text.h"

static bool why_errno(char *why, int err)
{
	char name[FORMAT_BYTES];

	if (err == ENOENT || err == ENOTDIR) {
		snprintf(why, SYSFS_WHY_BYTES, SYSFS_WHY_ABSENT);
		return false;
	}
	format_errno(name, sizeof(name), -err);
	snprintf(why, SYSFS_WHY_BYTES, "cannot be read: %s", name);
	return false;
}

/* Up to @size bytes; a negative errno. */
static ssize_t read_all(int fd, char *data, size_t size)
{
	size_t done = 0;
	ssize_t got;

	while (done < size) {
		got = read(fd, data + done, size - done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (!got)
			break;
		done += got;
	}
	return done;
}

static bool is_text(const char *data, size_t length, char *why)
{
	size_t i;

	for (i = 0; i < length; i++) {
		unsigned char c = data[i];

		if ((c >= ' ' && c < 0x7f) || c == '\n' || c == '\t')
			continue;
		snprintf(why, SYSFS_WHY_BYTES, "is not text: byte 0x%02x at %zu",
			 c, i);
		return false;
	}
	return true;
}

bool sysfs_read(const char *folder, const char *file, char *text, char *why)
{
	char path[PATH_MAX];
	ssize_t length;
	int fd;

	if (snprintf(path, sizeof(path), "%s/%s", folder, file) >=
	    (int)sizeof(path))
		return why_errno(why, ENAMETOOLONG);
	/* What looks like sysfs can have a pipe in it, which nobody writes to. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return why_errno(why, errno);
	length = read_all(fd, text, SYSFS_TEXT_BYTES);
	close(fd);
	if (length < 0)
		return why_errno(why, -length);
	if (length == SYSFS_TEXT_BYTES) {
		snprintf(why, SYSFS_WHY_BYTES, "is longer than %d bytes",
			 SYSFS_TEXT_BYTES - 1);
		return false;
	}
	if (!is_text(text, length, why))
		return false;
	if (length && text[length - 1] == '\n')
		length--;
	text[length] = '\0';
	return true;
}

bool sysfs_link(const char *folder, const char *file, char *name, size_t size,
		char *why)
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *last;
	ssize_t length;

	name[0] = '\0';
	if (snprintf(path, sizeof(path), "%s/%s", folder, file) >=
	    (int)sizeof(path))
		return why_errno(why, ENAMETOOLONG);
	length = readlink(path, target, sizeof(target) - 1);
	if (length < 0)
		return errno == ENOENT ? true : why_errno(why, errno);
	target[length] = '\0';
	last = strrchr(target, '/');
	last = last ? last + 1 : target;
	if (!*last || strlen(last) >= size || !is_text(last, strlen(last), why)) {
		snprintf(why, SYSFS_WHY_BYTES, "leads to no driver");
		return false;
	}
	snprintf(name, size, "%s", last);
	return true;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char * const *)a, *(char * const *)b);
}

bool sysfs_list(const char *folder, bool (*wanted)(const char *name),
		struct sysfs_names *names, char *why)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	size_t room = 0;
	int err;

	memset(names, 0, sizeof(*names));
	if (!dir)
		return why_errno(why, errno);
	for (;;) {
		errno = 0;
		entry = readdir(dir);
		if (!entry)
			break;
		if (!wanted(entry->d_name))
			continue;
		if (names->count == room) {
			room = room ? room * 2 : 64;
			names->names = must_resize(names->names, room,
						   sizeof(*names->names));
		}
		names->names[names->count] = must_alloc(strlen(entry->d_name) + 1, 1);
		strcpy(names->names[names->count++], entry->d_name);
	}
	err = errno;
	closedir(dir);
	if (err)
		return why_errno(why, err);
	if (names->count)
		qsort(names->names, names->count, sizeof(*names->names),
		      compare_names);
	return true;
}

void sysfs_names_free(struct sysfs_names *names)
{
	size_t i;

	for (i = 0; i < names->count; i++)
		free(names->names[i]);
	free(names->names);
	memset(names, 0, sizeof(*names));
}
