// SPDX-License-Identifier: GPL-2.0
/*
 * 256 adapters with 256 domains, 65,536 queues: numbers that just do not fit into 16
 * bits, lengths that must not wrap, and what a driver makes room for.
 */
#include <limits.h>
#include <stdlib.h>

#include "../../driver/core/stream.h"
#include "encode.h"
#include "feed.h"
#include "make_stream.h"
#include "suites.h"

enum { LARGEST = 65536 };

/* What a source has to say of each of them. The caller frees it. */
static struct ap_stream_queue *some_queues(const struct ap_matrix *guest)
{
	struct ap_stream_queue *queues;
	u32 apqn, index = 0;

	queues = calloc(ap_matrix_queues(guest), sizeof(*queues));
	if (!queues)
		abort();
	ap_matrix_for_each_queue(apqn, guest) {
		queues[index].apqn = (u16)apqn;
		queues[index++].info = made_info((u16)apqn);
	}
	return queues;
}

/* What MIG_DATA_SIZE says, for every number of queues that there can be. */
static void lengths(void)
{
	u32 queues;

	for (queues = 0; queues <= LARGEST; queues++) {
		tap_context("%u queues", queues);
		CHECK_EQUAL(ap_stream_config_bytes(queues),
			    EMPTY_CONFIG_BYTES + 16 * (u64)queues);
		CHECK_EQUAL(ap_stream_bytes(queues),
			    EMPTY_STREAM_BYTES + 16 * (u64)queues);
	}
	CHECK(ap_stream_bytes(LARGEST) <= AP_STREAM_BYTES_MAX);
	/* Nobody asks for so many; but nobody must get a small buffer then. */
	CHECK_EQUAL(ap_stream_bytes(UINT_MAX),
		    EMPTY_STREAM_BYTES + 16 * (u64)UINT_MAX);
	CHECK_EQUAL(ap_stream_bytes(1U << 28), EMPTY_STREAM_BYTES + (1ULL << 32));
	/* The most that kvmalloc() takes. */
	CHECK(AP_STREAM_BYTES_MAX <= INT_MAX);
}

/* The first and the last number of a table, and those behind it. */
static void indices(void)
{
	static const u32 beyond[] = {
		LARGEST, LARGEST + 1, 1U << 28, 1U << 31, UINT_MAX,
	};
	struct ap_stream_queue queue = { .apqn = 0xffff, .info = ~0ULL };
	struct ap_stream_parser parser;
	struct ap_matrix full;
	struct maker maker;
	size_t length = ap_stream_config_bytes(LARGEST), i;
	u8 *config = malloc(length), *before = malloc(length);

	REQUIRE(config && before);
	memset(&full, 0xff, sizeof(full));
	CHECK_EQUAL(ap_matrix_queues(&full), LARGEST);
	CHECK_EQUAL(ap_config_begin(config, length - 1, &full, &full), -EINVAL);
	CHECK_EQUAL(ap_config_begin(config, length, &full, &full), 0);
	CHECK_EQUAL(peek32(config + 24 + 192), LARGEST);
	CHECK_EQUAL(ap_config_put_queue(config, LARGEST - 1, &queue), 0);
	CHECK_EQUAL(config[length - 16], 0xff);
	CHECK_EQUAL(peek64(config + length - 8), ~0ULL);
	memcpy(before, config, length);
	for (i = 0; i < ARRAY_SIZE(beyond); i++) {
		tap_context("index %u", beyond[i]);
		CHECK_EQUAL(ap_config_put_queue(config, beyond[i], &queue),
			    -EINVAL);
	}
	CHECK(!memcmp(before, config, length));
	CHECK_EQUAL(ap_config_seal(config), length);
	free(before);
	free(config);

	make_stream(&maker, &full, &full);
	feed(&parser, maker.bytes, maker.length, FEED_NEEDED);
	CHECK(parser.complete);
	CHECK_EQUAL(parser.queues, LARGEST);
	CHECK_EQUAL(ap_stream_get_queue(&parser, maker.bytes, LARGEST - 1,
					&queue), 0);
	CHECK_EQUAL(queue.apqn, 0xffff);
	for (i = 0; i < ARRAY_SIZE(beyond); i++) {
		tap_context("entry %u", beyond[i]);
		CHECK_EQUAL(ap_stream_get_queue(&parser, maker.bytes, beyond[i],
						&queue), -EINVAL);
	}
	maker_free(&maker);
}

