// SPDX-License-Identifier: GPL-2.0
/* sysfs and configfs: exactly one system call for what is asked. */
#include "client.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_MAX_BYTES	(256 * 1024)

void cmd_write(char **words)
{
	size_t length = unescape(words[2]);
	ssize_t written;
	int err, fd;

	fd = open(words[1], O_WRONLY | O_CLOEXEC);
	if (fd < 0) {
		answer_errno(errno);
		answer(" open");
		return;
	}
	written = write(fd, words[2], length);
	err = errno;
	close(fd);
	if (written < 0)
		answer_errno(err);
	else if ((size_t)written != length)
		answer("short %zd of %zu", written, length);
	else
		answer("ok");
}

static void answer_escaped(const char *text, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++) {
		switch (text[i]) {
		case '\n':
			answer("\\n");
			break;
		case '\0':
			answer("\\0");
			break;
		case '\\':
			answer("\\\\");
			break;
		default:
			answer("%c", text[i]);
		}
	}
}

void cmd_read(char **words)
{
	static char text[READ_MAX_BYTES];
	size_t length = 0;
	ssize_t got = 0;
	int fd;

	fd = open(words[1], O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		answer_errno(errno);
		answer(" open");
		return;
	}
	while (length < sizeof(text)) {
		got = read(fd, text + length, sizeof(text) - length);
		if (got <= 0)
			break;
		length += got;
	}
	if (got < 0)
		answer_errno(errno);
	else
		answer_escaped(text, length);
	close(fd);
}

void cmd_link(char **words)
{
	char target[PATH_MAX];
	ssize_t length = readlink(words[1], target, sizeof(target) - 1);
	const char *slash;

	if (length < 0) {
		answer_errno(errno);
		return;
	}
	target[length] = '\0';
	slash = strrchr(target, '/');
	answer("%s", slash ? slash + 1 : target);
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

void cmd_list(char **words)
{
	struct dirent **names;
	int count = scandir(words[1], &names, visible, alphasort);
	int i;

	if (count < 0) {
		answer_errno(errno);
		return;
	}
	for (i = 0; i < count; i++) {
		answer("%s%s", i ? " " : "", names[i]->d_name);
		free(names[i]);
	}
	free(names);
}

void cmd_make_dir(char **words)
{
	answer_result(mkdir(words[1], 0755));
}

void cmd_remove_dir(char **words)
{
	answer_result(rmdir(words[1]));
}
