// SPDX-License-Identifier: GPL-2.0
/*
 * Streams that are begun in PRE_COPY: no length, CONFIG again and again, the
 * last one counts. What they share with all streams is in test_decode.c, what
 * damage does to them in test_damage.c.
 */
#include <stdlib.h>

#include "../../driver/core/stream.h"
#include "../../driver/core/stream_error.h"
#include "feed.h"
#include "make_stream.h"
#include "suites.h"

/* Of the usual and the changed guest, as make_pre_copy_stream() has them. */
#define USUAL_CONFIG_BYTES	(EMPTY_CONFIG_BYTES + 6 * QUEUE_ENTRY_BYTES)
#define CHANGED_CONFIG_BYTES	(EMPTY_CONFIG_BYTES + 4 * QUEUE_ENTRY_BYTES)
#define SECOND_CONFIG		(AT_RECORD + USUAL_CONFIG_BYTES)
#define END_RECORD		(SECOND_CONFIG + CHANGED_CONFIG_BYTES)

/* No queues, no domains, no adapters. */
static void add_empty_config(struct maker *maker)
{
	struct ap_matrix empty;

	memset(&empty, 0, sizeof(empty));
	maker_config(maker, &empty, &empty);
}

/* What the parser tells of the last CONFIG. */
static void check_guest(const struct ap_stream_parser *parser, const u8 *bytes,
			const struct ap_matrix *assigned,
			const struct ap_matrix *guest)
{
	struct ap_stream_queue queue;
	u32 apqn, index = 0;

	CHECK(parser->have_config);
	CHECK(!memcmp(&parser->assigned, assigned, sizeof(*assigned)));
	CHECK(!memcmp(&parser->guest, guest, sizeof(*guest)));
	CHECK_EQUAL(parser->queues, ap_matrix_queues(guest));
	ap_matrix_for_each_queue(apqn, guest) {
		CHECK_EQUAL(ap_stream_get_queue(parser, bytes, index++, &queue),
			    0);
		CHECK_EQUAL(queue.apqn, apqn);
		CHECK_EQUAL(queue.rc, made_rc((u16)apqn));
		CHECK_EQUAL(queue.info, made_info((u16)apqn));
	}
	CHECK_EQUAL(ap_stream_get_queue(parser, bytes, index, &queue), -EINVAL);
}

static void check_usual(const struct ap_stream_parser *parser, const u8 *bytes)
{
	struct ap_matrix assigned, guest;

	usual_matrices(&assigned, &guest);
	check_guest(parser, bytes, &assigned, &guest);
}

static void check_changed(const struct ap_stream_parser *parser,
			  const u8 *bytes)
{
	struct ap_matrix assigned, guest;

	changed_matrices(&assigned, &guest);
	check_guest(parser, bytes, &assigned, &guest);
}

static void two_configs(void)
{
	struct ap_stream_parser parser;
	struct maker maker;

	make_pre_copy_stream(&maker);
	CHECK_EQUAL(maker.length, END_RECORD + END_RECORD_BYTES);
	expect_taken(maker.bytes, maker.length);
	feed(&parser, maker.bytes, maker.length, FEED_NEEDED);
	CHECK(parser.pre_copy);
	CHECK_EQUAL(parser.configs, 2);
	CHECK_EQUAL(parser.total_bytes, maker.length);
	CHECK_EQUAL(parser.need_bytes, maker.length);
	CHECK_EQUAL(parser.migration_id[0], 0xa0);
	CHECK_EQUAL(parser.migration_id[15], 0xaf);
	check_changed(&parser, maker.bytes);
	maker_free(&maker);
}

