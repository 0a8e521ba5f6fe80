/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers and times. */
#ifndef APVMM_NUMBER_H
#define APVMM_NUMBER_H

#include "../../driver/core/types.h"

/* Decimal, 0x or 0 prefixed; nothing before or after it. 0 or -EINVAL. */
int parse_u64(const char *text, u64 min, u64 max, u64 *value);

/* CLOCK_MONOTONIC, in nanoseconds. */
u64 now_ns(void);

#define NSEC_PER_SEC	1000000000ULL
#define NSEC_PER_MSEC	1000000ULL

#endif /* APVMM_NUMBER_H */
