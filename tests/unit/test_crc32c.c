// SPDX-License-Identifier: GPL-2.0
/* CRC-32C against published check values and against a bit-wise model. */
#include "../../driver/core/crc32c.h"
#include "make_stream.h"
#include "suites.h"
#include "tap.h"

/* RFC 3720, appendix B.4; the first is the check value of the algorithm. */
static void known_values(void)
{
	u8 bytes[32];
	int i;

	CHECK_EQUAL(ap_crc32c(0, "123456789", 9), 0xe3069283);

	memset(bytes, 0x00, sizeof(bytes));
	CHECK_EQUAL(ap_crc32c(0, bytes, sizeof(bytes)), 0x8a9136aa);
	memset(bytes, 0xff, sizeof(bytes));
	CHECK_EQUAL(ap_crc32c(0, bytes, sizeof(bytes)), 0x62a8ab43);
	for (i = 0; i < 32; i++)
		bytes[i] = (u8)i;
	CHECK_EQUAL(ap_crc32c(0, bytes, sizeof(bytes)), 0x46dd794e);
	for (i = 0; i < 32; i++)
		bytes[i] = (u8)(31 - i);
	CHECK_EQUAL(ap_crc32c(0, bytes, sizeof(bytes)), 0x113fdb5c);
}

static void nothing_changes_nothing(void)
{
	CHECK_EQUAL(ap_crc32c(0, NULL, 0), 0);
	CHECK_EQUAL(ap_crc32c(0x12345678, NULL, 0), 0x12345678);
}

static void pieces_equal_whole(void)
{
	u8 bytes[300];
	size_t i, cut;
	u32 whole;

	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (u8)tap_random();
	whole = slow_crc32c(bytes, sizeof(bytes));
	CHECK_EQUAL(ap_crc32c(0, bytes, sizeof(bytes)), whole);

	for (cut = 0; cut <= sizeof(bytes); cut++) {
		u32 crc = ap_crc32c(0, bytes, cut);

		tap_context("cut at %zu", cut);
		CHECK_EQUAL(ap_crc32c(crc, bytes + cut, sizeof(bytes) - cut),
			    whole);
	}
}

static const struct test tests[] = {
	{ "published check values", known_values },
	{ "no bytes leave the checksum as it is", nothing_changes_nothing },
	{ "pieces give the same as the whole", pieces_equal_whole },
};

SUITE(crc32c, tests);
