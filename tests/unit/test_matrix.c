// SPDX-License-Identifier: GPL-2.0
/* Masks and matrices against a model of plain arrays of bool. */
#include "../../driver/core/matrix.h"
#include "model.h"
#include "suites.h"
#include "tap.h"

/* Bit 0 is the leftmost bit of the first byte, as in the APCB. */
static void bit_order(void)
{
	struct ap_mask mask;

	ap_mask_zero(&mask);
	ap_mask_set(&mask, 0);
	CHECK_EQUAL(mask.bits[0], 0x80);
	ap_mask_set(&mask, 7);
	CHECK_EQUAL(mask.bits[0], 0x81);
	ap_mask_set(&mask, 8);
	CHECK_EQUAL(mask.bits[1], 0x80);
	ap_mask_set(&mask, 255);
	CHECK_EQUAL(mask.bits[31], 0x01);
	ap_mask_clear(&mask, 0);
	CHECK_EQUAL(mask.bits[0], 0x01);
	CHECK_EQUAL(sizeof(struct ap_mask), 32);
	CHECK_EQUAL(sizeof(struct ap_matrix), 96);
}

static void every_single_bit(void)
{
	struct ap_mask mask, full, hole;
	unsigned int nr, other;

	for (nr = 0; nr < 256; nr++) {
		tap_context("bit %u", nr);
		ap_mask_zero(&mask);
		CHECK(ap_mask_empty(&mask));
		ap_mask_set(&mask, nr);
		CHECK(!ap_mask_empty(&mask));
		CHECK_EQUAL(ap_mask_weight(&mask), 1);
		for (other = 0; other < 256; other++)
			CHECK(ap_mask_test(&mask, other) == (other == nr));
		CHECK(ap_mask_within(&mask, nr));
		CHECK(!nr || !ap_mask_within(&mask, nr - 1));

		/* One bit is enough to differ, to intersect, to stick out. */
		memset(&full, 0xff, sizeof(full));
		hole = full;
		ap_mask_clear(&hole, nr);
		CHECK(!ap_mask_equal(&hole, &full));
		CHECK(ap_mask_subset(&hole, &full));
		CHECK(!ap_mask_subset(&full, &hole));
		CHECK(ap_mask_intersects(&mask, &full));
		CHECK(!ap_mask_intersects(&mask, &hole));

		ap_mask_clear(&mask, nr);
		CHECK(ap_mask_empty(&mask));
	}
}

static void next_against_model(void)
{
	struct ap_mask mask;
	struct model_mask model;
	unsigned int from, expected, round;

	for (round = 0; round < 60; round++) {
		model_random_mask(&model, round % 4 ? round : 255);
		model_to_mask(&mask, &model);
		for (from = 0; from <= 260; from++) {
			tap_context("round %u, from %u", round, from);
			expected = from;
			while (expected < 256 && !model.bit[expected])
				expected++;
			if (expected > 256)
				expected = 256;
			CHECK_EQUAL(ap_mask_next(&mask, from), expected);
		}
		CHECK_EQUAL(ap_mask_next(&mask, ~0U), 256);
	}
}

static void within_takes_any_limit(void)
{
	struct ap_mask mask;

	memset(&mask, 0xff, sizeof(mask));
	CHECK(!ap_mask_within(&mask, 0));
	CHECK(!ap_mask_within(&mask, 254));
	CHECK(ap_mask_within(&mask, 255));
	CHECK(ap_mask_within(&mask, 256));
	CHECK(ap_mask_within(&mask, ~0U));
}

static void operations_against_model(void)
{
	struct model_mask ma, mb;
	struct ap_mask a, b, and, or, andnot, alias;
	unsigned int round, nr, weight;

	for (round = 0; round < 200; round++) {
		bool equal = true, subset = true, intersects = false;

		tap_context("round %u", round);
		model_random_mask(&ma, round);
		model_random_mask(&mb, round * 7 + 3);
		/* Also related ones: random masks are nearly never subsets. */
		if (round % 3 == 0)
			for (nr = 0; nr < 256; nr++)
				mb.bit[nr] |= ma.bit[nr];
		if (round % 10 == 0)
			mb = ma;
		model_to_mask(&a, &ma);
		model_to_mask(&b, &mb);

		ap_mask_and(&and, &a, &b);
		ap_mask_or(&or, &a, &b);
		ap_mask_andnot(&andnot, &a, &b);
		weight = 0;
		for (nr = 0; nr < 256; nr++) {
			bool x = ma.bit[nr], y = mb.bit[nr];

			weight += x;
			equal &= x == y;
			subset &= !x || y;
			intersects |= x && y;
			CHECK(ap_mask_test(&and, nr) == (x && y));
			CHECK(ap_mask_test(&or, nr) == (x || y));
			CHECK(ap_mask_test(&andnot, nr) == (x && !y));
		}
		CHECK_EQUAL(ap_mask_weight(&a), weight);
		CHECK(ap_mask_empty(&a) == !weight);
		CHECK(ap_mask_equal(&a, &b) == equal);
		CHECK(ap_mask_subset(&a, &b) == subset);
		CHECK(ap_mask_intersects(&a, &b) == intersects);

		/* The result may be an operand. */
		alias = a;
		ap_mask_and(&alias, &alias, &b);
		CHECK(ap_mask_equal(&alias, &and));
		alias = b;
		ap_mask_or(&alias, &a, &alias);
		CHECK(ap_mask_equal(&alias, &or));
		alias = b;
		ap_mask_andnot(&alias, &a, &alias);
		CHECK(ap_mask_equal(&alias, &andnot));
	}
}

