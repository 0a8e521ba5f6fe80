// SPDX-License-Identifier: GPL-2.0
/* What the decoder takes, and what it refuses by which name. */
#include <stdlib.h>

#include "../../driver/core/stream.h"
#include "../../driver/core/stream_error.h"
#include "feed.h"
#include "make_stream.h"
#include "suites.h"

static void check_contents(const u8 *bytes, size_t length,
			   const struct ap_matrix *assigned,
			   const struct ap_matrix *guest)
{
	struct ap_stream_parser parser;
	struct ap_stream_queue queue;
	u32 apqn, index = 0;

	feed(&parser, bytes, length, FEED_WHOLE);
	REQUIRE(parser.complete);
	CHECK_EQUAL(parser.migration_id[0], 0xa0);
	CHECK_EQUAL(parser.migration_id[15], 0xaf);
	CHECK_EQUAL(parser.total_bytes, length);
	CHECK(!memcmp(&parser.assigned, assigned, sizeof(*assigned)));
	CHECK(!memcmp(&parser.guest, guest, sizeof(*guest)));
	CHECK_EQUAL(parser.queues, ap_matrix_queues(guest));
	ap_matrix_for_each_queue(apqn, guest) {
		CHECK_EQUAL(ap_stream_get_queue(&parser, bytes, index++, &queue),
			    0);
		CHECK_EQUAL(queue.apqn, apqn);
		CHECK_EQUAL(queue.rc, made_rc((u16)apqn));
		CHECK_EQUAL(queue.info, made_info((u16)apqn));
	}
	CHECK_EQUAL(ap_stream_get_queue(&parser, bytes, index, &queue), -EINVAL);
	CHECK_EQUAL(ap_stream_get_queue(&parser, bytes, ~0U, &queue), -EINVAL);
}

static void usual(void)
{
	struct ap_matrix assigned, guest;
	struct maker maker;

	usual_matrices(&assigned, &guest);
	make_stream(&maker, &assigned, &guest);
	expect_taken(maker.bytes, maker.length);
	check_contents(maker.bytes, maker.length, &assigned, &guest);
	maker_free(&maker);
}

/* A guest may have control domains only, or nothing. */
static void no_queues(void)
{
	struct ap_matrix matrix;
	struct maker maker;
	int shape;

	for (shape = 0; shape < 8; shape++) {
		if ((shape & 3) == 3)
			continue;
		tap_context("shape %d", shape);
		memset(&matrix, 0, sizeof(matrix));
		if (shape & 1)
			ap_mask_set(&matrix.apm, 9);
		if (shape & 2)
			ap_mask_set(&matrix.aqm, 9);
		if (shape & 4)
			ap_mask_set(&matrix.adm, 51);
		make_stream(&maker, &matrix, &matrix);
		CHECK_EQUAL(maker.length, EMPTY_STREAM_BYTES);
		expect_taken(maker.bytes, maker.length);
		check_contents(maker.bytes, maker.length, &matrix, &matrix);
		maker_free(&maker);
	}
}

static void everything(void)
{
	struct ap_matrix full;
	struct maker maker;

	memset(&full, 0xff, sizeof(full));
	make_stream(&maker, &full, &full);
	CHECK_EQUAL(maker.length, 1048912);
	expect_taken(maker.bytes, maker.length);
	check_contents(maker.bytes, maker.length, &full, &full);
	maker_free(&maker);
}

/* Before the header is whole nothing is known, not even that it is wrong. */
static void nothing_before_the_header(void)
{
	struct ap_stream_parser parser;
	struct maker maker;
	size_t have;

	make_usual_stream(&maker);
	ap_stream_parser_init(&parser);
	CHECK_EQUAL(ap_stream_parse(&parser, NULL, 0), 0);
	for (have = 1; have < 64; have++) {
		CHECK_EQUAL(ap_stream_parse(&parser, maker.bytes, have), 0);
		CHECK(!parser.have_header);
		CHECK_EQUAL(parser.need_bytes, 64);
	}
	CHECK_EQUAL(ap_stream_parse(&parser, maker.bytes, 64), 0);
	CHECK(parser.have_header);
	CHECK(!parser.have_config);
	CHECK_EQUAL(parser.need_bytes, maker.length);

	/* The table is judged as soon as it is whole, before END. */
	have = maker.length - END_RECORD_BYTES;
	CHECK_EQUAL(ap_stream_parse(&parser, maker.bytes, have - 1), 0);
	CHECK(!parser.have_config);
	CHECK_EQUAL(ap_stream_parse(&parser, maker.bytes, have), 0);
	CHECK(parser.have_config);
	CHECK(!parser.complete);
	maker_free(&maker);
}

