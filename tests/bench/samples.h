/* SPDX-License-Identifier: GPL-2.0 */
/* Times, and their median. */
#ifndef APTRACE_BENCH_SAMPLES_H
#define APTRACE_BENCH_SAMPLES_H

#include "../../driver/core/types.h"

#define SAMPLES_MAX	99

struct samples {
	double value[SAMPLES_MAX];
	unsigned int count;
};

void samples_add(struct samples *samples, double value);
double samples_median(const struct samples *samples);

/* Processor time of this program: others on the machine do not count. */
double cpu_ns(void);

#endif /* APTRACE_BENCH_SAMPLES_H */
