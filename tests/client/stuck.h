/* SPDX-License-Identifier: GPL-2.0 */
/* --stall FILE: a read() or write() of the stream that gets stuck in its buffer. */
#ifndef APVMM_STUCK_H
#define APVMM_STUCK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct session;

/* Is this the call that is to get stuck? */
bool stuck_is_due(const struct session *session);

/*
 * read() or write() of the session's migration file, with memory that comes when the
 * file of --stall does. Returns what the call did, -1 with errno if it failed.
 */
ssize_t stuck_read(struct session *session, void *data, size_t bytes);
ssize_t stuck_write(struct session *session, const void *data, size_t bytes);

#endif /* APVMM_STUCK_H */
