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

#define DAMAGED_MAX	1536

/* The good streams: one of each kind. */
static void (* const makers[])(struct maker *maker) = {
	make_usual_stream,
	make_pre_copy_stream,
};

/* Runs the test for each of them. */
static void with_each(void (*run)(const struct maker *maker))
{
	struct maker maker;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(makers); i++) {
		makers[i](&maker);
		run(&maker);
		maker_free(&maker);
	}
}

static const char *kind(const struct maker *maker)
{
	return maker->pre_copy ? "PRE_COPY" : "usual";
}

static void cut_at_bytes(const struct maker *maker)
{
	struct ap_stream_parser parser;
	size_t length;
	int how;

	for (length = 0; length < maker->length; length++) {
		tap_context("%s cut at %zu", kind(maker), length);
		expect_refused(maker->bytes, length, VFIO_AP_STREAM_TRUNCATED);
		for (how = 0; how < FEED_COUNT; how++) {
			feed(&parser, maker->bytes, length, how);
			CHECK_EQUAL(ap_stream_finish(&parser), -EBADMSG);
		}
	}
}

static void cut_at_every_byte(void)
{
	with_each(cut_at_bytes);
}

/* Which error a changed byte must give, by where it is. */
static u32 error_at(size_t at, const struct maker *maker)
{
	unsigned int n = 0;
	size_t record;

	if (at < AT_MAJOR)
		return VFIO_AP_STREAM_MAGIC;
	if (at < AT_MINOR)
		return VFIO_AP_STREAM_VERSION;
	if (at >= AT_HEADER_BYTES && at < AT_MIGRATION_ID)
		return VFIO_AP_STREAM_HEADER_BYTES;
	if (at < AT_RECORD)
		return VFIO_AP_STREAM_HEADER_CRC;
	do {
		record = record_at(maker->bytes, maker->length, n++);
		if (at >= record && at < record + 24)
			return VFIO_AP_STREAM_RECORD_CRC;
	} while (record < maker->length);
	return VFIO_AP_STREAM_PAYLOAD_CRC;
}

static void flip_bits(const struct maker *maker)
{
	u8 damaged[DAMAGED_MAX];
	size_t bit;

	memcpy(damaged, maker->bytes, maker->length);
	for (bit = 0; bit < maker->length * 8; bit++) {
		tap_context("%s, bit %zu", kind(maker), bit);
		damaged[bit / 8] ^= (u8)(1 << bit % 8);
		expect_refused(damaged, maker->length, error_at(bit / 8, maker));
		damaged[bit / 8] ^= (u8)(1 << bit % 8);
	}
	expect_taken(damaged, maker->length);
}

static void every_bit_flipped(void)
{
	with_each(flip_bits);
}

/*
 * With all checksums made right again, only what has no rule of its own may be
 * changed: the migration id, the minor version, what is assigned beyond the
 * guest's view, response codes and information words. A change of the guest's
 * masks never, for no other table fits.
 */
static bool free_in_config(size_t at, u8 mask, const u8 *record, size_t length)
{
	/* Recomputed by reseal(). */
	if (at >= 16 && at < 24)
		return true;
	if (at < 24)
		return false;
	if (at < 24 + 96)
		return !(record[at + 96] & mask);
	/* A control domain more or less is another guest, but well-formed. */
	if (at >= 24 + 96 + 64 && at < 24 + 192)
		return record[at - 96] & mask;
	if (at >= 24 + 208 && at < length)
		return (at - 24 - 208) % 16 == 2 || (at - 24 - 208) % 16 >= 8;
	return false;
}

static bool free_to_change(size_t bit, const struct maker *maker)
{
	size_t at = bit / 8, begin, end;
	u8 mask = (u8)(1 << bit % 8);
	unsigned int n = 0;

	if (at >= AT_MINOR && at < AT_HEADER_BYTES)
		return true;
	if (at >= AT_MIGRATION_ID && at < AT_TOTAL_BYTES)
		return true;
	/* Recomputed by reseal(). */
	if (at >= AT_HEADER_CRC && at < AT_RECORD)
		return true;
	if (at < AT_RECORD)
		return false;
	if (at >= maker->length - END_RECORD_BYTES)
		return at >= maker->length - 24;

	do {
		begin = record_at(maker->bytes, maker->length, n);
		end = record_at(maker->bytes, maker->length, ++n);
	} while (at >= end);
	return free_in_config(at - begin, mask, maker->bytes + begin,
			      end - begin);
}

