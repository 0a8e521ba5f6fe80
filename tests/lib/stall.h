/* SPDX-License-Identifier: GPL-2.0 */
/*
 * User memory that does not come: a page of a userfaultfd that nobody fills. Whoever
 * copies from it or to it waits until the test lets it go.
 */
#ifndef TESTS_LIB_STALL_H
#define TESTS_LIB_STALL_H

#include <stddef.h>

/* How long a test waits for somebody to get stuck. */
#define STALL_PATIENCE_MS	60000

/**
 * struct stall - a page that is not there yet
 * @uffd: whom the kernel asks for it
 * @page: the page; an ordinary one, that is there, ends where it begins
 * @bytes: size of each
 */
struct stall {
	int uffd;
	unsigned char *page;
	size_t bytes;
};

/* All return 0 or a negative errno. -ENOSYS: this kernel has no userfaultfd. */
int stall_begin(struct stall *stall);
/*
 * Until somebody waits for the page. -ETIMEDOUT if nobody does for @timeout_ms, -1: no
 * limit; -ECANCELED if @cancel_fd, unless it is -1, has something to read before that.
 */
int stall_wait(const struct stall *stall, int cancel_fd, int timeout_ms);
/* The page comes, with that at its beginning and zeroes behind it. */
int stall_end(struct stall *stall, const void *data, size_t bytes);
void stall_free(struct stall *stall);

#endif /* TESTS_LIB_STALL_H */