/* With guests of all sizes, and records to be skipped everywhere. */
static void any_number_of_configs(void)
{
	struct ap_matrix assigned, guest;
	struct ap_stream_parser parser;
	struct maker maker;
	unsigned int configs, i;
	int skipped;

	for (configs = 1; configs <= 16; configs++) {
		for (skipped = 0; skipped < 2; skipped++) {
			tap_context("%u CONFIG, skipped %d", configs, skipped);
			maker_start_pre_copy(&maker);
			for (i = 0; i < configs; i++) {
				if (skipped)
					maker_record(&maker, (u16)(3 + i), 1,
						     "optional", i % 9);
				usual_matrices(&assigned, &guest);
				/* The more, the emptier. */
				if (i % 3 > 0)
					guest.aqm.bits[8] = 0;
				if (i % 3 > 1)
					guest.aqm.bits[0] = 0;
				maker_config(&maker, &assigned, &guest);
			}
			if (skipped)
				maker_record(&maker, 0xffff, 1, NULL, 0);
			maker_end(&maker);
			expect_taken(maker.bytes, maker.length);
			feed(&parser, maker.bytes, maker.length, FEED_WHOLE);
			CHECK_EQUAL(parser.configs, configs);
			check_guest(&parser, maker.bytes, &assigned, &guest);
			maker_free(&maker);
		}
	}
}

/* The same bytes as of a stream that was not begun so, but for the header. */
static void one_config(void)
{
	struct ap_stream_parser parser;
	struct maker maker;

	make_usual_stream(&maker);
	poke32(maker.bytes + AT_FLAGS, FLAG_PRE_COPY);
	poke64(maker.bytes + AT_TOTAL_BYTES, 0);
	reseal(maker.bytes, maker.length, RESEAL_ALL);
	expect_taken(maker.bytes, maker.length);
	feed(&parser, maker.bytes, maker.length, FEED_WHOLE);
	CHECK(parser.pre_copy);
	check_usual(&parser, maker.bytes);

	/* A later minor version may have this flag as well. */
	poke16(maker.bytes + AT_MINOR, 7);
	reseal(maker.bytes, maker.length, RESEAL_ALL);
	expect_taken(maker.bytes, maker.length);
	maker_free(&maker);
}

/* The flag and the length belong together. */
struct header_case {
	u32 flags;
	u64 total_bytes;
	u32 error;
};

static const struct header_case header_cases[] = {
	{ 1, 1, VFIO_AP_STREAM_TOTAL_BYTES },
	{ 1, 336, VFIO_AP_STREAM_TOTAL_BYTES },
	{ 1, END_RECORD + END_RECORD_BYTES, VFIO_AP_STREAM_TOTAL_BYTES },
	{ 1, STREAM_BYTES_MAX, VFIO_AP_STREAM_TOTAL_BYTES },
	{ 1, 1ULL << 32, VFIO_AP_STREAM_TOTAL_BYTES },
	{ 1, 1ULL << 63, VFIO_AP_STREAM_TOTAL_BYTES },
	{ 1, ~0ULL, VFIO_AP_STREAM_TOTAL_BYTES },
	{ 0, 0, VFIO_AP_STREAM_TOTAL_BYTES },
	{ 2, 0, VFIO_AP_STREAM_RESERVED },
	{ 3, 0, VFIO_AP_STREAM_RESERVED },
	{ 0x101, 0, VFIO_AP_STREAM_RESERVED },
	{ 0x10001, 0, VFIO_AP_STREAM_RESERVED },
	{ 0x80000001, 0, VFIO_AP_STREAM_RESERVED },
	/* Little endian. */
	{ 0x01000000, 0, VFIO_AP_STREAM_RESERVED },
	/* Both wrong: flags are looked at first. */
	{ 3, 1, VFIO_AP_STREAM_RESERVED },
	{ 2, 335, VFIO_AP_STREAM_RESERVED },
};

