/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A call in a thread of its own: one that waits for somebody, while the test looks at
 * what the others do. The functions end the run if they cannot do what they say.
 */
#ifndef TESTS_LIB_CALLER_H
#define TESTS_LIB_CALLER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "stall.h"

/**
 * struct caller - a thread that makes one call
 * @call: it, returns what caller_end() does
 * @arg: its argument
 * @thread: the thread
 * @tid: the kernel's number of the thread, 0 before it runs
 * @ret: what the call returned
 * @done: that it has
 */
struct caller {
	long (*call)(void *arg);
	void *arg;
	pthread_t thread;
	atomic_int tid;
	long ret;
	atomic_bool done;
};

void caller_begin(struct caller *caller, long (*call)(void *arg), void *arg);
/* Its call waits for what only somebody else can give, and no signal ends that. */
bool caller_is_blocked(const struct caller *caller);
bool caller_is_done(const struct caller *caller);
/* Waits for the end of its call, and returns what that did. */
long caller_end(struct caller *caller);

/* Is there anything to make a caller wait for? If not it says that @what is skipped. */
bool stall_possible(const char *what);
/* Returns when its call waits for that page. */
void caller_begin_stalled(struct caller *caller, struct stall *stall,
			  long (*call)(void *arg), void *arg);
/* As stall_end(), then caller_end(). */
long caller_end_stalled(struct caller *caller, struct stall *stall, const void *data,
			size_t bytes);

#endif /* TESTS_LIB_CALLER_H */