static void flip_and_seal_bits(const struct maker *maker)
{
	struct ap_stream_parser parser;
	unsigned int taken = 0, refused = 0;
	u8 damaged[DAMAGED_MAX];
	size_t bit;

	for (bit = 0; bit < maker->length * 8; bit++) {
		tap_context("%s, bit %zu", kind(maker), bit);
		memcpy(damaged, maker->bytes, maker->length);
		damaged[bit / 8] ^= (u8)(1 << bit % 8);
		reseal(damaged, maker->length, RESEAL_ALL);
		feed(&parser, damaged, maker->length, FEED_WHOLE);
		CHECK(parser.complete == free_to_change(bit, maker));
		taken += parser.complete;
		refused += !parser.complete;
		if (!parser.complete)
			expect_refused_somehow(damaged, maker->length);
	}
	CHECK(taken > 500);
	CHECK(refused > 500);
}

static void every_bit_flipped_and_sealed(void)
{
	with_each(flip_and_seal_bits);
}

static void add_bytes(const struct maker *maker)
{
	static const size_t counts[] = { 1, 2, 16, 24, 40 };
	u8 damaged[DAMAGED_MAX];
	size_t at, i, count;
	int zero;

	for (i = 0; i < ARRAY_SIZE(counts); i++) {
		for (at = 0; at <= maker->length; at++) {
			count = counts[i];
			for (zero = 0; zero < 2; zero++) {
				tap_context("%s, %zu bytes at %zu", kind(maker),
					    count, at);
				memcpy(damaged, maker->bytes, at);
				/* Zeros, or what stood there, twice. */
				if (zero || at + count > maker->length)
					memset(damaged + at, 0, count);
				else
					memcpy(damaged + at, maker->bytes + at,
					       count);
				memcpy(damaged + at + count, maker->bytes + at,
				       maker->length - at);
				expect_refused_somehow(damaged, maker->length + count);
			}
		}
	}
}

static void bytes_added_at_every_place(void)
{
	with_each(add_bytes);
}

static void lose_bytes(const struct maker *maker)
{
	static const size_t counts[] = { 1, 2, 16, 24, 40 };
	u8 damaged[DAMAGED_MAX];
	size_t at, i, count;

	for (i = 0; i < ARRAY_SIZE(counts); i++) {
		count = counts[i];
		for (at = 0; at + count <= maker->length; at++) {
			tap_context("%s, %zu bytes at %zu", kind(maker), count,
				    at);
			memcpy(damaged, maker->bytes, at);
			memcpy(damaged + at, maker->bytes + at + count,
			       maker->length - at - count);
			expect_refused_somehow(damaged, maker->length - count);
		}
	}
}

static void bytes_lost_at_every_place(void)
{
	with_each(lose_bytes);
}

static void exchange_blocks(const struct maker *maker)
{
	static const size_t sizes[] = { 1, 2, 4, 8, 16, 24 };
	u8 damaged[DAMAGED_MAX];
	size_t a, b, i, size;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		size = sizes[i];
		for (a = 0; a + 2 * size <= maker->length; a += size) {
			/* The next one, and one far away. */
			for (b = a + size; b + size <= maker->length;
			     b += 7 * size) {
				if (!memcmp(maker->bytes + a, maker->bytes + b,
					    size))
					continue;
				tap_context("%s, %zu bytes at %zu and %zu",
					    kind(maker), size, a, b);
				memcpy(damaged, maker->bytes, maker->length);
				memcpy(damaged + a, maker->bytes + b, size);
				memcpy(damaged + b, maker->bytes + a, size);
				expect_refused_somehow(damaged, maker->length);
			}
		}
	}
}

static void blocks_exchanged(void)
{
	with_each(exchange_blocks);
}