static void get_queue_needs_the_table(void)
{
	struct ap_stream_parser parser;
	struct ap_stream_queue queue;
	u8 byte = 0;

	ap_stream_parser_init(&parser);
	CHECK_EQUAL(ap_stream_get_queue(&parser, &byte, 0, &queue), -EINVAL);
}

static void later_minor_version(void)
{
	struct maker maker;

	make_usual_stream(&maker);
	poke16(maker.bytes + AT_MINOR, 0xffff);
	reseal(maker.bytes, maker.length, RESEAL_ALL);
	expect_taken(maker.bytes, maker.length);
	maker_free(&maker);
}

static void optional_records(void)
{
	struct ap_matrix assigned, guest;
	struct maker maker;
	int where, i;

	usual_matrices(&assigned, &guest);
	for (where = 1; where < 8; where++) {
		tap_context("places %d", where);
		maker_start(&maker);
		if (where & 1)
			maker_record(&maker, 3, 1, "new", 3);
		if (where & 2)
			maker_record(&maker, 0xffff, 1, NULL, 0);
		maker_config(&maker, &assigned, &guest);
		for (i = 0; (where & 4) && i < 20; i++)
			maker_record(&maker, 0, 1, "0123456789", i % 11);
		maker_end(&maker);
		expect_taken(maker.bytes, maker.length);
		check_contents(maker.bytes, maker.length, &assigned, &guest);
		maker_free(&maker);
	}
}

/* 4 MiB are taken, one byte more is refused before anybody allocates it. */
static void longest_stream(void)
{
	struct ap_matrix matrix;
	struct maker maker;
	size_t fill;
	u8 *zeros;

	fill = AP_STREAM_BYTES_MAX - EMPTY_STREAM_BYTES - 24;
	zeros = calloc(1, fill + 1);
	REQUIRE(zeros);
	memset(&matrix, 0, sizeof(matrix));

	maker_start(&maker);
	maker_config(&maker, &matrix, &matrix);
	maker_record(&maker, 9, 1, zeros, fill);
	maker_end(&maker);
	CHECK_EQUAL(maker.length, 4 * 1024 * 1024);
	expect_taken(maker.bytes, maker.length);
	maker_free(&maker);

	maker_start(&maker);
	maker_config(&maker, &matrix, &matrix);
	maker_record(&maker, 9, 1, zeros, fill + 1);
	maker_end(&maker);
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_TOTAL_BYTES);
	expect_refused(maker.bytes, 64, VFIO_AP_STREAM_TOTAL_BYTES);
	maker_free(&maker);
	free(zeros);
}

/* One field of a usual stream is changed, and all checksums made to fit. */
struct change {
	const char *what;
	size_t at;
	int bytes;
	u64 value;
	u32 error;
};

