// SPDX-License-Identifier: GPL-2.0
/* What all cases need: a guest, its files, attributes. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../client/error.h"
#include "../client/kernel_abi.h"
#include "../client/migration.h"
#include "hostile.h"

#define MATRIX	"/sys/devices/vfio_ap/matrix/"

void guest_open(struct guest *guest, const char *mdev)
{
	guest->vm = VM_NONE;
	device_init(&guest->device);
	if (vm_create(&guest->vm) ||
	    device_open(&guest->device, &guest->vm, mdev, DEVICE_API_AUTO, 0, 0))
		bail("%s cannot be opened", mdev);
}

void guest_close(struct guest *guest)
{
	device_close(&guest->device);
	vm_destroy(&guest->vm);
}

int go(struct guest *guest, u32 state, int *data_fd)
{
	int fd, ret = mig_set_state(&guest->device, state, &fd);

	if (data_fd)
		*data_fd = fd;
	else if (fd >= 0)
		close(fd);
	return ret;
}

int guest_data_fd(struct guest *guest, u32 state)
{
	int fd, ret = go(guest, state, &fd);

	if (ret || fd < 0)
		bail("no migration file of %s: %s", mig_state_text(state), said(ret));
	return fd;
}

u32 guest_state(const struct guest *guest)
{
	u32 state;
	int ret = mig_get_state(&guest->device, &state);

	if (ret)
		bail("no state: %s", said(ret));
	return state;
}

void guest_reset(struct guest *guest)
{
	int ret = device_reset(&guest->device);

	if (ret || guest_state(guest) != VFIO_DEVICE_STATE_RUNNING)
		bail("RESET: %s", said(ret));
}

long give(int fd, const void *data, size_t bytes)
{
	ssize_t ret = write(fd, data, bytes);

	return ret < 0 ? -errno : ret;
}

long take(int fd, void *data, size_t bytes)
{
	ssize_t ret = read(fd, data, bytes);

	return ret < 0 ? -errno : ret;
}

int write_all(int fd, const void *data, size_t bytes)
{
	size_t done = 0;
	long ret;

	while (done < bytes) {
		ret = give(fd, (const char *)data + done, bytes - done);
		if (ret < 0)
			return ret;
		done += ret;
	}
	return 0;
}

long read_all(int fd, void *data, size_t bytes)
{
	size_t done = 0;
	long ret;

	while (done < bytes) {
		ret = take(fd, (char *)data + done, bytes - done);
		if (ret < 0)
			return ret;
		if (!ret)
			break;
		done += ret;
	}
	return done;
}

void attribute(const char *mdev, const char *name, char *text, size_t bytes)
{
	char path[256];
	int ret;

	snprintf(path, sizeof(path), MATRIX "%s/%s", mdev, name);
	ret = sys_read(path, text, bytes);
	if (ret < 0)
		bail("%s: %s", path, said(ret));
}

int set_attribute(const char *mdev, const char *name, const char *text)
{
	char path[256];

	snprintf(path, sizeof(path), MATRIX "%s/%s", mdev, name);
	return sys_write(path, text);
}

int mdev_create(const char *uuid)
{
	return sys_write(MATRIX "mdev_supported_types/vfio_ap-passthrough/create", uuid);
}

long get_number(const char *path)
{
	char text[64];
	int ret = sys_read(path, text, sizeof(text));

	/* What was read counts: at the end of it the kernel may have been told to fail. */
	return *text ? atol(text) : ret;
}

bool same_config(const char *mdev, const char *config)
{
	char now[CONFIG_MAX_BYTES];

	attribute(mdev, "ap_config", now, sizeof(now));
	return !strcmp(now, config);
}

void restore_config(const char *mdev, const char *config)
{
	if (!same_config(mdev, config) && set_attribute(mdev, "ap_config", config))
		bail("%s: ap_config is not taken back", mdev);
}

void small_config(const struct scene *scene, char full[CONFIG_MAX_BYTES],
		  char config[CONFIG_MAX_BYTES])
{
	attribute(scene->a, "ap_config", full, CONFIG_MAX_BYTES);
	if (set_attribute(scene->a, "ap_config", SMALL_CONFIG))
		bail("ap_config is not taken");
	attribute(scene->a, "ap_config", config, CONFIG_MAX_BYTES);
}

const char *said(long ret)
{
	static char texts[4][32];
	static unsigned int next;
	char *text = texts[next++ % 4];

	if (ret < 0)
		return errno_name(-ret);
	snprintf(text, sizeof(texts[0]), "%ld", ret);
	return text;
}
