// SPDX-License-Identifier: GPL-2.0
/* The encoder against streams made by hand. */
#include <stdlib.h>

#include "../../driver/core/stream.h"
#include "encode.h"
#include "make_stream.h"
#include "suites.h"
#include "model.h"

static const u8 id[16] = {
	0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7,
	0xa8, 0xa9, 0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf,
};

/* As maker_config() fills its table in. The caller frees it. */
static struct ap_stream_queue *made_queues(const struct ap_matrix *guest)
{
	struct ap_stream_queue *queues;
	u32 apqn, index = 0;

	queues = calloc(ap_matrix_queues(guest) + 1, sizeof(*queues));
	if (!queues)
		abort();
	ap_matrix_for_each_queue(apqn, guest) {
		queues[index].apqn = (u16)apqn;
		queues[index].rc = made_rc((u16)apqn);
		queues[index++].info = made_info((u16)apqn);
	}
	return queues;
}

static void encode_made(struct encoded *encoded,
			const struct ap_matrix *assigned,
			const struct ap_matrix *guest)
{
	struct ap_stream_queue *queues = made_queues(guest);

	encode_config(encoded, assigned, guest, queues);
	free(queues);
}

static void check_equal(const struct encoded *encoded, const struct maker *maker)
{
	CHECK_EQUAL(encoded->err, 0);
	CHECK_EQUAL(encoded->length, maker->length);
	CHECK(encoded->length == maker->length &&
	      !memcmp(encoded->bytes, maker->bytes, maker->length));
}

static void compare(const struct ap_matrix *assigned,
		    const struct ap_matrix *guest)
{
	size_t length = ap_stream_bytes(ap_matrix_queues(guest));
	struct encoded encoded = { 0 };
	struct maker maker;

	make_stream(&maker, assigned, guest);
	CHECK_EQUAL(maker.length, length);

	encode_header(&encoded, id, length);
	encode_made(&encoded, assigned, guest);
	encode_end(&encoded);
	check_equal(&encoded, &maker);
	encode_free(&encoded);
	maker_free(&maker);
}

static void usual(void)
{
	struct ap_matrix assigned, guest;

	usual_matrices(&assigned, &guest);
	compare(&assigned, &guest);
}

static void nothing_at_all(void)
{
	struct ap_matrix empty;

	memset(&empty, 0, sizeof(empty));
	compare(&empty, &empty);
	CHECK_EQUAL(ap_stream_bytes(0), EMPTY_STREAM_BYTES);
}

static void everything(void)
{
	struct ap_matrix full;

	memset(&full, 0xff, sizeof(full));
	CHECK_EQUAL(ap_stream_bytes(65536), 336 + 65536 * 16);
	compare(&full, &full);
}

static void random_matrices(void)
{
	struct ap_matrix assigned, guest;
	struct model_mask model;
	struct ap_mask *parts[3] = { &assigned.apm, &assigned.aqm,
				     &assigned.adm };
	struct ap_mask *guests[3] = { &guest.apm, &guest.aqm, &guest.adm };
	unsigned int round, i;

	for (round = 0; round < 40; round++) {
		tap_context("round %u", round);
		for (i = 0; i < 3; i++) {
			/* Sparse ones: a full table is another test's. */
			model_random_mask(&model, round % 2);
			model_to_mask(parts[i], &model);
			model_random_mask(&model, 2);
			model_to_mask(guests[i], &model);
			ap_mask_and(guests[i], guests[i], parts[i]);
		}
		compare(&assigned, &guest);
	}
}

/* Of any number of CONFIG records, and of none: then END tells so, too. */
static void begun_in_pre_copy(void)
{
	struct ap_matrix assigned[2], guest[2];
	struct encoded encoded = { 0 };
	struct maker maker;
	int configs, i;

	usual_matrices(&assigned[0], &guest[0]);
	changed_matrices(&assigned[1], &guest[1]);
	for (configs = 0; configs <= 17; configs++) {
		tap_context("%d CONFIG records", configs);
		maker_start_pre_copy(&maker);
		encode_header(&encoded, id, 0);
		for (i = 0; i < configs; i++) {
			maker_config(&maker, &assigned[i % 2], &guest[i % 2]);
			encode_made(&encoded, &assigned[i % 2], &guest[i % 2]);
		}
		maker_end(&maker);
		encode_end(&encoded);
		check_equal(&encoded, &maker);
		encode_free(&encoded);
		maker_free(&maker);
	}
}

