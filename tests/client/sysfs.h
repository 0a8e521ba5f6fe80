/* SPDX-License-Identifier: GPL-2.0 */
/* Files of sysfs, configfs and debugfs. */
#ifndef APVMM_SYSFS_H
#define APVMM_SYSFS_H

#include <stddef.h>

#define SYS_PATH_BYTES		320

/* One write() of the text. 0 or a negative errno. */
int sys_write(const char *path, const char *text);
int sys_writef(const char *path, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* All of a file as text. Length or a negative errno; -E2BIG if it is longer. */
int sys_read(const char *path, char *text, size_t text_bytes);
/*
 * Last component of what a link points to, "" if there is none. 0 or a negative
 * errno.
 */
int sys_link_name(const char *path, char *name, size_t name_bytes);

#endif /* APVMM_SYSFS_H */
