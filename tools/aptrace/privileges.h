/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The capabilities of a command that runs for weeks: CAP_BPF and CAP_PERFMON are
 * kept, but not in force except while programs are attached; all others are given
 * up for ever.
 *
 * By libcap-ng and not by capset(): that call has no wrapper in libc, takes two
 * arrays of halves, and the bounding and ambient sets are other calls again. What a
 * mistake there costs is a daemon that runs as root.
 */
#ifndef APTRACE_PRIVILEGES_H
#define APTRACE_PRIVILEGES_H

#include <stdbool.h>

#define PRIVILEGES_WHY_BYTES	256

/* Give up all others, lower the two; false: @why says what is wrong. */
bool privileges_keep(char *why);
/* The two are in force, until they are lowered. */
void privileges_raise(void);
void privileges_lower(void);

#endif /* APTRACE_PRIVILEGES_H */
