// SPDX-License-Identifier: GPL-2.0
/* What all cases need: a guest that migrates, mdevs, the file. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../client/kernel_abi.h"
#include "../client/migration.h"
#include "../client/sysfs.h"
#include "../lib/tap.h"
#include "outcomes.h"

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

int guest_migrates(struct guest *guest)
{
	unsigned char data[4096];
	ssize_t got;
	int fd, ret;

	ret = mig_set_state(&guest->device, VFIO_DEVICE_STATE_STOP_COPY, &fd);
	if (ret)
		return ret;
	do
		got = read(fd, data, sizeof(data));
	while (got > 0);
	ret = got ? -errno : 0;
	close(fd);
	return ret ? ret : device_reset(&guest->device);
}

void mdev_create(const char *uuid)
{
	int ret = sys_write(MATRIX "mdev_supported_types/vfio_ap-passthrough/create", uuid);

	if (ret)
		bail("mdev %s is not made: %s", uuid, strerror(-ret));
}

void mdev_remove(const char *uuid)
{
	char path[PATH_BYTES];
	int ret;

	snprintf(path, sizeof(path), MATRIX "%s/remove", uuid);
	ret = sys_write(path, "1");
	if (ret)
		bail("mdev %s is not removed: %s", uuid, strerror(-ret));
}

const char *outcomes_path(const char *mdev)
{
	static __thread char path[PATH_BYTES];

	snprintf(path, sizeof(path), "/sys/kernel/debug/vfio/%s/outcomes", mdev);
	return path;
}

int outcomes_open(const char *mdev)
{
	int fd = open(outcomes_path(mdev), O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

long outcomes_read_all(int fd, unsigned char *data, size_t bytes)
{
	size_t done = 0;
	ssize_t got;

	while (done < bytes) {
		got = read(fd, data + done, bytes - done);
		if (got < 0)
			return -errno;
		if (!got)
			break;
		done += got;
	}
	return done;
}

int outcomes_check(const char *mdev, struct vfio_ap_outcomes_header *header)
{
	unsigned char *data = malloc(AP_OUTCOMES_FILE_BYTES + 1);
	struct ap_outcomes_reader reader;
	int fd = outcomes_open(mdev);
	long bytes = fd;

	if (!data)
		bail("no memory");
	if (fd >= 0) {
		bytes = outcomes_read_all(fd, data, AP_OUTCOMES_FILE_BYTES + 1);
		close(fd);
	}
	if (bytes >= 0 && !ap_outcomes_read(&reader, data, bytes))
		while (ap_outcomes_next(&reader))
			;
	free(data);
	if (bytes < 0)
		return bytes;
	*header = reader.header;
	return reader.error;
}
