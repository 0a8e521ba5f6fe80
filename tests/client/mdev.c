// SPDX-License-Identifier: GPL-2.0
#include "mdev.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "error.h"
#include "sysfs.h"

#define MDEV_DEVICES	"/sys/bus/mdev/devices"
#define MDEV_CREATE	"/sys/devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough/create"

bool mdev_uuid_valid(const char *uuid)
{
	int i;

	for (i = 0; i < MDEV_UUID_CHARS; i++) {
		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (uuid[i] != '-')
				return false;
		} else if (!isxdigit((unsigned char)uuid[i])) {
			return false;
		}
	}
	return !uuid[i];
}

/* vfio-dev/ holds one folder, with the name of the character device. */
static void find_cdev(const char *device, struct mdev *mdev)
{
	char path[MDEV_PATH_BYTES];
	const struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/vfio-dev", device);
	dir = opendir(path);
	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		if (strncmp(entry->d_name, "vfio", 4))
			continue;
		snprintf(mdev->cdev_path, sizeof(mdev->cdev_path),
			 "/dev/vfio/devices/%s", entry->d_name);
		if (access(mdev->cdev_path, F_OK))
			mdev->cdev_path[0] = '\0';
	}
	closedir(dir);
}

int mdev_find(const char *uuid, struct mdev *mdev)
{
	char device[MDEV_PATH_BYTES / 2];
	char path[MDEV_PATH_BYTES];
	char name[64];
	char *c;

	memset(mdev, 0, sizeof(*mdev));
	snprintf(mdev->uuid, sizeof(mdev->uuid), "%s", uuid);
	/* The kernel prints UUIDs in lower case, whatever was written. */
	for (c = mdev->uuid; *c; c++)
		*c = tolower((unsigned char)*c);

	if (access(MDEV_DEVICES, F_OK))
		return fail(errno, "%s: there is no mdev bus; load the vfio_ap module",
			    MDEV_DEVICES);
	snprintf(device, sizeof(device), "%s/%s", MDEV_DEVICES, mdev->uuid);
	if (access(device, F_OK))
		return fail(errno, "mdev %s: not found in %s; create it: echo %s > %s",
			    mdev->uuid, MDEV_DEVICES, mdev->uuid, MDEV_CREATE);
	snprintf(path, sizeof(path), "%s/driver", device);
	sys_link_name(path, mdev->driver, sizeof(mdev->driver));
	if (!mdev->driver[0])
		return fail(ENODEV, "mdev %s: bound to no driver (no %s); remove and create it again",
			    mdev->uuid, path);
	snprintf(path, sizeof(path), "%s/iommu_group", device);
	sys_link_name(path, name, sizeof(name));
	if (name[0])
		snprintf(mdev->group_path, sizeof(mdev->group_path),
			 "/dev/vfio/%s", name);
	find_cdev(device, mdev);
	return 0;
}
