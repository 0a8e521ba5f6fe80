// SPDX-License-Identifier: GPL-2.0
/* The encoder against streams made by hand. */
#include <stdlib.h>

#include "../../driver/core/stream.h"
#include "make_stream.h"
#include "suites.h"
#include "model.h"

static const u8 id[16] = {
	0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7,
	0xa8, 0xa9, 0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf,
};

/* As maker_config() fills its table in. */
static void put_all(u8 *buf, const struct ap_matrix *guest)
{
	struct ap_stream_queue queue;
	u32 apqn, index = 0;

	ap_matrix_for_each_queue(apqn, guest) {
		queue.apqn = (u16)apqn;
		queue.rc = made_rc((u16)apqn);
		queue.info = made_info((u16)apqn);
		CHECK_EQUAL(ap_stream_put_queue(buf, index++, &queue), 0);
	}
	CHECK_EQUAL(ap_stream_put_queue(buf, index, &queue), -EINVAL);
	CHECK_EQUAL(ap_stream_put_queue(buf, ~0U, &queue), -EINVAL);
}

static void compare(const struct ap_matrix *assigned,
		    const struct ap_matrix *guest)
{
	size_t length = ap_stream_bytes(ap_matrix_queues(guest));
	struct maker maker;
	u8 *buf;

	make_stream(&maker, assigned, guest);
	CHECK_EQUAL(maker.length, length);

	/* Exactly as long as asked for: a sanitizer sees one byte more. */
	buf = malloc(length);
	REQUIRE(buf);
	/* R17: what was in the buffer must not show. */
	memset(buf, 0x5a, length);
	CHECK_EQUAL(ap_stream_begin(buf, length, id, assigned, guest), 0);
	put_all(buf, guest);
	CHECK_EQUAL(ap_stream_seal(buf), length);
	CHECK(maker.length == length && !memcmp(buf, maker.bytes, length));
	free(buf);
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

static void refusals(void)
{
	static const u8 no_id[16];
	struct ap_matrix assigned, guest, more;
	u8 buf[512];
	size_t length, i;

	usual_matrices(&assigned, &guest);
	length = ap_stream_bytes(ap_matrix_queues(&guest));
	CHECK(length < sizeof(buf));

	memset(buf, 0x5a, sizeof(buf));
	CHECK_EQUAL(ap_stream_begin(buf, length - 1, id, &assigned, &guest),
		    -EINVAL);
	CHECK_EQUAL(ap_stream_begin(buf, 0, id, &assigned, &guest), -EINVAL);
	CHECK_EQUAL(ap_stream_begin(buf, length, no_id, &assigned, &guest),
		    -EINVAL);
	for (i = 0; i < 3; i++) {
		more = guest;
		ap_mask_set(i == 0 ? &more.apm : i == 1 ? &more.aqm : &more.adm,
			    200);
		tap_context("mask %zu", i);
		CHECK_EQUAL(ap_stream_begin(buf, sizeof(buf), id, &assigned,
					    &more), -EINVAL);
	}
	/* Nothing was written. */
	for (i = 0; i < sizeof(buf); i++)
		CHECK_EQUAL(buf[i], 0x5a);

	CHECK_EQUAL(ap_stream_begin(buf, length, id, &assigned, &guest), 0);
	/* And nothing behind the stream. */
	for (i = length; i < sizeof(buf); i++)
		CHECK_EQUAL(buf[i], 0x5a);
}

static const struct test tests[] = {
	{ "R09 R17 R18 a usual guest", usual },
	{ "a guest with nothing", nothing_at_all },
	{ "256 x 256 queues", everything },
	{ "random guests", random_matrices },
	{ "what it refuses, and that it writes nothing then", refusals },
};

SUITE(encode, tests);
