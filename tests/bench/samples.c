// SPDX-License-Identifier: GPL-2.0
#include "samples.h"

#include <stdlib.h>
#include <time.h>

void samples_add(struct samples *samples, double value)
{
	if (samples->count < SAMPLES_MAX)
		samples->value[samples->count++] = value;
}

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

double samples_median(const struct samples *samples)
{
	struct samples sorted = *samples;
	unsigned int middle = sorted.count / 2;

	if (!sorted.count)
		return 0;
	qsort(sorted.value, sorted.count, sizeof(sorted.value[0]), compare);
	if (sorted.count % 2)
		return sorted.value[middle];
	return (sorted.value[middle - 1] + sorted.value[middle]) / 2;
}

double cpu_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return now.tv_sec * 1e9 + now.tv_nsec;
}
