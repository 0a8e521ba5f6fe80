/* SPDX-License-Identifier: GPL-2.0 */
/* A guest with so many queues, on a host that answers at once. */
#ifndef APTRACE_BENCH_GUEST_H
#define APTRACE_BENCH_GUEST_H

#include "../../driver/core/matrix.h"

/**
 * struct bench_guest - what a guest has
 * @matrix: its adapters and domains, all of them assigned; as many of either,
 *	and as many control domains
 * @queues: number of queues
 * @info: what each queue's TAPQ says
 * @tapqs: how often a queue was asked
 */
struct bench_guest {
	struct ap_matrix matrix;
	u32 queues;
	u64 info[AP_QUEUES_MAX];
	u64 tapqs;
};

/* A guest with @side adapters and @side domains, 1 to 256. */
void bench_guest_init(struct bench_guest *guest, unsigned int side);

/* TAPQ: its response code; always 00 here. */
u8 bench_tapq(struct bench_guest *guest, u16 apqn, u64 *info);

#endif /* APTRACE_BENCH_GUEST_H */
