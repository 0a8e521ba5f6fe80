// SPDX-License-Identifier: GPL-2.0
/*
 * A good stream, damaged at every place in every simple way, is never taken.
 *
 * Checksums are left as they were, except where a test says so: this is what a
 * line, a disk or a careless program does.
 */
#include "../../driver/core/stream_error.h"
#include "feed.h"
#include "make_stream.h"
#include "suites.h"

#define DAMAGED_MAX	1024

static void cut_at_every_byte(void)
{
	struct ap_stream_parser parser;
	struct maker maker;
	size_t length;
	int how;

	make_usual_stream(&maker);
	for (length = 0; length < maker.length; length++) {
		tap_context("cut at %zu", length);
		expect_refused(maker.bytes, length, VFIO_AP_STREAM_TRUNCATED);
		for (how = 0; how < FEED_COUNT; how++) {
			feed(&parser, maker.bytes, length, how);
			CHECK_EQUAL(ap_stream_finish(&parser), -EBADMSG);
		}
	}
	maker_free(&maker);
}

/* Which error a changed byte must give, by where it is. */
static u32 error_at(size_t at, size_t length)
{
	size_t end = length - END_RECORD_BYTES;

	if (at < AT_MAJOR)
		return VFIO_AP_STREAM_MAGIC;
	if (at < AT_MINOR)
		return VFIO_AP_STREAM_VERSION;
	if (at >= AT_HEADER_BYTES && at < AT_MIGRATION_ID)
		return VFIO_AP_STREAM_HEADER_BYTES;
	if (at < AT_RECORD)
		return VFIO_AP_STREAM_HEADER_CRC;
	if (at < AT_PAYLOAD || (at >= end && at < end + 24))
		return VFIO_AP_STREAM_RECORD_CRC;
	return VFIO_AP_STREAM_PAYLOAD_CRC;
}

static void every_bit_flipped(void)
{
	struct maker maker;
	size_t bit;

	make_usual_stream(&maker);
	for (bit = 0; bit < maker.length * 8; bit++) {
		tap_context("bit %zu", bit);
		maker.bytes[bit / 8] ^= (u8)(1 << bit % 8);
		expect_refused(maker.bytes, maker.length,
			       error_at(bit / 8, maker.length));
		maker.bytes[bit / 8] ^= (u8)(1 << bit % 8);
	}
	expect_taken(maker.bytes, maker.length);
	maker_free(&maker);
}

/*
 * With all checksums made right again, only what has no rule of its own may be
 * changed: the migration id, the minor version, what is assigned beyond the
 * guest's view, response codes and information words. A change of the guest's
 * masks never, for no other table fits.
 */
static bool free_to_change(size_t bit, const u8 *bytes, size_t length)
{
	size_t at = bit / 8;
	u8 mask = (u8)(1 << bit % 8);

	if (at >= AT_MINOR && at < AT_HEADER_BYTES)
		return true;
	if (at >= AT_MIGRATION_ID && at < AT_TOTAL_BYTES)
		return true;
	/* Recomputed by reseal(). */
	if (at >= AT_HEADER_CRC && at < AT_RECORD)
		return true;
	if (at >= AT_RECORD + 16 && at < AT_PAYLOAD)
		return true;
	if (at >= length - 24)
		return true;
	if (at >= AT_ASSIGNED && at < AT_GUEST)
		return !(bytes[at + 96] & mask);
	/* A control domain more or less is another guest, but well-formed. */
	if (at >= AT_GUEST + 64 && at < AT_QUEUE_COUNT)
		return bytes[at - 96] & mask;
	if (at >= AT_QUEUES && at < length - END_RECORD_BYTES)
		return (at - AT_QUEUES) % 16 == 2 || (at - AT_QUEUES) % 16 >= 8;
	return false;
}

static void every_bit_flipped_and_sealed(void)
{
	struct ap_stream_parser parser;
	unsigned int taken = 0, refused = 0;
	u8 damaged[DAMAGED_MAX];
	struct maker maker;
	size_t bit;

	make_usual_stream(&maker);
	for (bit = 0; bit < maker.length * 8; bit++) {
		tap_context("bit %zu", bit);
		memcpy(damaged, maker.bytes, maker.length);
		damaged[bit / 8] ^= (u8)(1 << bit % 8);
		reseal(damaged, maker.length, RESEAL_ALL);
		feed(&parser, damaged, maker.length, FEED_WHOLE);
		CHECK(parser.complete ==
		      free_to_change(bit, maker.bytes, maker.length));
		taken += parser.complete;
		refused += !parser.complete;
		if (!parser.complete)
			expect_refused(damaged, maker.length, parser.error);
	}
	CHECK(taken > 500);
	CHECK(refused > 500);
	maker_free(&maker);
}