static void append_bytes(const struct maker *maker)
{
	u8 damaged[DAMAGED_MAX];
	size_t more;

	memset(damaged, 0, sizeof(damaged));
	memcpy(damaged, maker->bytes, maker->length);
	for (more = 1; more < 80; more++) {
		tap_context("%s, %zu bytes more", kind(maker), more);
		expect_refused(damaged, maker->length + more,
			       VFIO_AP_STREAM_TRAILING);
	}
	/* Two streams in one. */
	memcpy(damaged + maker->length, maker->bytes, maker->length);
	expect_refused(damaged, 2 * maker->length, VFIO_AP_STREAM_TRAILING);
}

static void appended(void)
{
	with_each(append_bytes);
}

/*
 * Whole records, with their own checksums right: lost, doubled, or in another
 * order. Only END knows.
 */
static void records_moved(void)
{
	u8 damaged[DAMAGED_MAX];
	size_t first, second, end;
	struct maker maker;

	make_pre_copy_stream(&maker);
	first = record_at(maker.bytes, maker.length, 0);
	second = record_at(maker.bytes, maker.length, 1);
	end = record_at(maker.bytes, maker.length, 2);
	memcpy(damaged, maker.bytes, maker.length);

	tap_context("first CONFIG lost");
	memcpy(damaged + first, maker.bytes + second, maker.length - second);
	expect_refused(damaged, maker.length - (second - first),
		       VFIO_AP_STREAM_DIGEST);

	tap_context("second CONFIG lost");
	memcpy(damaged, maker.bytes, second);
	memcpy(damaged + second, maker.bytes + end, maker.length - end);
	expect_refused(damaged, maker.length - (end - second),
		       VFIO_AP_STREAM_DIGEST);

	tap_context("second CONFIG twice");
	memcpy(damaged, maker.bytes, end);
	memcpy(damaged + end, maker.bytes + second, maker.length - second);
	expect_refused(damaged, maker.length + (end - second),
		       VFIO_AP_STREAM_DIGEST);

	tap_context("CONFIG exchanged");
	memcpy(damaged + first, maker.bytes + second, end - second);
	memcpy(damaged + first + (end - second), maker.bytes + first,
	       second - first);
	memcpy(damaged + end, maker.bytes + end, maker.length - end);
	expect_refused(damaged, maker.length, VFIO_AP_STREAM_DIGEST);

	tap_context("END before the second CONFIG");
	memcpy(damaged, maker.bytes, second);
	memcpy(damaged + second, maker.bytes + end, maker.length - end);
	memcpy(damaged + second + (maker.length - end), maker.bytes + second,
	       end - second);
	expect_refused(damaged, maker.length, VFIO_AP_STREAM_DIGEST);

	tap_context("END lost");
	expect_refused(maker.bytes, end, VFIO_AP_STREAM_TRUNCATED);
	maker_free(&maker);
}

/* Random bytes, and random bytes behind a good header. */
static void make_noise(const struct maker *maker)
{
	u8 damaged[DAMAGED_MAX];
	size_t length, at;
	int round;

	for (round = 0; round < 2000; round++) {
		tap_context("%s, round %d", kind(maker), round);
		length = 1 + tap_random_below(DAMAGED_MAX);
		for (at = 0; at < length; at++)
			damaged[at] = (u8)tap_random();
		if (round % 2 && length > 64)
			memcpy(damaged, maker->bytes, 64);
		if (round % 4 == 3 && length > AT_PAYLOAD)
			memcpy(damaged, maker->bytes, AT_PAYLOAD);
		expect_refused_somehow(damaged, length);
	}
}

static void noise(void)
{
	with_each(make_noise);
}

static const struct test tests[] = {
	{ "R22 cut at every byte", cut_at_every_byte },
	{ "X4 every bit flipped gives the error of its place", every_bit_flipped },
	{ "X2 every bit flipped, checksums made right", every_bit_flipped_and_sealed },
	{ "bytes added or doubled at every place", bytes_added_at_every_place },
	{ "bytes lost at every place", bytes_lost_at_every_place },
	{ "blocks exchanged", blocks_exchanged },
	{ "X4 bytes appended", appended },
	{ "whole records lost, doubled or moved", records_moved },
	{ "noise", noise },
};

SUITE(damage, tests);