static void sizes(void)
{
	CHECK_EQUAL(AP_STREAM_HEADER_BYTES, 64);
	CHECK_EQUAL(AP_STREAM_END_BYTES, END_RECORD_BYTES);
	CHECK_EQUAL(ap_stream_config_bytes(0), EMPTY_CONFIG_BYTES);
	CHECK_EQUAL(ap_stream_config_bytes(1), EMPTY_CONFIG_BYTES + 16);
	CHECK_EQUAL(ap_stream_config_bytes(65536), 1048808);
	CHECK_EQUAL(ap_stream_bytes(65536), 1048912);
	CHECK_EQUAL(AP_STREAM_BYTES_MAX, STREAM_BYTES_MAX);
}

static void check_untouched(const u8 *bytes, size_t count)
{
	while (count--)
		CHECK_EQUAL(*bytes++, 0x5a);
}

/* No header that our own decoder would refuse. */
static void header_refusals(void)
{
	static const u8 no_id[16];
	static const u64 good[] = { 0, 336, 337, 432, STREAM_BYTES_MAX };
	static const u64 bad[] = {
		1, 64, 335, STREAM_BYTES_MAX + 1, 1ULL << 32, ~0ULL,
	};
	u8 header[64 + 8];
	size_t i;

	memset(header, 0x5a, sizeof(header));
	CHECK_EQUAL(ap_stream_put_header(header, no_id, 432), -EINVAL);
	CHECK_EQUAL(ap_stream_put_header(header, no_id, 0), -EINVAL);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		tap_context("length %zu of the bad ones", i);
		CHECK_EQUAL(ap_stream_put_header(header, id, bad[i]), -EINVAL);
	}
	check_untouched(header, sizeof(header));

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		tap_context("length %zu of the good ones", i);
		memset(header, 0x5a, sizeof(header));
		CHECK_EQUAL(ap_stream_put_header(header, id, good[i]), 0);
		CHECK_EQUAL(peek64(header + AT_TOTAL_BYTES), good[i]);
		CHECK_EQUAL(peek32(header + AT_FLAGS),
			    good[i] ? 0 : FLAG_PRE_COPY);
		check_untouched(header + 64, 8);
	}
}

static void config_refusals(void)
{
	struct ap_stream_queue queue = { .apqn = 0x0106 };
	struct ap_matrix assigned, guest, more;
	u8 buf[512];
	size_t length, i;

	usual_matrices(&assigned, &guest);
	length = ap_stream_config_bytes(ap_matrix_queues(&guest));
	CHECK_EQUAL(length, 24 + 208 + 6 * 16);

	memset(buf, 0x5a, sizeof(buf));
	CHECK_EQUAL(ap_config_begin(buf, length - 1, &assigned, &guest),
		    -EINVAL);
	CHECK_EQUAL(ap_config_begin(buf, 0, &assigned, &guest), -EINVAL);
	CHECK_EQUAL(ap_config_begin(NULL, 0, &assigned, &guest), -EINVAL);
	for (i = 0; i < 3; i++) {
		more = guest;
		ap_mask_set(i == 0 ? &more.apm : i == 1 ? &more.aqm : &more.adm,
			    200);
		tap_context("mask %zu", i);
		CHECK_EQUAL(ap_config_begin(buf, sizeof(buf), &assigned, &more),
			    -EINVAL);
	}
	/* Nothing was written. */
	check_untouched(buf, sizeof(buf));

	CHECK_EQUAL(ap_config_begin(buf, length, &assigned, &guest), 0);
	CHECK_EQUAL(ap_config_put_queue(buf, 5, &queue), 0);
	CHECK_EQUAL(ap_config_put_queue(buf, 6, &queue), -EINVAL);
	CHECK_EQUAL(ap_config_put_queue(buf, ~0U, &queue), -EINVAL);
	CHECK_EQUAL(ap_config_seal(buf), length);
	/* And nothing behind the record. */
	check_untouched(buf + length, sizeof(buf) - length);
}

static const struct test tests[] = {
	{ "R09 R17 R18 a usual guest", usual },
	{ "a guest with nothing", nothing_at_all },
	{ "256 x 256 queues", everything },
	{ "random guests", random_matrices },
	{ "begun in PRE_COPY: 0 to 17 CONFIG records", begun_in_pre_copy },
	{ "sizes", sizes },
	{ "headers that it refuses to write", header_refusals },
	{ "CONFIG: what it refuses, and that it writes nothing then", config_refusals },
};

SUITE(encode, tests);