static const struct change changes[] = {
	{ "magic", 0, 1, 'v', VFIO_AP_STREAM_MAGIC },
	{ "last byte of magic", 7, 1, 0, VFIO_AP_STREAM_MAGIC },
	{ "major 0", AT_MAJOR, 2, 0, VFIO_AP_STREAM_VERSION },
	{ "major 2", AT_MAJOR, 2, 2, VFIO_AP_STREAM_VERSION },
	{ "major little endian", AT_MAJOR, 2, 0x0100, VFIO_AP_STREAM_VERSION },
	{ "header_bytes 0", AT_HEADER_BYTES, 4, 0, VFIO_AP_STREAM_HEADER_BYTES },
	{ "header_bytes 63", AT_HEADER_BYTES, 4, 63, VFIO_AP_STREAM_HEADER_BYTES },
	{ "header_bytes 72", AT_HEADER_BYTES, 4, 72, VFIO_AP_STREAM_HEADER_BYTES },
	{ "header_bytes max", AT_HEADER_BYTES, 4, 0xffffffff, VFIO_AP_STREAM_HEADER_BYTES },
	/* This flag's own rules are tested in test_pre_copy.c. */
	{ "flag PRE_COPY with a length", AT_FLAGS, 4, 1, VFIO_AP_STREAM_TOTAL_BYTES },
	{ "flags 2", AT_FLAGS, 4, 2, VFIO_AP_STREAM_RESERVED },
	{ "flags 3", AT_FLAGS, 4, 3, VFIO_AP_STREAM_RESERVED },
	{ "flags top bit", AT_FLAGS, 4, 0x80000000, VFIO_AP_STREAM_RESERVED },
	{ "header reserved, first", AT_HEADER_RESERVED, 1, 1, VFIO_AP_STREAM_RESERVED },
	{ "header reserved, last", AT_HEADER_RESERVED + 15, 1, 1, VFIO_AP_STREAM_RESERVED },
	{ "total 0", AT_TOTAL_BYTES, 8, 0, VFIO_AP_STREAM_TOTAL_BYTES },
	{ "total 64", AT_TOTAL_BYTES, 8, 64, VFIO_AP_STREAM_TOTAL_BYTES },
	{ "total 335", AT_TOTAL_BYTES, 8, 335, VFIO_AP_STREAM_TOTAL_BYTES },
	{ "total 4 MiB + 1", AT_TOTAL_BYTES, 8, (4 << 20) + 1, VFIO_AP_STREAM_TOTAL_BYTES },
	{ "total 4 GiB + 432", AT_TOTAL_BYTES, 8, (1ULL << 32) + 432, VFIO_AP_STREAM_TOTAL_BYTES },
	{ "total max", AT_TOTAL_BYTES, 8, ~0ULL, VFIO_AP_STREAM_TOTAL_BYTES },
	{ "total max/2", AT_TOTAL_BYTES, 8, ~0ULL >> 1, VFIO_AP_STREAM_TOTAL_BYTES },
	{ "total too long", AT_TOTAL_BYTES, 8, 433, VFIO_AP_STREAM_TRAILING },
	{ "total 40 more", AT_TOTAL_BYTES, 8, 472, VFIO_AP_STREAM_TRAILING },
	/* CONFIG would leave no room for END. */
	{ "total too short", AT_TOTAL_BYTES, 8, 431, VFIO_AP_STREAM_RECORD_BYTES },
	{ "total least", AT_TOTAL_BYTES, 8, 336, VFIO_AP_STREAM_RECORD_BYTES },
	{ "unknown type", AT_RECORD, 2, 3, VFIO_AP_STREAM_RECORD_TYPE },
	{ "type 0", AT_RECORD, 2, 0, VFIO_AP_STREAM_RECORD_TYPE },
	{ "END first", AT_RECORD, 2, 2, VFIO_AP_STREAM_RECORD_ORDER },
	{ "CONFIG optional", AT_RECORD + 2, 2, 1, VFIO_AP_STREAM_RESERVED },
	{ "unknown record flag", AT_RECORD + 2, 2, 0x8000, VFIO_AP_STREAM_RESERVED },
	{ "record reserved", AT_RECORD + 4, 4, 1, VFIO_AP_STREAM_RESERVED },
	{ "payload 0", AT_RECORD + 8, 8, 0, VFIO_AP_STREAM_RECORD_BYTES },
	{ "payload 207", AT_RECORD + 8, 8, 207, VFIO_AP_STREAM_RECORD_BYTES },
	{ "payload not whole entries", AT_RECORD + 8, 8, 209, VFIO_AP_STREAM_RECORD_BYTES },
	{ "payload one entry more", AT_RECORD + 8, 8, 320, VFIO_AP_STREAM_RECORD_BYTES },
	{ "payload max", AT_RECORD + 8, 8, ~0ULL, VFIO_AP_STREAM_RECORD_BYTES },
	{ "payload wraps", AT_RECORD + 8, 8, ~0ULL - 15, VFIO_AP_STREAM_RECORD_BYTES },
	{ "payload top bit", AT_RECORD + 8, 8, 1ULL << 63 | 304, VFIO_AP_STREAM_RECORD_BYTES },
	{ "payload 4 GiB more", AT_RECORD + 8, 8, (1ULL << 32) + 304, VFIO_AP_STREAM_RECORD_BYTES },
	{ "config reserved, first", AT_CONFIG_RESERVED, 1, 1, VFIO_AP_STREAM_RESERVED },
	{ "config reserved, last", AT_CONFIG_RESERVED + 11, 1, 1, VFIO_AP_STREAM_RESERVED },
	{ "queue_count 0", AT_QUEUE_COUNT, 4, 0, VFIO_AP_STREAM_QUEUE_COUNT },
	{ "queue_count 5", AT_QUEUE_COUNT, 4, 5, VFIO_AP_STREAM_QUEUE_COUNT },
	{ "queue_count 7", AT_QUEUE_COUNT, 4, 7, VFIO_AP_STREAM_QUEUE_COUNT },
	{ "queue_count max", AT_QUEUE_COUNT, 4, 0xffffffff, VFIO_AP_STREAM_QUEUE_COUNT },
	{ "queue_count wraps", AT_QUEUE_COUNT, 4, 0x10000006, VFIO_AP_STREAM_QUEUE_COUNT },
	{ "guest has an adapter more", AT_GUEST + 31, 1, 1, VFIO_AP_STREAM_GUEST_MATRIX },
	{ "guest has a domain more", AT_GUEST + 32, 1, 0x42, VFIO_AP_STREAM_GUEST_MATRIX },
	{ "guest has a control domain", AT_GUEST + 95, 1, 1, VFIO_AP_STREAM_GUEST_MATRIX },
	{ "guest's adapter not assigned", AT_ASSIGNED, 1, 0x40, VFIO_AP_STREAM_GUEST_MATRIX },
	/* Adapter 2 is assigned: then the table has too few queues. */
	{ "guest has an assigned adapter more", AT_GUEST, 1, 0x70, VFIO_AP_STREAM_QUEUE_COUNT },
	{ "guest has an adapter less", AT_GUEST + 1, 1, 0, VFIO_AP_STREAM_QUEUE_COUNT },
	{ "guest has another adapter", AT_GUEST, 1, 0x60, VFIO_AP_STREAM_QUEUE_ORDER },
	{ "first APQN wrong", AT_QUEUES, 2, 0x0146, VFIO_AP_STREAM_QUEUE_ORDER },
	{ "second APQN twice", AT_QUEUES + 16, 2, 0x0106, VFIO_AP_STREAM_QUEUE_ORDER },
	{ "last APQN wrong", AT_QUEUES + 80, 2, 0x0a48, VFIO_AP_STREAM_QUEUE_ORDER },
	{ "entry reserved0", AT_QUEUES + 3, 1, 1, VFIO_AP_STREAM_RESERVED },
	{ "entry reserved1", AT_QUEUES + 80 + 7, 1, 1, VFIO_AP_STREAM_RESERVED },
};