static void flag_and_length(void)
{
	const struct header_case *header;
	struct ap_stream_parser parser;
	struct maker maker;
	size_t i;

	make_pre_copy_stream(&maker);
	for (i = 0; i < ARRAY_SIZE(header_cases); i++) {
		header = &header_cases[i];
		tap_context("flags %#x, case %zu", header->flags, i);
		poke32(maker.bytes + AT_FLAGS, header->flags);
		poke64(maker.bytes + AT_TOTAL_BYTES, header->total_bytes);
		reseal(maker.bytes, maker.length, RESEAL_ALL);
		/* With the header, before anybody waits for more. */
		expect_refused(maker.bytes, 63, VFIO_AP_STREAM_TRUNCATED);
		expect_refused(maker.bytes, 64, header->error);
		expect_refused(maker.bytes, maker.length, header->error);
		feed(&parser, maker.bytes, 64, FEED_WHOLE);
		CHECK(!parser.have_header);
		CHECK(!parser.pre_copy);
	}

	/* The migration id stands between the two in the order of checks. */
	memset(maker.bytes + AT_MIGRATION_ID, 0, 16);
	poke32(maker.bytes + AT_FLAGS, 1);
	poke64(maker.bytes + AT_TOTAL_BYTES, 1);
	reseal(maker.bytes, maker.length, RESEAL_ALL);
	expect_refused(maker.bytes, 64, VFIO_AP_STREAM_MIGRATION_ID);
	poke32(maker.bytes + AT_FLAGS, 3);
	reseal(maker.bytes, maker.length, RESEAL_ALL);
	expect_refused(maker.bytes, 64, VFIO_AP_STREAM_RESERVED);
	maker_free(&maker);
}

/* Judged by its header: nobody waits for a record that is one too many. */
static void too_many_configs(void)
{
	struct maker maker;
	size_t at;
	int i;

	maker_start_pre_copy(&maker);
	for (i = 0; i < 17; i++)
		add_empty_config(&maker);
	maker_end(&maker);
	at = record_at(maker.bytes, maker.length, 16);
	CHECK_EQUAL(at, 64 + 16 * EMPTY_CONFIG_BYTES);
	expect_refused(maker.bytes, at + 23, VFIO_AP_STREAM_TRUNCATED);
	expect_refused(maker.bytes, at + 24, VFIO_AP_STREAM_RECORD_ORDER);
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_RECORD_ORDER);
	maker_free(&maker);
}

static void not_without_the_flag(void)
{
	struct maker maker;

	make_pre_copy_stream(&maker);
	poke32(maker.bytes + AT_FLAGS, 0);
	poke64(maker.bytes + AT_TOTAL_BYTES, maker.length);
	reseal(maker.bytes, maker.length, RESEAL_ALL);
	expect_refused(maker.bytes, SECOND_CONFIG + 23,
		       VFIO_AP_STREAM_TRUNCATED);
	expect_refused(maker.bytes, SECOND_CONFIG + 24,
		       VFIO_AP_STREAM_RECORD_ORDER);
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_RECORD_ORDER);
	maker_free(&maker);
}

static void wrong_order(void)
{
	struct maker maker;
	size_t length;
	int i;

	tap_context("END first");
	maker_start_pre_copy(&maker);
	maker_end(&maker);
	expect_refused(maker.bytes, 64 + 23, VFIO_AP_STREAM_TRUNCATED);
	expect_refused(maker.bytes, 64 + 24, VFIO_AP_STREAM_RECORD_ORDER);
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_RECORD_ORDER);
	maker_free(&maker);

	tap_context("END after a skipped record");
	maker_start_pre_copy(&maker);
	for (i = 0; i < 5; i++)
		maker_record(&maker, 99, 1, "optional", 8);
	maker_end(&maker);
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_RECORD_ORDER);
	maker_free(&maker);

	tap_context("CONFIG after END");
	maker_start_pre_copy(&maker);
	add_empty_config(&maker);
	maker_end(&maker);
	length = maker.length;
	add_empty_config(&maker);
	reseal(maker.bytes, maker.length, RESEAL_ALL);
	expect_taken(maker.bytes, length);
	expect_refused(maker.bytes, length + 1, VFIO_AP_STREAM_TRAILING);
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_TRAILING);

	tap_context("CONFIG and another END after END");
	maker_end(&maker);
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_TRAILING);
	maker_free(&maker);

	tap_context("a record that is not known");
	maker_start_pre_copy(&maker);
	add_empty_config(&maker);
	maker_record(&maker, 3, 0, NULL, 0);
	maker_end(&maker);
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_RECORD_TYPE);
	maker_free(&maker);
}

