// SPDX-License-Identifier: GPL-2.0
/* Feeding. */
#include <stdlib.h>

#include "../../driver/core/stream_error.h"
#include "feed.h"

/* Copies are of quadratic cost. */
#define COPIES_MAX_BYTES	2048

static size_t piece_bytes(enum feed_how how, size_t rest)
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
	default:
		piece = rest;
	}
	return piece < rest ? piece : rest;
}

static int parse_copy(struct ap_stream_parser *parser, const u8 *bytes,
		      size_t length)
{
	u8 *copy = malloc(length);
	int err;

	if (!copy)
		abort();
	memcpy(copy, bytes, length);
	err = ap_stream_parse(parser, copy, length);
	free(copy);
	return err;
}

/* What must hold after every step, whatever the stream is. */
static void check_state(const struct ap_stream_parser *parser, int err,
			size_t have)
{
	CHECK_EQUAL(err, ap_stream_error(parser->error)->err);
	CHECK((err == 0) == (parser->error == VFIO_AP_STREAM_OK));
	if (have < 64) {
		CHECK_EQUAL(err, 0);
		CHECK(!parser->have_header);
		CHECK_EQUAL(parser->need_bytes, 64);
		CHECK_EQUAL(parser->total_bytes, 0);
	}
	if (parser->have_header) {
		CHECK(parser->total_bytes >= 336);
		CHECK(parser->total_bytes <= AP_STREAM_BYTES_MAX);
		CHECK_EQUAL(parser->need_bytes, parser->total_bytes);
	}
	if (parser->have_config)
		CHECK(parser->have_header);
	if (parser->complete)
		CHECK(parser->have_config && !err &&
		      have == parser->total_bytes);
}

void feed(struct ap_stream_parser *parser, const u8 *bytes, size_t length,
	  enum feed_how how)
{
	size_t have = 0;
	int err = 0;

	ap_stream_parser_init(parser);
	CHECK_EQUAL(parser->need_bytes, 64);
	while (have < length && !err) {
		have += piece_bytes(how, length - have);
		if (how == FEED_COPIES || how == FEED_WHOLE)
			err = parse_copy(parser, bytes, have);
		else
			err = ap_stream_parse(parser, bytes, have);
		check_state(parser, err, have);
	}
	err = ap_stream_finish(parser);
	CHECK_EQUAL(err, ap_stream_error(parser->error)->err);
	CHECK(parser->complete == (err == 0));
}

static bool how_fits(enum feed_how how, size_t length)
{
	return how != FEED_COPIES || length <= COPIES_MAX_BYTES;
}

void expect_refused(const u8 *bytes, size_t length, u32 error)
{
	struct ap_stream_parser parser;
	int how;

	for (how = 0; how < FEED_COUNT; how++) {
		if (!how_fits(how, length))
			continue;
		feed(&parser, bytes, length, how);
		CHECK_EQUAL(parser.error, error);
		CHECK(!parser.complete);
		CHECK(ap_stream_finish(&parser) < 0);

		/* Sticky: nothing that comes later mends it. */
		CHECK(ap_stream_parse(&parser, bytes, length) < 0);
		CHECK_EQUAL(parser.error, error);
		CHECK(!parser.complete);
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