static void poke_change(u8 *bytes, const struct change *change)
{
	u8 *at = bytes + change->at;

	switch (change->bytes) {
	case 1:
		*at = (u8)change->value;
		break;
	case 2:
		poke16(at, (u16)change->value);
		break;
	case 4:
		poke32(at, (u32)change->value);
		break;
	default:
		poke64(at, change->value);
	}
}

/*
 * Checksums are made to fit what is there; those of CONFIG while its length is
 * still right, so that a wrong length is what is found, not a wrong checksum.
 */
static void each_rule_by_name(void)
{
	bool seen[VFIO_AP_STREAM_ERROR_COUNT] = { false };
	const struct change *change;
	struct maker maker;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(changes); i++) {
		change = &changes[i];
		tap_context("%s", change->what);
		make_usual_stream(&maker);
		CHECK_EQUAL(maker.length, 432);
		poke_change(maker.bytes, change);
		reseal(maker.bytes, maker.length, RESEAL_ALL);
		expect_refused(maker.bytes, maker.length, change->error);
		seen[change->error] = true;
		maker_free(&maker);
	}

	/* The rest is in the tests below and in test_damage.c. */
	for (i = 1; i < VFIO_AP_STREAM_ERROR_COUNT; i++) {
		tap_context("stream error %zu", i);
		CHECK(seen[i] || i == VFIO_AP_STREAM_MIGRATION_ID ||
		      i == VFIO_AP_STREAM_HEADER_CRC ||
		      i == VFIO_AP_STREAM_RECORD_CRC ||
		      i == VFIO_AP_STREAM_PAYLOAD_CRC ||
		      i == VFIO_AP_STREAM_DIGEST ||
		      i == VFIO_AP_STREAM_TRUNCATED);
	}
}