static void matrix_relations(void)
{
	struct ap_matrix a, b;
	struct ap_mask *part;
	int i;

	for (i = 0; i < 3; i++) {
		tap_context("part %d", i);
		memset(&a, 0, sizeof(a));
		memset(&b, 0, sizeof(b));
		CHECK(ap_matrix_equal(&a, &b));
		part = i == 0 ? &a.apm : i == 1 ? &a.aqm : &a.adm;
		ap_mask_set(part, 77);
		CHECK(!ap_matrix_equal(&a, &b));
		CHECK(!ap_matrix_subset(&a, &b));
		CHECK(ap_matrix_subset(&b, &a));
	}
}

static void shared_queues(void)
{
	struct ap_matrix a, b;

	memset(&a, 0, sizeof(a));
	memset(&b, 0, sizeof(b));
	ap_mask_set(&a.apm, 5);
	ap_mask_set(&a.aqm, 6);
	ap_mask_set(&b.apm, 5);
	ap_mask_set(&b.aqm, 7);
	ap_mask_set(&a.adm, 9);
	ap_mask_set(&b.adm, 9);
	/* The same adapter and the same control domain, but no queue. */
	CHECK(!ap_matrix_shares_queue(&a, &b));
	ap_mask_set(&b.aqm, 6);
	CHECK(ap_matrix_shares_queue(&a, &b));
	ap_mask_clear(&b.apm, 5);
	CHECK(!ap_matrix_shares_queue(&a, &b));
}

static void walk_is_the_product(void)
{
	struct model_mask apm, aqm;
	struct ap_matrix matrix;
	unsigned int round, adapter, domain;
	u32 apqn, count, expected;

	for (round = 0; round < 24; round++) {
		tap_context("round %u", round);
		model_random_mask(&apm, round);
		model_random_mask(&aqm, round * 5 + 1);
		if (round == 1)
			memset(&aqm, 0, sizeof(aqm));
		if (round == 2)
			memset(&apm, 0, sizeof(apm));
		if (round == 3) {
			memset(&apm, 1, sizeof(apm));
			memset(&aqm, 1, sizeof(aqm));
		}
		memset(&matrix, 0, sizeof(matrix));
		model_to_mask(&matrix.apm, &apm);
		model_to_mask(&matrix.aqm, &aqm);

		apqn = ap_matrix_next_queue(&matrix, 0);
		count = 0;
		for (expected = 0; expected < 65536; expected++) {
			adapter = expected / 256;
			domain = expected % 256;
			if (!apm.bit[adapter] || !aqm.bit[domain]) {
				CHECK(!ap_matrix_has_queue(&matrix,
							   (u16)expected));
				continue;
			}
			CHECK(ap_matrix_has_queue(&matrix, (u16)expected));
			CHECK_EQUAL(apqn, expected);
			apqn = ap_matrix_next_queue(&matrix, apqn + 1);
			count++;
		}
		CHECK_EQUAL(apqn, AP_QUEUES_MAX);
		CHECK_EQUAL(ap_matrix_queues(&matrix), count);

		count = 0;
		ap_matrix_for_each_queue(apqn, &matrix)
			count++;
		CHECK_EQUAL(ap_matrix_queues(&matrix), count);
	}
	CHECK_EQUAL(ap_matrix_next_queue(&matrix, AP_QUEUES_MAX), AP_QUEUES_MAX);
	CHECK_EQUAL(ap_matrix_next_queue(&matrix, ~0U), AP_QUEUES_MAX);
}

static void apqn_parts(void)
{
	CHECK_EQUAL(AP_APQN(0x0a, 0x06), 0x0a06);
	CHECK_EQUAL(AP_APQN(255, 255), 0xffff);
	CHECK_EQUAL(AP_APQN_ADAPTER(0x0a06), 0x0a);
	CHECK_EQUAL(AP_APQN_DOMAIN(0x0a06), 0x06);
}

static const struct test tests[] = {
	{ "bit 0 is the leftmost", bit_order },
	{ "every single bit", every_single_bit },
	{ "the next bit, against a model", next_against_model },
	{ "a limit of any size", within_takes_any_limit },
	{ "and, or, andnot, subset, against a model", operations_against_model },
	{ "matrices differ in any of three masks", matrix_relations },
	{ "sharing a queue is sharing adapter and domain", shared_queues },
	{ "R35 the walk over queues is the whole product", walk_is_the_product },
	{ "adapter and domain of an APQN", apqn_parts },
};

SUITE(matrix, tests);
