/* SPDX-License-Identifier: GPL-2.0 */
/* Feeding a stream to the decoder in pieces of all kinds. */
#ifndef APTRACE_UNIT_FEED_H
#define APTRACE_UNIT_FEED_H

#include "../../driver/core/stream.h"
#include "make_stream.h"
#include "tap.h"

enum feed_how {
	FEED_WHOLE,
	FEED_1_BYTE,
	FEED_7_BYTES,
	FEED_RANDOM,
	/* What the parser says it needs, no more, and nothing else stored. */
	FEED_NEEDED,
	/* As FEED_1_BYTE, but each time from a fresh copy that ends where the
	 * data ends, so that a sanitizer sees any look ahead. Short ones only.
	 */
	FEED_COPIES,
	FEED_COUNT
};

/* As a driver would: parse after each piece, finish at the end. */
void feed(struct ap_stream_parser *parser, const u8 *bytes, size_t length,
	  enum feed_how how);

/*
 * Checks that the stream is refused in all segmentations with this error, and
 * in none of them complete at any time.
 */
void expect_refused(const u8 *bytes, size_t length, u32 error);

/*
 * For many cases: checks that it is refused, as a whole and in one of the other
 * segmentations, another one each time, with the same error.
 */
void expect_refused_somehow(const u8 *bytes, size_t length);

/*
 * Checks that END's three numbers are looked at, all other checksums right, and
 * that they see a change that nothing else can see: in the first queue.
 */
void expect_digest_looked_at(void (*make)(struct maker *maker));

/* Checks that it is taken in all segmentations, with equal results. */
void expect_taken(const u8 *bytes, size_t length);

#endif /* APTRACE_UNIT_FEED_H */
