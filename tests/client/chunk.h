/* SPDX-License-Identifier: GPL-2.0 */
/* In which pieces the migration data is read and written (--chunk). */
#ifndef APVMM_CHUNK_H
#define APVMM_CHUNK_H

#include <stddef.h>

#include "../../driver/core/types.h"

enum chunk_kind {
	CHUNK_DEFAULT,	/* source: as QEMU; destination: as it arrives */
	CHUNK_FIXED,
	CHUNK_RANDOM,
	CHUNK_ALL,	/* one piece */
};

struct chunk_spec {
	enum chunk_kind kind;
	u64 bytes;		/* CHUNK_FIXED */
	u64 seed;		/* CHUNK_RANDOM */
};

struct chunker {
	struct chunk_spec spec;
	u64 random_state;
};

/* The largest piece: a stream of 65,536 queues fits several times. */
#define CHUNK_MAX_BYTES		(4U << 20)
#define CHUNK_RANDOM_MAX_BYTES	(16U << 10)

/* "N", "random:SEED" or "all". 0, or -EINVAL. */
int chunk_parse(const char *text, struct chunk_spec *spec);

void chunk_start(struct chunker *chunker, const struct chunk_spec *spec);

/* Size of the next piece; @fallback_bytes for CHUNK_DEFAULT. Never 0. */
size_t chunk_next(struct chunker *chunker, size_t fallback_bytes);

#endif /* APVMM_CHUNK_H */