/* A length that cannot be right must not make a caller wait for it. */
static void record_length_before_payload(void)
{
	static const u64 lengths[] = {
		0, 207, 209, 303, 305, 320, 432, 1ULL << 32 | 304, ~0ULL,
	};
	struct maker maker;
	size_t i;

	make_usual_stream(&maker);
	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		tap_context("length %zu of the table", i);
		poke64(maker.bytes + AT_RECORD + 8, lengths[i]);
		poke32(maker.bytes + AT_RECORD + 20,
		       slow_crc32c(maker.bytes + AT_RECORD, 20));
		expect_refused(maker.bytes, AT_PAYLOAD - 1,
			       VFIO_AP_STREAM_TRUNCATED);
		expect_refused(maker.bytes, AT_PAYLOAD,
			       VFIO_AP_STREAM_RECORD_BYTES);
	}
	maker_free(&maker);
}

static void migration_id_zero(void)
{
	struct maker maker;
	int i;

	make_usual_stream(&maker);
	memset(maker.bytes + AT_MIGRATION_ID, 0, 16);
	reseal(maker.bytes, maker.length, RESEAL_ALL);
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_MIGRATION_ID);
	/* One bit anywhere is enough. */
	for (i = 0; i < 16; i++) {
		memset(maker.bytes + AT_MIGRATION_ID, 0, 16);
		maker.bytes[AT_MIGRATION_ID + i] = 1;
		reseal(maker.bytes, maker.length, RESEAL_ALL);
		expect_taken(maker.bytes, maker.length);
	}
	maker_free(&maker);
}

static void digest(void)
{
	expect_digest_looked_at(make_usual_stream);
}

static void record_order(void)
{
	static const u8 zeros[64];
	struct ap_matrix assigned, guest;
	struct maker maker;

	usual_matrices(&assigned, &guest);

	tap_context("CONFIG twice");
	maker_start(&maker);
	maker_config(&maker, &assigned, &guest);
	maker_config(&maker, &assigned, &guest);
	maker_end(&maker);
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_RECORD_ORDER);
	maker_free(&maker);

	tap_context("no CONFIG, but room for it");
	maker_start(&maker);
	maker_record(&maker, 77, 1, zeros, 64);
	maker_record(&maker, 77, 1, zeros, 64);
	maker_record(&maker, 77, 1, zeros, 64);
	maker_end(&maker);
	CHECK(maker.length >= EMPTY_STREAM_BYTES);
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_RECORD_ORDER);
	maker_free(&maker);

	tap_context("no END");
	maker_start(&maker);
	maker_config(&maker, &assigned, &guest);
	poke64(maker.bytes + AT_TOTAL_BYTES, maker.length);
	reseal(maker.bytes, maker.length, RESEAL_ALL);
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_RECORD_BYTES);
	maker_free(&maker);

	tap_context("an optional record in the place of END");
	maker_start(&maker);
	maker_config(&maker, &assigned, &guest);
	maker_record(&maker, 3, 1, zeros, 16);
	poke64(maker.bytes + AT_TOTAL_BYTES, maker.length);
	reseal(maker.bytes, maker.length, RESEAL_ALL);
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_RECORD_BYTES);
	maker_free(&maker);
}

