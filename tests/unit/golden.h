/* SPDX-License-Identifier: GPL-2.0 */
/* The streams in golden/, as bytes and as what they describe. */
#ifndef APTRACE_UNIT_GOLDEN_H
#define APTRACE_UNIT_GOLDEN_H

#include "../../driver/core/stream.h"

#define GOLDEN_QUEUES_MAX	4

/* What one CONFIG record of a golden stream says. */
struct golden_config {
	struct ap_matrix assigned;
	struct ap_matrix guest;
	u32 queues;
	struct ap_stream_queue queue[GOLDEN_QUEUES_MAX];
};

#define GOLDEN_CONFIGS_MAX	2

struct golden {
	/* In the folder golden. */
	const char *file;
	size_t length;
	bool pre_copy;
	u8 migration_id[16];
	u32 configs;
	struct golden_config config[GOLDEN_CONFIGS_MAX];
};

#define GOLDEN_COUNT	2

/* The @n-th golden stream, below GOLDEN_COUNT. */
void golden_get(struct golden *golden, unsigned int n);

/* Reads the file; returns the number of bytes, 0 after an error message. */
size_t golden_read(const struct golden *golden, u8 *bytes, size_t room);

#endif /* APTRACE_UNIT_GOLDEN_H */