/* What a destination that judges as soon as it can has to go by. */
static void each_config_when_complete(void)
{
	struct ap_stream_parser parser;
	struct ap_stream_queue queue;
	struct maker maker;
	size_t have;

	make_pre_copy_stream(&maker);
	ap_stream_parser_init(&parser);
	for (have = 0; have <= maker.length; have++) {
		tap_context("%zu bytes", have);
		CHECK_EQUAL(ap_stream_parse(&parser, maker.bytes, have), 0);
		CHECK(parser.have_header == (have >= 64));
		CHECK(parser.pre_copy == (have >= 64));
		CHECK(parser.complete == (have == maker.length));
		CHECK_EQUAL(parser.total_bytes,
			    have == maker.length ? maker.length : 0);
		if (have < SECOND_CONFIG) {
			CHECK_EQUAL(parser.configs, 0);
			CHECK(!parser.have_config);
			CHECK_EQUAL(ap_stream_get_queue(&parser, maker.bytes, 0,
							&queue), -EINVAL);
		} else if (have < END_RECORD) {
			CHECK_EQUAL(parser.configs, 1);
			check_usual(&parser, maker.bytes);
		} else {
			CHECK_EQUAL(parser.configs, 2);
			check_changed(&parser, maker.bytes);
		}
	}
	maker_free(&maker);
}

/* A bad second CONFIG: its name, and nothing of it was taken over. */
struct second_case {
	const char *what;
	/* Within the record. */
	size_t at;
	u8 value;
	u32 error;
};

static const struct second_case second_cases[] = {
	{ "flags", 3, 1, VFIO_AP_STREAM_RESERVED },
	{ "record reserved", 4, 1, VFIO_AP_STREAM_RESERVED },
	{ "type", 1, 3, VFIO_AP_STREAM_RECORD_TYPE },
	/* 272 bytes are right: 0x0110. */
	{ "length of one entry less", 15, 0x00, VFIO_AP_STREAM_RECORD_BYTES },
	{ "length not of entries", 15, 0x11, VFIO_AP_STREAM_RECORD_BYTES },
	{ "length of 4 MiB", 13, 0x40, VFIO_AP_STREAM_RECORD_BYTES },
	{ "length wraps", 8, 0xff, VFIO_AP_STREAM_RECORD_BYTES },
	{ "assigned less", 24, 0, VFIO_AP_STREAM_GUEST_MATRIX },
	{ "guest has more", 24 + 96 + 31, 1, VFIO_AP_STREAM_GUEST_MATRIX },
	{ "queue_count", 24 + 195, 5, VFIO_AP_STREAM_QUEUE_COUNT },
	{ "config reserved", 24 + 196, 1, VFIO_AP_STREAM_RESERVED },
	{ "first APQN", 24 + 208, 2, VFIO_AP_STREAM_QUEUE_ORDER },
	{ "last APQN", 24 + 208 + 48, 2, VFIO_AP_STREAM_QUEUE_ORDER },
	{ "entry reserved", 24 + 208 + 48 + 3, 1, VFIO_AP_STREAM_RESERVED },
};

