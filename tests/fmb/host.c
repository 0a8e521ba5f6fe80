// SPDX-License-Identifier: GPL-2.0
#include "host.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../client/error.h"
#include "../lib/tap.h"

#define EMU	"/sys/kernel/debug/fmb_emu/"

int put_text(const char *path, const char *text)
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

bool get_text(const char *path, char *text, size_t bytes)
{
	size_t length = 0;
	ssize_t got = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	while (length < bytes - 1) {
		got = read(fd, text + length, bytes - 1 - length);
		if (got <= 0)
			break;
		length += got;
	}
	text[length] = '\0';
	close(fd);
	return got >= 0;
}

static void statistics_path(char *path, size_t bytes, const char *address)
{
	snprintf(path, bytes, "/sys/kernel/debug/pci/%s/statistics", address);
}

static u64 labelled(const char *text, const char *label, int base)
{
	const char *at = strstr(text, label);

	return at ? strtoull(at + strlen(label), NULL, base) : ~0ULL;
}

bool statistics(const char *address, struct fmb *fmb)
{
	char path[128], text[4096];

	statistics_path(path, sizeof(path), address);
	if (!get_text(path, text, sizeof(text)))
		bail("%s: %s", path, strerror(errno));
	if (strstr(text, "disabled"))
		return false;
	memset(fmb, 0, sizeof(*fmb));
	fmb->samples = labelled(text, "Samples: ", 10);
	fmb->last_update = labelled(text, "Last update TOD: ", 16);
	fmb->counters[VFIO_ZPCI_FMB_LD_OPS] = labelled(text, "Load operations:", 10);
	fmb->counters[VFIO_ZPCI_FMB_ST_OPS] = labelled(text, "Store operations:", 10);
	fmb->counters[VFIO_ZPCI_FMB_STB_OPS] =
		labelled(text, "Store block operations:", 10);
	fmb->counters[VFIO_ZPCI_FMB_RPCIT_OPS] = labelled(text, "Refresh operations:", 10);
	return true;
}

int put_statistics(const char *address, const char *text)
{
	char path[128];

	statistics_path(path, sizeof(path), address);
	return put_text(path, text);
}

bool set_reset_method(const char *address, const char *method)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/reset_method", address);
	return !put_text(path, method);
}

int reset_by_sysfs(const char *address)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/reset", address);
	return put_text(path, "1");
}

bool emulated(void)
{
	return !access(EMU, F_OK);
}

void emu_set(const char *name, u64 value)
{
	char path[128], text[32];
	int ret;

	snprintf(path, sizeof(path), EMU "%s", name);
	snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
	ret = put_text(path, text);
	if (ret)
		bail("%s: %s", path, said(ret));
}

u64 emu_get(const char *name)
{
	char path[128], text[32];

	snprintf(path, sizeof(path), EMU "%s", name);
	if (!get_text(path, text, sizeof(text)))
		bail("%s: %s", path, strerror(errno));
	/* Booleans are letters. */
	return text[0] == 'Y' ? 1 : strtoull(text, NULL, 10);
}

void emu_defaults(void)
{
	emu_set("length", 0);
	emu_set("period_us", 10000);
	emu_set("window_us", 0);
	emu_set("stuck", 0);
	emu_set("format", 0);
	emu_set("fmt_ind", 0);
	emu_set("fail_cc", 1);
	emu_set("fail_begin", 0);
	emu_set("fail_stop", 0);
}

bool until(bool (*condition)(void *arg), void *arg, unsigned int seconds)
{
	const struct timespec pause = { .tv_nsec = 5000000 };
	time_t end = time(NULL) + seconds;

	while (!condition(arg)) {
		if (time(NULL) > end)
			return false;
		nanosleep(&pause, NULL);
	}
	return true;
}

const char *said(long ret)
{
	static __thread char text[32];

	if (ret < 0)
		return errno_name(-ret);
	snprintf(text, sizeof(text), "%ld", ret);
	return text;
}
