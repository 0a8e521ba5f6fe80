/* SPDX-License-Identifier: GPL-2.0 */
/* One row of the table: everything about guests of one size. */
#ifndef APTRACE_BENCH_MEASURE_H
#define APTRACE_BENCH_MEASURE_H

#include "save.h"

/**
 * struct measured - what was found for one number of queues
 * @queues: the number
 * @stream_bytes: length of the stream
 * @reads: how many it took to read it
 * @save_ns: time to save, for each queue, of each way
 * @save_tapqs: how often each queue was asked to save
 * @restore_ns: time to restore, for each queue
 * @restore_tapqs: how often each queue was asked to restore
 * @save_ratio: time to save, as a multiple of BENCH_SNAPSHOT's
 * @both_ratio: time to save and restore, the same
 */
struct measured {
	u32 queues;
	size_t stream_bytes;
	size_t reads;
	double save_ns[BENCH_WAYS];
	double save_tapqs[BENCH_WAYS];
	double restore_ns;
	double restore_tapqs;
	double save_ratio[BENCH_WAYS];
	double both_ratio[BENCH_WAYS];
};

/**
 * measure_check - is what would be compared the same work?
 * @side: number of adapters, and of domains
 *
 * Return: NULL, or what is wrong.
 */
const char *measure_check(unsigned int side);

/**
 * measure - find out about guests of one size
 * @measured: the result
 * @side: number of adapters, and of domains
 * @rounds: how many times everything is measured; medians are what counts
 *
 * Return: NULL, or what is wrong; what measure_check() would say among it.
 */
const char *measure(struct measured *measured, unsigned int side,
		    unsigned int rounds);

#endif /* APTRACE_BENCH_MEASURE_H */