static void second_config_is_bad(void)
{
	const struct second_case *second;
	struct ap_stream_parser parser;
	struct maker maker;
	size_t i;
	int how;

	for (i = 0; i < ARRAY_SIZE(second_cases); i++) {
		second = &second_cases[i];
		tap_context("%s", second->what);
		make_pre_copy_stream(&maker);
		maker.bytes[SECOND_CONFIG + second->at] = second->value;
		reseal(maker.bytes, maker.length, RESEAL_ALL);
		expect_refused(maker.bytes, maker.length, second->error);
		for (how = 0; how < FEED_COUNT; how++) {
			feed(&parser, maker.bytes, maker.length, how);
			CHECK_EQUAL(parser.error, second->error);
			CHECK_EQUAL(parser.configs, 1);
			check_usual(&parser, maker.bytes);
		}
		maker_free(&maker);
	}

	tap_context("checksum of the payload");
	make_pre_copy_stream(&maker);
	maker.bytes[END_RECORD - 1] ^= 1;
	feed(&parser, maker.bytes, maker.length, FEED_WHOLE);
	CHECK_EQUAL(parser.error, VFIO_AP_STREAM_PAYLOAD_CRC);
	CHECK_EQUAL(parser.configs, 1);
	check_usual(&parser, maker.bytes);
	maker_free(&maker);
}

/* What to make room for: the next header or record, never more. */
static void needs(void)
{
	static const struct {
		size_t have;
		size_t need;
	} steps[] = {
		{ 0, 64 },
		{ 63, 64 },
		{ 64, 64 + 24 },
		{ 87, 64 + 24 },
		{ 88, SECOND_CONFIG },
		{ SECOND_CONFIG - 1, SECOND_CONFIG },
		{ SECOND_CONFIG, SECOND_CONFIG + 24 },
		{ SECOND_CONFIG + 23, SECOND_CONFIG + 24 },
		{ SECOND_CONFIG + 24, END_RECORD },
		{ END_RECORD - 1, END_RECORD },
		{ END_RECORD, END_RECORD + 24 },
		{ END_RECORD + 24, END_RECORD + 40 },
		{ END_RECORD + 39, END_RECORD + 40 },
		{ END_RECORD + 40, END_RECORD + 40 },
	};
	struct ap_stream_parser parser;
	struct maker maker;
	size_t i;

	make_pre_copy_stream(&maker);
	ap_stream_parser_init(&parser);
	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		tap_context("%zu bytes", steps[i].have);
		CHECK_EQUAL(ap_stream_parse(&parser, maker.bytes, steps[i].have),
			    0);
		CHECK_EQUAL(parser.need_bytes, steps[i].need);
	}
	CHECK(parser.complete);
	maker_free(&maker);
}

/* 4 MiB are taken; a byte more is refused before anybody makes room for it. */
static void longest_stream(void)
{
	struct ap_stream_parser parser;
	struct maker maker;
	size_t fill, at;
	u8 *zeros;

	fill = STREAM_BYTES_MAX - EMPTY_STREAM_BYTES - 24;
	zeros = calloc(1, fill + 1);
	REQUIRE(zeros);

	maker_start_pre_copy(&maker);
	add_empty_config(&maker);
	maker_record(&maker, 9, 1, zeros, fill);
	maker_end(&maker);
	CHECK_EQUAL(maker.length, STREAM_BYTES_MAX);
	expect_taken(maker.bytes, maker.length);
	maker_free(&maker);

	maker_start_pre_copy(&maker);
	add_empty_config(&maker);
	at = maker.length;
	maker_record(&maker, 9, 1, zeros, fill + 1);
	maker_end(&maker);
	expect_refused(maker.bytes, at + 23, VFIO_AP_STREAM_TRUNCATED);
	expect_refused(maker.bytes, at + 24, VFIO_AP_STREAM_RECORD_BYTES);
	feed(&parser, maker.bytes, maker.length, FEED_NEEDED);
	CHECK_EQUAL(parser.error, VFIO_AP_STREAM_RECORD_BYTES);
	CHECK_EQUAL(parser.need_bytes, at + 24);
	maker_free(&maker);
	free(zeros);
}