/* A guest that changes as often as it may, of any size: it ends in time. */
static void room_for_changes(void)
{
	u64 most = ap_stream_config_bytes(LARGEST);
	u32 queues, configs;
	u64 bytes;

	for (queues = 0; queues <= LARGEST; queues++) {
		tap_context("%u queues", queues);
		bytes = 64 + ap_stream_config_bytes(queues);
		for (configs = 1; ap_stream_config_fits(bytes, configs); configs++)
			bytes += ap_stream_config_bytes(queues);
		/* The last one, which can be of the largest guest, and END. */
		CHECK(configs + 1 <= 16);
		CHECK(bytes + most + END_RECORD_BYTES <= STREAM_BYTES_MAX);
		/* And no sooner than it must. */
		CHECK(configs + 1 == 16 ||
		      bytes + 2 * most + END_RECORD_BYTES > STREAM_BYTES_MAX);
	}
	tap_context("bounds");
	bytes = STREAM_BYTES_MAX - END_RECORD_BYTES - 2 * most;
	CHECK(ap_stream_config_fits(bytes, 1));
	CHECK(!ap_stream_config_fits(bytes + 1, 1));
	CHECK(ap_stream_config_fits(0, 14));
	CHECK(!ap_stream_config_fits(0, 15));
	CHECK(!ap_stream_config_fits(0, UINT_MAX));
	CHECK(!ap_stream_config_fits(~0ULL, 1));
	CHECK(!ap_stream_config_fits(~0ULL - 2 * most, 1));
}

/*
 * The same with bytes: what there is to read at each moment, as PRECOPY_INFO has
 * it, and what the destination makes room for.
 */
static void changes_at_the_largest(void)
{
	struct encoded encoded = { 0 };
	struct ap_stream_parser parser;
	struct ap_stream_queue *queues;
	struct ap_matrix full;
	u32 configs = 0;

	memset(&full, 0xff, sizeof(full));
	queues = some_queues(&full);
	encode_header(&encoded, (const u8 *)"0123456789abcdef", 0);
	ap_stream_parser_init(&parser);
	do {
		queues[configs].info++;
		encode_config(&encoded, &full, &full, queues);
		configs++;
		CHECK_EQUAL(encoded.length, 64 + configs * 1048808ULL);
		CHECK_EQUAL(ap_stream_parse(&parser, encoded.bytes,
					    encoded.length), 0);
		CHECK_EQUAL(parser.configs, configs);
		CHECK_EQUAL(parser.queues, LARGEST);
		CHECK_EQUAL(parser.need_bytes, encoded.length + 24);
	} while (ap_stream_config_fits(encoded.length, encoded.records));
	CHECK_EQUAL(configs, 2);

	queues[LARGEST - 1].info++;
	encode_config(&encoded, &full, &full, queues);
	encode_end(&encoded);
	CHECK_EQUAL(encoded.err, 0);
	CHECK_EQUAL(encoded.length, 64 + 3 * 1048808 + END_RECORD_BYTES);
	CHECK(encoded.length <= AP_STREAM_BYTES_MAX);
	expect_taken(encoded.bytes, encoded.length);
	free(queues);
	encode_free(&encoded);
}

static const struct test tests[] = {
	{ "R36 lengths for 0 to 65,536 queues", lengths },
	{ "R36 the last index and those behind it", indices },
	{ "R36 room for changes, for 0 to 65,536 queues", room_for_changes },
	{ "R36 changes of 65,536 queues, all bytes", changes_at_the_largest },
};

SUITE(largest, tests);
