// SPDX-License-Identifier: GPL-2.0
/* Feeding. */
#include <stdlib.h>

#include "../../driver/core/stream_error.h"
#include "feed.h"

/* Copies are of quadratic cost. */
#define COPIES_MAX_BYTES	2048

/* Longer ones byte by byte would take seconds, and 7 bytes show the same. */
#define SINGLE_MAX_BYTES	(2U << 20)

/*
 * What a stream that was begun in PRE_COPY needs next, worked out from nothing
 * but the lengths that it has in it.
 */
struct need {
	size_t need_bytes;
	size_t record_at;	/* 0: before the header is there */
	bool in_payload;
	bool end;
};

static void need_next(struct need *need, const u8 *bytes, size_t have)
{
	while (have >= need->need_bytes && !need->end) {
		if (!need->record_at || need->in_payload) {
			need->end = need->record_at &&
				    bytes[need->record_at + 1] == 2;
			if (need->end)
				break;
			need->record_at = need->need_bytes;
			need->need_bytes += 24;
			need->in_payload = false;
		} else {
			need->need_bytes += peek64(bytes + need->record_at + 8);
			need->in_payload = true;
		}
	}
}

static size_t piece_bytes(enum feed_how how, size_t rest, size_t needed)
{
	size_t piece;

	switch (how) {
	case FEED_1_BYTE:
	case FEED_COPIES:
		piece = 1;
		break;
	case FEED_7_BYTES:
		piece = 7;
		break;
	case FEED_RANDOM:
		/* None at all sometimes: that must be harmless. */
		piece = tap_random_below(rest < 400 ? 40 : rest / 10);
		break;
	case FEED_NEEDED:
		/* Nothing is needed any more, but there is more. */
		piece = needed ? needed : rest;
		break;
	default:
		piece = rest;
	}
	return piece < rest ? piece : rest;
}

/* Of the @have bytes the caller has room for @stored. */
static int parse_copy(struct ap_stream_parser *parser, const u8 *bytes,
		      size_t stored, size_t have)
{
	u8 *copy = malloc(stored);
	int err;

	if (!copy)
		abort();
	memcpy(copy, bytes, stored);
	err = ap_stream_parse(parser, copy, have);
	free(copy);
	return err;
}

/* What must hold after every step, whatever the stream is. */
static void check_state(const struct ap_stream_parser *parser, int err,
			size_t have)
{
	CHECK_EQUAL(err, ap_stream_error(parser->error)->err);
	CHECK((err == 0) == (parser->error == VFIO_AP_STREAM_OK));
	/* What a caller makes room for. */
	CHECK(parser->need_bytes <= STREAM_BYTES_MAX);
	if (have < 64)
		CHECK(!err && !parser->have_header);
	if (!parser->have_header) {
		CHECK_EQUAL(parser->need_bytes, 64);
		CHECK_EQUAL(parser->total_bytes, 0);
		CHECK(!parser->pre_copy);
	} else if (!parser->pre_copy) {
		CHECK(parser->total_bytes >= 336);
		CHECK(parser->total_bytes <= STREAM_BYTES_MAX);
		CHECK_EQUAL(parser->need_bytes, parser->total_bytes);
		CHECK(parser->configs <= 1);
	} else {
		CHECK(parser->configs <= 16);
		if (parser->total_bytes)
			CHECK_EQUAL(parser->need_bytes, parser->total_bytes);
	}
	CHECK(parser->have_config == (parser->configs > 0));
	if (parser->have_config)
		CHECK(parser->have_header);
	if (parser->complete)
		CHECK(parser->have_config && !err &&
		      have == parser->total_bytes);
	/* No stream can be complete before it has what it needs. */
	if (!err)
		CHECK(parser->complete == (have >= parser->need_bytes));
}

void feed(struct ap_stream_parser *parser, const u8 *bytes, size_t length,
	  enum feed_how how)
{
	bool copies = how == FEED_COPIES || how == FEED_WHOLE ||
		      (how == FEED_NEEDED && length <= COPIES_MAX_BYTES);
	struct need need = { .need_bytes = 64 };
	size_t have = 0, stored, needed;
	int err = 0;

	ap_stream_parser_init(parser);
	CHECK_EQUAL(parser->need_bytes, 64);
	while (have < length && !err) {
		needed = parser->need_bytes;
		have += piece_bytes(how, length - have, needed - have);
		stored = how == FEED_NEEDED && have > needed ? needed : have;
		if (copies)
			err = parse_copy(parser, bytes, stored, have);
		else
			err = ap_stream_parse(parser, bytes, have);
		check_state(parser, err, have);
		CHECK(parser->need_bytes >= needed);
		if (parser->pre_copy && !err) {
			need_next(&need, bytes, have);
			CHECK_EQUAL(parser->need_bytes, need.need_bytes);
		}
	}
	err = ap_stream_finish(parser);
	CHECK_EQUAL(err, ap_stream_error(parser->error)->err);
	CHECK(parser->complete == (err == 0));
}

static bool how_fits(enum feed_how how, size_t length)
{
	if (how == FEED_COPIES)
		return length <= COPIES_MAX_BYTES;
	return how != FEED_1_BYTE || length <= SINGLE_MAX_BYTES;
}

static void expect_refused_so(const u8 *bytes, size_t length, u32 error,
			      enum feed_how how)
{
	struct ap_stream_parser parser;

	feed(&parser, bytes, length, how);
	CHECK_EQUAL(parser.error, error);
	CHECK(!parser.complete);
	CHECK(ap_stream_finish(&parser) < 0);

	/* Sticky: nothing that comes later mends it. */
	CHECK(ap_stream_parse(&parser, bytes, length) < 0);
	CHECK_EQUAL(parser.error, error);
	CHECK(!parser.complete);
}

void expect_refused(const u8 *bytes, size_t length, u32 error)
{
	int how;

	for (how = 0; how < FEED_COUNT; how++)
		if (how_fits(how, length))
			expect_refused_so(bytes, length, error, how);
}

void expect_refused_somehow(const u8 *bytes, size_t length)
{
	static unsigned int turn;
	struct ap_stream_parser parser;

	feed(&parser, bytes, length, FEED_WHOLE);
	CHECK(!parser.complete && parser.error != VFIO_AP_STREAM_OK);
	do
		turn++;
	while (!how_fits(turn % FEED_COUNT, length));
	expect_refused_so(bytes, length, parser.error, turn % FEED_COUNT);
}

void expect_digest_looked_at(void (*make)(struct maker *maker))
{
	struct maker maker;
	size_t at;

	for (at = 0; at <= 16; at++) {
		tap_context("byte %zu of END", at);
		make(&maker);
		if (at < 16)
			maker.bytes[maker.length - 16 + at] ^= 1;
		else
			maker.bytes[AT_QUEUES + 8] ^= 0x40;
		reseal(maker.bytes, maker.length,
		       RESEAL_HEADER | RESEAL_RECORDS);
		expect_refused(maker.bytes, maker.length,
			       VFIO_AP_STREAM_DIGEST);
		maker_free(&maker);
	}
}

void expect_taken(const u8 *bytes, size_t length)
{
	struct ap_stream_parser first, parser;
	int how;

	feed(&first, bytes, length, FEED_WHOLE);
	CHECK_EQUAL(first.error, VFIO_AP_STREAM_OK);
	CHECK(first.complete);
	for (how = 0; how < FEED_COUNT; how++) {
		if (!how_fits(how, length))
			continue;
		feed(&parser, bytes, length, how);
		/* Every field; both began as all zero bytes. */
		CHECK(!memcmp(&parser, &first, sizeof(parser)));
	}
}