/*
 * Records without payload, as many as there is room for: then there is an END
 * or an error. No stream can be neither, and want more and more.
 */
static void tiny_records(void)
{
	/* So that the last one ends where END must begin. */
	const size_t rest = (STREAM_BYTES_MAX - EMPTY_STREAM_BYTES) % 24;
	const size_t count = (STREAM_BYTES_MAX - EMPTY_STREAM_BYTES) / 24 - 1;
	struct ap_stream_parser parser;
	struct maker maker;
	int config;
	size_t i;

	for (config = 1; config >= 0; config--) {
		tap_context("CONFIG %s", config ? "there" : "missing");
		maker_start_pre_copy(&maker);
		if (config)
			add_empty_config(&maker);
		else
			maker_record(&maker, 8, 1, "", 0);
		maker_record(&maker, 7, 1, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
			     rest);
		for (i = 0; i < count; i++)
			maker_record(&maker, 6, 1, NULL, 0);
		while (!config &&
		       maker.length + 24 <= STREAM_BYTES_MAX - END_RECORD_BYTES)
			maker_record(&maker, 6, 1, NULL, 0);
		maker_end(&maker);
		if (config) {
			CHECK_EQUAL(maker.length, STREAM_BYTES_MAX);
			expect_taken(maker.bytes, maker.length);
		} else {
			CHECK(maker.length > STREAM_BYTES_MAX - 24);
			expect_refused(maker.bytes, maker.length,
				       VFIO_AP_STREAM_RECORD_ORDER);
		}

		/* One more in the place of END. */
		maker.length -= END_RECORD_BYTES;
		i = maker.length;
		maker_record(&maker, 6, 1, NULL, 0);
		maker_record(&maker, 6, 1, "1234567890123456", 16);
		reseal(maker.bytes, maker.length, RESEAL_ALL);
		expect_refused(maker.bytes, i + 24, VFIO_AP_STREAM_RECORD_BYTES);
		feed(&parser, maker.bytes, maker.length, FEED_NEEDED);
		CHECK_EQUAL(parser.error, VFIO_AP_STREAM_RECORD_BYTES);
		CHECK_EQUAL(parser.need_bytes, i + 24);
		maker_free(&maker);
	}
}

/* Three of 256 x 256 queues have room, a fourth is refused by its header. */
static void largest_configs(void)
{
	struct ap_stream_parser parser;
	struct ap_matrix full;
	struct maker maker;
	size_t at;

	memset(&full, 0xff, sizeof(full));
	maker_start_pre_copy(&maker);
	maker_config(&maker, &full, &full);
	maker_config(&maker, &full, &full);
	maker_config(&maker, &full, &full);
	at = maker.length;
	CHECK_EQUAL(at, 64 + 3 * 1048808);
	maker_end(&maker);
	feed(&parser, maker.bytes, maker.length, FEED_NEEDED);
	CHECK(parser.complete);
	CHECK_EQUAL(parser.configs, 3);
	check_guest(&parser, maker.bytes, &full, &full);
	expect_taken(maker.bytes, maker.length);

	maker.length = at;
	maker_config(&maker, &full, &full);
	maker_end(&maker);
	/* Too long by this much. */
	CHECK_EQUAL(maker.length, STREAM_BYTES_MAX + 1032);
	expect_refused(maker.bytes, at + 24, VFIO_AP_STREAM_RECORD_BYTES);
	feed(&parser, maker.bytes, maker.length, FEED_NEEDED);
	CHECK_EQUAL(parser.error, VFIO_AP_STREAM_RECORD_BYTES);
	CHECK_EQUAL(parser.need_bytes, at + 24);
	maker_free(&maker);
}

static void digest(void)
{
	struct maker maker;

	make_pre_copy_stream(&maker);
	CHECK_EQUAL(peek64(maker.bytes + END_RECORD + 24), END_RECORD);
	CHECK_EQUAL(peek32(maker.bytes + END_RECORD + 36), 2);
	maker_free(&maker);

	/* What is changed before END is in the CONFIG that does not count any more. */
	expect_digest_looked_at(make_pre_copy_stream);
}

