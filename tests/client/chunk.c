// SPDX-License-Identifier: GPL-2.0
#include "chunk.h"

#include <errno.h>
#include <string.h>

#include "number.h"

int chunk_parse(const char *text, struct chunk_spec *spec)
{
	memset(spec, 0, sizeof(*spec));
	if (!strcmp(text, "all")) {
		spec->kind = CHUNK_ALL;
		return 0;
	}
	if (!strncmp(text, "random:", 7)) {
		spec->kind = CHUNK_RANDOM;
		return parse_u64(text + 7, 0, UINT64_MAX, &spec->seed);
	}
	spec->kind = CHUNK_FIXED;
	return parse_u64(text, 1, CHUNK_MAX_BYTES, &spec->bytes);
}

void chunk_start(struct chunker *chunker, const struct chunk_spec *spec)
{
	chunker->spec = *spec;
	/* xorshift must not start from zero. */
	chunker->random_state = spec->seed * 2654435769U + 0x9e3779b97f4a7c15ULL;
	if (!chunker->random_state)
		chunker->random_state = 1;
}

static u64 chunk_random(struct chunker *chunker)
{
	u64 x = chunker->random_state;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	chunker->random_state = x;
	return x;
}

size_t chunk_next(struct chunker *chunker, size_t fallback_bytes)
{
	unsigned int bits;

	switch (chunker->spec.kind) {
	case CHUNK_FIXED:
		return chunker->spec.bytes;
	case CHUNK_ALL:
		return CHUNK_MAX_BYTES;
	case CHUNK_RANDOM:
		/*
		 * Evenly over the orders of magnitude: single bytes are as
		 * likely as pieces that span several records.
		 */
		bits = chunk_random(chunker) % 15;
		return 1 + chunk_random(chunker) % (1U << bits);
	case CHUNK_DEFAULT:
		break;
	}
	return fallback_bytes ? fallback_bytes : 1;
}