/* All of it inside total_bytes. */
static void nothing_after_end(void)
{
	struct ap_matrix assigned, guest;
	struct maker maker;

	usual_matrices(&assigned, &guest);

	tap_context("END twice");
	maker_start(&maker);
	maker_config(&maker, &assigned, &guest);
	maker_end(&maker);
	maker_end(&maker);
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_TRAILING);
	maker_free(&maker);

	tap_context("an optional record after END");
	maker_start(&maker);
	maker_config(&maker, &assigned, &guest);
	maker_end(&maker);
	maker_record(&maker, 5, 1, NULL, 0);
	poke64(maker.bytes + AT_TOTAL_BYTES, maker.length);
	reseal(maker.bytes, maker.length, RESEAL_ALL);
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_TRAILING);
	maker_free(&maker);
}

static void end_record_of_another_length(void)
{
	static const u8 zeros[32];
	struct ap_matrix assigned, guest;
	struct maker maker;
	size_t length;

	usual_matrices(&assigned, &guest);
	for (length = 0; length <= 32; length++) {
		if (length == 16)
			continue;
		tap_context("END of %zu bytes", length);
		maker_start(&maker);
		maker_config(&maker, &assigned, &guest);
		maker_record(&maker, 2, 0, zeros, length);
		/* Room for a real one, so that CONFIG is not what is refused. */
		maker_record(&maker, 9, 1, zeros, 32);
		poke64(maker.bytes + AT_TOTAL_BYTES, maker.length);
		reseal(maker.bytes, maker.length, RESEAL_ALL);
		expect_refused(maker.bytes, maker.length,
			       VFIO_AP_STREAM_RECORD_BYTES);
		maker_free(&maker);
	}

	tap_context("END with the optional flag");
	make_usual_stream(&maker);
	poke16(maker.bytes + maker.length - END_RECORD_BYTES + 2, 1);
	reseal(maker.bytes, maker.length, RESEAL_ALL);
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_RESERVED);
	maker_free(&maker);
}

static void optional_records_are_checked_too(void)
{
	struct ap_matrix assigned, guest;
	struct maker maker;

	usual_matrices(&assigned, &guest);
	maker_start(&maker);
	maker_record(&maker, 7, 1, "skipped", 7);
	maker_config(&maker, &assigned, &guest);
	maker_end(&maker);
	maker.bytes[64 + 24] ^= 1;
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_PAYLOAD_CRC);
	maker.bytes[64 + 24] ^= 1;
	maker.bytes[64 + 1] ^= 1;
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_RECORD_CRC);
	maker.bytes[64 + 1] ^= 1;
	/* Longer than what there is. */
	poke64(maker.bytes + 64 + 8, ~0ULL - 23);
	poke32(maker.bytes + 64 + 20, slow_crc32c(maker.bytes + 64, 20));
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_RECORD_BYTES);
	maker_free(&maker);
}

/* A table that is longer or shorter than its count, checksums right. */
static void table_length(void)
{
	struct ap_matrix assigned, guest;
	struct maker maker;
	u8 *entry;

	usual_matrices(&assigned, &guest);

	tap_context("one entry too many");
	maker_start(&maker);
	maker_config(&maker, &assigned, &guest);
	maker_zeros(&maker, 16);
	poke64(maker.bytes + AT_RECORD + 8, 208 + 7 * 16);
	maker_end(&maker);
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_RECORD_BYTES);
	maker_free(&maker);

	tap_context("one entry too few");
	maker_start(&maker);
	maker_config(&maker, &assigned, &guest);
	maker.length -= 16;
	poke64(maker.bytes + AT_RECORD + 8, 208 + 5 * 16);
	maker_end(&maker);
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_RECORD_BYTES);
	maker_free(&maker);

	tap_context("X2 one queue left out of count and table");
	maker_start(&maker);
	maker_config(&maker, &assigned, &guest);
	maker.length -= 16;
	poke64(maker.bytes + AT_RECORD + 8, 208 + 5 * 16);
	poke32(maker.bytes + AT_QUEUE_COUNT, 5);
	maker_end(&maker);
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_QUEUE_COUNT);
	maker_free(&maker);

	tap_context("X2 no table at all");
	maker_start(&maker);
	maker_config(&maker, &assigned, &guest);
	maker.length -= 6 * 16;
	poke64(maker.bytes + AT_RECORD + 8, 208);
	poke32(maker.bytes + AT_QUEUE_COUNT, 0);
	maker_end(&maker);
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_QUEUE_COUNT);
	maker_free(&maker);

	tap_context("X2 two entries exchanged");
	make_usual_stream(&maker);
	entry = maker.bytes + AT_QUEUES;
	memmove(entry + 16, entry, 16);
	poke16(entry, 0x0147);
	reseal(maker.bytes, maker.length, RESEAL_ALL);
	expect_refused(maker.bytes, maker.length, VFIO_AP_STREAM_QUEUE_ORDER);
	maker_free(&maker);
}