static void end_of_another_length(void)
{
	static const u8 zeros[64];
	struct maker maker;
	size_t length;

	for (length = 0; length <= 40; length++) {
		if (length == 16)
			continue;
		tap_context("END of %zu bytes", length);
		maker_start_pre_copy(&maker);
		add_empty_config(&maker);
		maker_record(&maker, 2, 0, zeros, length);
		reseal(maker.bytes, maker.length, RESEAL_ALL);
		expect_refused(maker.bytes, 64 + EMPTY_CONFIG_BYTES + 24,
			       VFIO_AP_STREAM_RECORD_BYTES);
		maker_free(&maker);
	}
}

/* When nothing is needed any more, the number of bytes is enough. */
static void trailing_bytes_need_not_be_stored(void)
{
	struct ap_stream_parser parser;
	struct maker maker;
	u8 *exact;

	make_pre_copy_stream(&maker);
	exact = malloc(maker.length);
	REQUIRE(exact);
	memcpy(exact, maker.bytes, maker.length);

	ap_stream_parser_init(&parser);
	CHECK_EQUAL(ap_stream_parse(&parser, exact, maker.length), 0);
	CHECK(parser.complete);
	CHECK_EQUAL(ap_stream_parse(&parser, exact, maker.length + 1), -EFBIG);
	CHECK_EQUAL(parser.error, VFIO_AP_STREAM_TRAILING);
	CHECK(!parser.complete);
	CHECK_EQUAL(ap_stream_finish(&parser), -EFBIG);

	/* With END's last byte came more than there is. */
	ap_stream_parser_init(&parser);
	CHECK_EQUAL(ap_stream_parse(&parser, exact, (size_t)-1), -EFBIG);
	CHECK_EQUAL(parser.error, VFIO_AP_STREAM_TRAILING);
	free(exact);
	maker_free(&maker);
}

static void finish_is_final(void)
{
	struct ap_stream_parser parser;
	struct maker maker;

	/* PRE_COPY was left, the source went no further. */
	make_pre_copy_stream(&maker);
	ap_stream_parser_init(&parser);
	CHECK_EQUAL(ap_stream_parse(&parser, maker.bytes, END_RECORD), 0);
	CHECK(parser.have_config);
	CHECK_EQUAL(ap_stream_finish(&parser), -EBADMSG);
	CHECK_EQUAL(parser.error, VFIO_AP_STREAM_TRUNCATED);
	CHECK_EQUAL(ap_stream_parse(&parser, maker.bytes, maker.length),
		    -EBADMSG);
	CHECK(!parser.complete);
	maker_free(&maker);
}

static const struct test tests[] = {
	{ "two CONFIG in all segmentations, the last one counts", two_configs },
	{ "1 to 16 CONFIG, skipped records between", any_number_of_configs },
	{ "one CONFIG", one_config },
	{ "the flag and the length belong together", flag_and_length },
	{ "17 CONFIG are too many", too_many_configs },
	{ "CONFIG twice only with the flag", not_without_the_flag },
	{ "END first, CONFIG after END", wrong_order },
	{ "each CONFIG is there when it is complete", each_config_when_complete },
	{ "a bad second CONFIG changes nothing", second_config_is_bad },
	{ "what is needed next", needs },
	{ "4 MiB and no more", longest_stream },
	{ "tiny records up to 4 MiB", tiny_records },
	{ "R36 three times 256 x 256 queues, not four", largest_configs },
	{ "the END record's digest", digest },
	{ "END of another length", end_of_another_length },
	{ "trailing bytes need not be stored", trailing_bytes_need_not_be_stored },
	{ "R22 nothing after the finish", finish_is_final },
};

SUITE(pre_copy, tests);
