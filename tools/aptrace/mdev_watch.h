/* SPDX-License-Identifier: GPL-2.0 */
/* Are there mediated devices of vfio_ap, and tell when that may have changed. */
#ifndef APTRACE_MDEV_WATCH_H
#define APTRACE_MDEV_WATCH_H

#include <stdbool.h>

#define MDEV_WATCH_FOLDER	"/sys/devices/vfio_ap/matrix"

/*
 * The kernel's news of devices that come and go: a file that is readable when
 * there are some, or -1. Without it one can only look from time to time.
 */
int mdev_watch_open(void);
/* They have been taken note of. */
void mdev_watch_drain(int fd);

/* Has @folder, MDEV_WATCH_FOLDER or one like it, a device? */
bool mdev_watch_has_device(const char *folder);

#endif /* APTRACE_MDEV_WATCH_H */