/* The parser takes any response code; the judge has an opinion on it. */
static void any_response_code(void)
{
	struct maker maker;
	int rc;

	make_usual_stream(&maker);
	for (rc = 0; rc < 256; rc++) {
		maker.bytes[AT_QUEUES + 2] = (u8)rc;
		reseal(maker.bytes, maker.length, RESEAL_ALL);
		expect_taken(maker.bytes, maker.length);
	}
	maker_free(&maker);
}

/* Only their number counts: the parser must not read them. */
static void trailing_bytes_need_not_be_stored(void)
{
	struct ap_stream_parser parser;
	struct maker maker;
	u8 *exact;

	make_usual_stream(&maker);
	exact = malloc(maker.length);
	REQUIRE(exact);
	memcpy(exact, maker.bytes, maker.length);

	ap_stream_parser_init(&parser);
	CHECK_EQUAL(ap_stream_parse(&parser, exact, maker.length + 1), -EFBIG);
	CHECK_EQUAL(parser.error, VFIO_AP_STREAM_TRAILING);
	CHECK(!parser.complete);

	ap_stream_parser_init(&parser);
	CHECK_EQUAL(ap_stream_parse(&parser, exact, maker.length), 0);
	CHECK(parser.complete);
	CHECK_EQUAL(ap_stream_parse(&parser, exact, (size_t)-1), -EFBIG);
	CHECK(!parser.complete);
	CHECK_EQUAL(ap_stream_finish(&parser), -EFBIG);
	free(exact);
	maker_free(&maker);
}

static void finish_is_final(void)
{
	struct ap_stream_parser parser;
	struct maker maker;

	make_usual_stream(&maker);
	ap_stream_parser_init(&parser);
	CHECK_EQUAL(ap_stream_finish(&parser), -EBADMSG);
	CHECK_EQUAL(parser.error, VFIO_AP_STREAM_TRUNCATED);

	ap_stream_parser_init(&parser);
	CHECK_EQUAL(ap_stream_parse(&parser, maker.bytes, maker.length - 1), 0);
	CHECK_EQUAL(ap_stream_finish(&parser), -EBADMSG);
	CHECK_EQUAL(ap_stream_parse(&parser, maker.bytes, maker.length),
		    -EBADMSG);
	CHECK(!parser.complete);

	ap_stream_parser_init(&parser);
	CHECK_EQUAL(ap_stream_parse(&parser, maker.bytes, maker.length), 0);
	CHECK_EQUAL(ap_stream_finish(&parser), 0);
	CHECK_EQUAL(ap_stream_finish(&parser), 0);
	maker_free(&maker);
}

static const struct test tests[] = {
	{ "R12 R13 a usual stream in all segmentations", usual },
	{ "guests without queues", no_queues },
	{ "R36 256 x 256 queues", everything },
	{ "R13 nothing is looked at before it is there", nothing_before_the_header },
	{ "no queues before the table", get_queue_needs_the_table },
	{ "a later minor version", later_minor_version },
	{ "optional records are skipped", optional_records },
	{ "4 MiB and no more", longest_stream },
	{ "R10 R18 X2 X4 each rule by its name", each_rule_by_name },
	{ "a wrong length is refused before the payload", record_length_before_payload },
	{ "the migration id is not zero", migration_id_zero },
	{ "the END record's digest", digest },
	{ "records missing or twice", record_order },
	{ "nothing after END", nothing_after_end },
	{ "END of another length", end_record_of_another_length },
	{ "what is skipped is checked too", optional_records_are_checked_too },
	{ "X2 a table that is not the product", table_length },
	{ "any response code", any_response_code },
	{ "trailing bytes need not be stored", trailing_bytes_need_not_be_stored },
	{ "R22 nothing after the finish", finish_is_final },
};

SUITE(decode, tests);
