// SPDX-License-Identifier: GPL-2.0
#include "file_wait.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "number.h"

/* Whatever happened in the folder, it is looked at as a whole. */
static int wait_for_event(int fd, u64 deadline_ns)
{
	struct pollfd polled = { .fd = fd, .events = POLLIN };
	char events[4096];
	u64 now = now_ns();
	int ret;

	if (now >= deadline_ns)
		return -ETIMEDOUT;
	ret = poll(&polled, 1, (deadline_ns - now) / NSEC_PER_MSEC + 1);
	if (ret > 0)
		ret = read(fd, events, sizeof(events));
	return ret < 0 && errno != EINTR ? -errno : 0;
}

int file_wait(const char *path, u64 patience_s)
{
	u64 deadline_ns = now_ns() + patience_s * NSEC_PER_SEC;
	char folder[PATH_MAX];
	int ret = 0;
	int fd;

	fd = inotify_init1(IN_CLOEXEC);
	if (fd < 0)
		return -errno;
	snprintf(folder, sizeof(folder), "%s", path);
	if (inotify_add_watch(fd, dirname(folder), IN_CREATE | IN_MOVED_TO) < 0)
		ret = -errno;
	while (!ret && access(path, F_OK))
		ret = wait_for_event(fd, deadline_ns);
	close(fd);
	return ret;
}
