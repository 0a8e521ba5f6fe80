/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A whole stream out of the encoder's parts, for tests.
 *
 * Each part is made in a buffer of its own that has exactly its size, so that a
 * sanitizer sees a byte too many and nothing can rely on its neighbour.
 */
#ifndef APTRACE_UNIT_ENCODE_H
#define APTRACE_UNIT_ENCODE_H

#include "../../driver/core/stream.h"

/* A stream under construction. Begin with all zero bytes. */
struct encoded {
	u8 *bytes;
	size_t length;
	u32 records;
	u32 crc;
	/* An encoder's function failed: what it returned. */
	int err;
};

void encode_header(struct encoded *encoded, const u8 migration_id[16],
		   u64 total_bytes);
/* @queues: one for each queue of @guest; NULL if it has none. */
void encode_config(struct encoded *encoded, const struct ap_matrix *assigned,
		   const struct ap_matrix *guest,
		   const struct ap_stream_queue *queues);
void encode_end(struct encoded *encoded);
void encode_free(struct encoded *encoded);

#endif /* APTRACE_UNIT_ENCODE_H */