static void refused_somehow(const u8 *bytes, size_t length)
{
	struct ap_stream_parser parser;

	feed(&parser, bytes, length, FEED_WHOLE);
	CHECK(!parser.complete && parser.error != VFIO_AP_STREAM_OK);
	expect_refused(bytes, length, parser.error);
}

static void bytes_added_at_every_place(void)
{
	static const size_t counts[] = { 1, 2, 16, 24, 40 };
	u8 damaged[DAMAGED_MAX];
	struct maker maker;
	size_t at, i, count;
	int zero;

	make_usual_stream(&maker);
	for (i = 0; i < ARRAY_SIZE(counts); i++) {
		for (at = 0; at <= maker.length; at++) {
			count = counts[i];
			for (zero = 0; zero < 2; zero++) {
				tap_context("%zu bytes at %zu", count, at);
				memcpy(damaged, maker.bytes, at);
				/* Zeros, or what stood there, twice. */
				if (zero || at + count > maker.length)
					memset(damaged + at, 0, count);
				else
					memcpy(damaged + at, maker.bytes + at,
					       count);
				memcpy(damaged + at + count, maker.bytes + at,
				       maker.length - at);
				refused_somehow(damaged, maker.length + count);
			}
		}
	}
	maker_free(&maker);
}

static void bytes_lost_at_every_place(void)
{
	static const size_t counts[] = { 1, 2, 16, 24, 40 };
	u8 damaged[DAMAGED_MAX];
	struct maker maker;
	size_t at, i, count;

	make_usual_stream(&maker);
	for (i = 0; i < ARRAY_SIZE(counts); i++) {
		count = counts[i];
		for (at = 0; at + count <= maker.length; at++) {
			tap_context("%zu bytes at %zu", count, at);
			memcpy(damaged, maker.bytes, at);
			memcpy(damaged + at, maker.bytes + at + count,
			       maker.length - at - count);
			refused_somehow(damaged, maker.length - count);
		}
	}
	maker_free(&maker);
}

static void blocks_exchanged(void)
{
	static const size_t sizes[] = { 1, 2, 4, 8, 16, 24 };
	u8 damaged[DAMAGED_MAX];
	struct maker maker;
	size_t a, b, i, size;

	make_usual_stream(&maker);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		size = sizes[i];
		for (a = 0; a + 2 * size <= maker.length; a += size) {
			/* The next one, and one far away. */
			for (b = a + size; b + size <= maker.length;
			     b += 7 * size) {
				if (!memcmp(maker.bytes + a, maker.bytes + b,
					    size))
					continue;
				tap_context("%zu bytes at %zu and %zu", size, a,
					    b);
				memcpy(damaged, maker.bytes, maker.length);
				memcpy(damaged + a, maker.bytes + b, size);
				memcpy(damaged + b, maker.bytes + a, size);
				refused_somehow(damaged, maker.length);
			}
		}
	}
	maker_free(&maker);
}

static void appended(void)
{
	u8 damaged[DAMAGED_MAX];
	struct maker maker;
	size_t more;

	make_usual_stream(&maker);
	memset(damaged, 0, sizeof(damaged));
	memcpy(damaged, maker.bytes, maker.length);
	for (more = 1; more < 80; more++) {
		tap_context("%zu bytes more", more);
		expect_refused(damaged, maker.length + more,
			       VFIO_AP_STREAM_TRAILING);
	}
	/* Two streams in one. */
	memcpy(damaged + maker.length, maker.bytes, maker.length);
	expect_refused(damaged, 2 * maker.length, VFIO_AP_STREAM_TRAILING);
	maker_free(&maker);
}

/* Random bytes, and random bytes behind a good header. */
static void noise(void)
{
	u8 damaged[DAMAGED_MAX];
	struct maker maker;
	size_t length, at;
	int round;

	make_usual_stream(&maker);
	for (round = 0; round < 2000; round++) {
		tap_context("round %d", round);
		length = 1 + tap_random_below(DAMAGED_MAX);
		for (at = 0; at < length; at++)
			damaged[at] = (u8)tap_random();
		if (round % 2 && length > 64)
			memcpy(damaged, maker.bytes, 64);
		if (round % 4 == 3 && length > AT_PAYLOAD)
			memcpy(damaged, maker.bytes, AT_PAYLOAD);
		refused_somehow(damaged, length);
	}
	maker_free(&maker);
}

static const struct test tests[] = {
	{ "R22 cut at every byte", cut_at_every_byte },
	{ "X4 every bit flipped gives the error of its place", every_bit_flipped },
	{ "X2 every bit flipped, checksums made right", every_bit_flipped_and_sealed },
	{ "bytes added or doubled at every place", bytes_added_at_every_place },
	{ "bytes lost at every place", bytes_lost_at_every_place },
	{ "blocks exchanged", blocks_exchanged },
	{ "X4 bytes appended", appended },
	{ "noise", noise },
};

SUITE(damage, tests);
