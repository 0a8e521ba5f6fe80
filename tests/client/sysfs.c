// SPDX-License-Identifier: GPL-2.0
#include "sysfs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int sys_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int ret = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

int sys_writef(const char *path, const char *fmt, ...)
{
	char text[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return sys_write(path, text);
}

int sys_read(const char *path, char *text, size_t text_bytes)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t used = 0;
	ssize_t count;
	int ret;

	*text = '\0';
	if (fd < 0)
		return -errno;
	for (;;) {
		count = read(fd, text + used, text_bytes - 1 - used);
		ret = count < 0 ? -errno : (int)used;
		if (count <= 0)
			break;
		used += count;
		if (used == text_bytes - 1) {
			ret = -E2BIG;
			break;
		}
	}
	text[used] = '\0';
	close(fd);
	return ret;
}

int sys_link_name(const char *path, char *name, size_t name_bytes)
{
	char target[SYS_PATH_BYTES];
	ssize_t length = readlink(path, target, sizeof(target) - 1);
	const char *slash;

	*name = '\0';
	if (length < 0)
		return -errno;
	target[length] = '\0';
	slash = strrchr(target, '/');
	snprintf(name, name_bytes, "%s", slash ? slash + 1 : target);
	return 0;
}
