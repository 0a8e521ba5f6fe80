/* SPDX-License-Identifier: GPL-2.0 */
/* What was done, and how it ended: a storm that does nothing shows here. */
#ifndef STORM_STATS_H
#define STORM_STATS_H

#include "sys.h"

/* @op is an index of ops; of the result only its first word counts. */
void stats_count(unsigned int op, const char *result, u64 time_ns);
void stats_print(void);
/* Operations of the kind that were done */
u64 stats_of(unsigned int op);

#endif /* STORM_STATS_H */
