/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The threads: what each is doing and did last, their random numbers, and what
 * happens when one of them finds that model and device disagree.
 */
#ifndef STORM_WORKER_H
#define STORM_WORKER_H

#include <pthread.h>
#include <sys/types.h>

#include "model.h"

#define LOG_OPS		24

struct op_record {
	u64 begin_ns;
	u64 end_ns;
	char what[160];
	char result[48];
};

/**
 * struct worker - a thread of the storm
 * @name: for messages
 * @thread: it
 * @tid: its number for the kernel
 * @random: state of its random numbers
 * @window: bounds of the model during its current operation
 * @lock: protects @log, @current and @busy
 * @log: its last operations, a ring
 * @current: number of its operations so far; the last one is at
 *	@log[(@current - 1) % LOG_OPS]
 * @busy: that one has not ended
 */
struct worker {
	const char *name;
	pthread_t thread;
	pid_t tid;
	u64 random;
	struct window window;
	pthread_mutex_t lock;
	struct op_record log[LOG_OPS];
	u64 current;
	bool busy;
};

/* To be called first by each thread. */
void worker_init(struct worker *worker, const char *name, u64 seed);

u64 rnd(struct worker *worker, u64 below);
/* True in @percent of 100 cases */
bool chance(struct worker *worker, unsigned int percent);
/* One of the bits of a mask that is not empty */
unsigned int pick_bit(struct worker *worker, u64 mask);

/* An operation begins, with its window; it ends. */
void op_begin(struct worker *worker, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* More about the operation that is under way */
void op_note(struct worker *worker, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void op_end(struct worker *worker, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* The same; the last note is the result. */
void op_end_noted(struct worker *worker);
u64 ops_done(void);

/*
 * Model and device disagree: print all that is known, and end the program with
 * code 1. Only the first caller does.
 */
void disagree(struct worker *worker, const char *fmt, ...)
	__attribute__((noreturn, format(printf, 2, 3)));

/* Starts the thread that ends the program with code 4 if an operation hangs. */
void watchdog_start(void);

#endif /* STORM_WORKER_H */
