/* SPDX-License-Identifier: GPL-2.0 */
/* Files of sysfs, configfs and debugfs, and small things for all. */
#ifndef STORM_SYS_H
#define STORM_SYS_H

#include "../../driver/core/types.h"

#define NSEC_PER_SEC		1000000000ULL
#define PATH_BYTES		256

#define for_each_bit(nr, mask)						\
	for ((nr) = 0; (nr) < 64; (nr)++)				\
		if (((mask) >> (nr)) & 1)

/* CLOCK_MONOTONIC */
u64 now_ns(void);

/* One write() of the text. 0 or a negative errno. */
int sys_write(const char *path, const char *text);
int sys_writef(const char *path, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* All of a file as text. Length or a negative errno; -E2BIG if it is longer. */
int sys_read(const char *path, char *text, size_t text_bytes);
/* Last component of what a link points to. 0 or a negative errno. */
int sys_link_name(const char *path, char *name, size_t name_bytes);
/* "EINVAL" for EINVAL and -EINVAL, "0" for 0. */
const char *err_name(int err);

#endif /* STORM_SYS_H */
