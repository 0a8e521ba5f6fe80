// SPDX-License-Identifier: GPL-2.0
/* A file of whole lines. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record_file.h"

static bool fail(const struct record_file *file, const char *doing, int err,
		 char *why)
{
	snprintf(why, RECORD_FILE_WHY_BYTES, "cannot %s %s: %s", doing,
		 file->path, strerror(err));
	return false;
}

static bool open_path(struct record_file *file, bool force, char *why)
{
	struct stat stat;

	file->fd = open(file->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
			0666);
	file->created = file->fd >= 0;
	if (file->created)
		return true;
	if (errno != EEXIST)
		return fail(file, "create", errno, why);
	file->fd = open(file->path, O_WRONLY | O_CLOEXEC);
	if (file->fd < 0 || fstat(file->fd, &stat))
		return fail(file, "open", errno, why);
	/* A pipe or a device has nothing that could be lost. */
	if (force || !S_ISREG(stat.st_mode))
		return true;
	snprintf(why, RECORD_FILE_WHY_BYTES,
		 "%s exists; --force overwrites it", file->path);
	close(file->fd);
	file->fd = -1;
	return false;
}

bool record_file_open(struct record_file *file, const char *path, bool force,
		      char *why)
{
	struct stat stat;

	*file = (struct record_file) { .path = path, .fd = -1 };
	if (!strcmp(path, "-")) {
		file->path = "standard output";
		file->fd = STDOUT_FILENO;
		return true;
	}
	if (!open_path(file, force, why))
		return false;
	file->regular = !fstat(file->fd, &stat) && S_ISREG(stat.st_mode);
	return true;
}

/* These lines are in the file. */
static void count_lines(struct record_file *file, const char *lines, size_t bytes)
{
	const size_t wanted = file->counted ? strlen(file->counted) : 0;
	const char *end;

	while (wanted && (end = memchr(lines, '\n', bytes))) {
		if ((size_t)(end - lines) >= wanted &&
		    !memcmp(lines, file->counted, wanted))
			file->count++;
		bytes -= end + 1 - lines;
		lines = end + 1;
	}
}

/* What was written of @text before it failed: keep its whole lines only. */
static void take_back(struct record_file *file, const struct text *text,
		      size_t written)
{
	const char *end = memrchr(text->data, '\n', written);

	if (end) {
		file->lines_bytes += end + 1 - text->data;
		count_lines(file, text->data, end + 1 - text->data);
	}
	/* If even that fails, a reader tolerates a last line that is cut. */
	if (file->regular && ftruncate(file->fd, file->lines_bytes))
		return;
}

bool record_file_write(struct record_file *file, struct text *text, char *why)
{
	size_t done = 0;
	ssize_t written;
	int err;

	if (!file->begun && file->regular && ftruncate(file->fd, 0))
		return fail(file, "write", errno, why);
	file->begun = true;
	while (done < text->length) {
		written = write(file->fd, text->data + done,
				text->length - done);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0) {
			err = errno;
			take_back(file, text, done);
			text_clear(text);
			return fail(file, "write", err, why);
		}
		done += written;
	}
	file->lines_bytes += done;
	if (done)
		count_lines(file, text->data, done);
	text_clear(text);
	return true;
}

bool record_file_close(struct record_file *file, char *why)
{
	int fd = file->fd;

	file->fd = -1;
	if (fd < 0 || fd == STDOUT_FILENO)
		return true;
	return !close(fd) || fail(file, "write", errno, why);
}

void record_file_abandon(struct record_file *file)
{
	char why[RECORD_FILE_WHY_BYTES];

	if (file->created)
		unlink(file->path);
	record_file_close(file, why);
}
