/* SPDX-License-Identifier: GPL-2.0 */
/* Where a mediated device is found: sysfs and device nodes. */
#ifndef APVMM_MDEV_H
#define APVMM_MDEV_H

#include <stdbool.h>

#define MDEV_UUID_CHARS		36
#define MDEV_PATH_BYTES		320

/**
 * struct mdev - one mediated device
 * @uuid: its name
 * @driver: the driver it is bound to
 * @group_path: /dev/vfio/N, "" if the kernel gives it no group
 * @cdev_path: /dev/vfio/devices/vfioN, "" if there is none
 */
struct mdev {
	char uuid[MDEV_UUID_CHARS + 1];
	char driver[64];
	char group_path[MDEV_PATH_BYTES];
	char cdev_path[MDEV_PATH_BYTES];
};

/* 8-4-4-4-12 hexadecimal digits. */
bool mdev_uuid_valid(const char *uuid);

/* 0, or a negative errno after saying what is missing. */
int mdev_find(const char *uuid, struct mdev *mdev);

#endif /* APVMM_MDEV_H */
