// SPDX-License-Identifier: GPL-2.0
/* The rules of DESIGN section 4 as tables. */
#include "../../driver/core/compat.h"
#include "suites.h"
#include "tap.h"

#define R(name)	VFIO_AP_REASON_MASK(name)

/* CEX7 CCA, native, 12 pages, depth 8: letters SMCDNF. */
#define USUAL_INFO	0xf28000000d570c07ULL

#define FACILITIES	0xff00000000000000ULL
#define F		BIT_ULL(55)
#define STATELESS	BIT_ULL(54)
#define BS(state)	((u64)(state) << 46)

static const struct ap_compat_source usual_src = { .rc = 0, .info = USUAL_INFO };

static const struct ap_compat_destination usual_dst = {
	.configured = true,
	.bound = true,
	.passable = true,
	.tapq_done = true,
	.info = USUAL_INFO,
};

static u32 judge_infos(u64 src_info, u64 dst_info)
{
	struct ap_compat_source src = usual_src;
	struct ap_compat_destination dst = usual_dst;

	src.info = src_info;
	dst.info = dst_info;
	return ap_compat_judge_queue(&src, &dst);
}

static void the_same_is_compatible(void)
{
	CHECK_EQUAL(ap_compat_judge_queue(&usual_src, &usual_dst), 0);
}

/* All 32 combinations; the first cause in the order of the rules. */
static void owners(void)
{
	struct ap_compat_destination dst;
	u32 expected, judged;
	int bits;

	for (bits = 0; bits < 32; bits++) {
		tap_context("bits %d", bits);
		dst = usual_dst;
		dst.configured = bits & 1;
		dst.host_owned = bits & 2;
		dst.bound = bits & 4;
		dst.in_use = bits & 8;
		dst.passable = bits & 16;
		if (!(bits & 1))
			expected = R(NOT_CONFIGURED);
		else if (bits & 2)
			expected = R(HOST_OWNED);
		else if (!(bits & 4))
			expected = R(NOT_BOUND);
		else if (bits & 8)
			expected = R(IN_USE);
		else if (!(bits & 16))
			expected = R(NOT_PASSABLE);
		else
			expected = 0;
		judged = ap_compat_judge_queue(&usual_src, &dst);
		CHECK_EQUAL(judged, expected);

		/* The card's rules are applied as well: all at once. */
		dst.info ^= 1ULL << 63;
		dst.info &= ~0x1fULL;
		judged = ap_compat_judge_queue(&usual_src, &dst);
		CHECK_EQUAL(judged, expected | R(APSC) | R(QD));

		/* Without TAPQ: refused in any case, and for one reason. */
		dst.tapq_done = false;
		judged = ap_compat_judge_queue(&usual_src, &dst);
		CHECK_EQUAL(judged, expected ? expected : R(NO_ANSWER));
	}
}

/* Bits 0 to 7, each of 256 x 256 pairs, against the words of the rule. */
static void facilities_and_mode(void)
{
	u32 a, b, expected;

	for (a = 0; a < 256; a++) {
		for (b = 0; b < 256; b++) {
			u32 differ = a ^ b;

			tap_context("source 0x%02x, destination 0x%02x", a, b);
			expected = 0;
			expected |= differ & 0x80 ? R(APSC) : 0;
			expected |= differ & 0x40 ? R(MEX4K) : 0;
			expected |= differ & 0x20 ? R(CRT4K) : 0;
			expected |= differ & 0x1c ? R(MODE) : 0;
			expected |= differ & 0x02 ? R(APXA) : 0;
			expected |= differ & 0x01 ? R(SLCF) : 0;
			CHECK_EQUAL(judge_infos((u64)a << 56 | F,
						(u64)b << 56 | F), expected);
		}
	}
}

/* Rows: source F, R, F+R, neither; columns: destination. */
static void class_table(void)
{
	static const u64 class[] = { F, STATELESS, F | STATELESS, 0 };
	static const bool fits[4][4] = {
		{ true, false, true, false },
		{ true, true, true, false },
		{ true, false, true, false },
		{ true, false, true, true },
	};
	int s, d;

	for (s = 0; s < 4; s++) {
		for (d = 0; d < 4; d++) {
			tap_context("source %d, destination %d", s, d);
			CHECK_EQUAL(judge_infos((USUAL_INFO & ~F) | class[s],
						(USUAL_INFO & ~F) | class[d]),
				    fits[s][d] ? 0 : R(CLASS));
		}
	}
}

static void bs_table(void)
{
	u32 expected;
	int s, d;

	for (s = 0; s < 4; s++) {
		for (d = 0; d < 4; d++) {
			tap_context("source %d, destination %d", s, d);
			expected = (s ? R(SRC_BS) : 0) | (d ? R(DST_BS) : 0);
			CHECK_EQUAL(judge_infos(USUAL_INFO | BS(s),
						USUAL_INFO | BS(d)), expected);
		}
	}
}

static void types(void)
{
	u32 s, d;

	for (s = 0; s < 256; s++) {
		for (d = 0; d < 256; d++) {
			tap_context("source %u, destination %u", s, d);
			CHECK_EQUAL(judge_infos(F | (u64)s << 24,
						F | (u64)d << 24),
				    d < s ? R(TYPE) : 0);
		}
	}
}

/* As the AP bus counts: 1 to 3, and 0, stand for 12 KiB. */
static void message_limits(void)
{
	u32 s, d, s_bytes, d_bytes;

	for (s = 0; s < 16; s++) {
		for (d = 0; d < 16; d++) {
			tap_context("source %u, destination %u", s, d);
			s_bytes = s <= 3 ? 12288 : s * 4096;
			d_bytes = d <= 3 ? 12288 : d * 4096;
			CHECK_EQUAL(judge_infos(F | s << 8, F | d << 8),
				    d_bytes < s_bytes ? R(ML) : 0);
		}
	}
}

static void queue_depths(void)
{
	u32 s, d;

	for (s = 0; s < 32; s++) {
		for (d = 0; d < 32; d++) {
			tap_context("source %u, destination %u", s, d);
			CHECK_EQUAL(judge_infos(F | s, F | d),
				    d < s ? R(QD) : 0);
		}
	}
}

/* Reserved bits and the number of domains have no rule. */
static void what_is_not_compared(void)
{
	static const u64 ruled = FACILITIES | F | STATELESS | BS(3) |
				 0xff000000ULL | 0xf00 | 0x1f;
	int bit;

	for (bit = 0; bit < 64; bit++) {
		u64 mask = 1ULL << bit;

		tap_context("bit %d", 63 - bit);
		if (mask & ruled) {
			u32 there = judge_infos(USUAL_INFO, USUAL_INFO ^ mask);
			u32 back = judge_infos(USUAL_INFO ^ mask, USUAL_INFO);

			/* Native or not, newer or older: one way only. */
			CHECK(there || back || mask == STATELESS ||
			      (mask & 0x300));
		} else {
			CHECK_EQUAL(judge_infos(USUAL_INFO, USUAL_INFO ^ mask),
				    0);
			CHECK_EQUAL(judge_infos(USUAL_INFO ^ mask, USUAL_INFO),
				    0);
		}
	}
}

static bool plain(u32 rc)
{
	return rc == 0 || (rc >= 2 && rc <= 5);
}

/* Deconfigured, checkstopped. */
static bool off(u32 rc)
{
	return rc == 3 || rc == 4;
}

static void response_codes(void)
{
	struct ap_compat_destination dst;
	struct ap_compat_source src;
	u32 rc, async;

	for (rc = 0; rc < 256; rc++) {
		tap_context("rc 0x%02x", rc);
		src = usual_src;
		src.rc = (u8)rc;
		CHECK_EQUAL(ap_compat_judge_queue(&src, &usual_dst),
			    plain(rc) ? 0 : R(SRC_NO_ANSWER));

		for (async = 0; async < 2; async++) {
			dst = usual_dst;
			dst.rc = (u8)rc;
			dst.async = async;
			CHECK_EQUAL(ap_compat_judge_queue(&usual_src, &dst),
				    off(rc) ? R(OFFLINE) :
				    plain(rc) || async ? 0 : R(NO_ANSWER));
			/* Information that is not valid is not looked at. */
			dst.info = ~0ULL;
			CHECK(!!(ap_compat_judge_queue(&usual_src, &dst) &
				 R(DST_BS)) == (plain(rc) || async));
		}
	}
}

/* Off on both sides, in either way, is no change for the guest. */
static void offline_table(void)
{
	static const u8 codes[] = { 0, 2, 3, 4, 5 };
	struct ap_compat_destination dst = usual_dst;
	struct ap_compat_source src = usual_src;
	size_t s, d;

	for (s = 0; s < ARRAY_SIZE(codes); s++) {
		for (d = 0; d < ARRAY_SIZE(codes); d++) {
			src.rc = codes[s];
			dst.rc = codes[d];
			tap_context("source rc %u, destination rc %u", src.rc,
				    dst.rc);
			CHECK_EQUAL(ap_compat_judge_queue(&src, &dst),
				    off(dst.rc) && !off(src.rc) ? R(OFFLINE) :
								  0);
		}
	}
}

static void ownership_alone(void)
{
	struct ap_compat_destination dst = usual_dst;

	/* What TAPQ says does not matter to it. */
	dst.tapq_done = false;
	dst.rc = 1;
	dst.info = ~0ULL;
	CHECK_EQUAL(ap_compat_judge_ownership(&dst), 0);
	dst.in_use = true;
	CHECK_EQUAL(ap_compat_judge_ownership(&dst), R(IN_USE));
	dst.host_owned = true;
	CHECK_EQUAL(ap_compat_judge_ownership(&dst), R(HOST_OWNED));
}

static void silence_that_is_explained(void)
{
	struct ap_compat_destination dst = usual_dst;

	/* A queue that is not there cannot answer: one reason, not two. */
	dst.rc = 1;
	dst.configured = false;
	CHECK_EQUAL(ap_compat_judge_queue(&usual_src, &dst), R(NOT_CONFIGURED));
	/* One that is there and somebody else's should have. */
	dst.configured = true;
	dst.host_owned = true;
	CHECK_EQUAL(ap_compat_judge_queue(&usual_src, &dst),
		    R(HOST_OWNED) | R(NO_ANSWER));
}

static void one_side_only(void)
{
	struct ap_compat_destination dst = usual_dst;
	struct ap_compat_source src = usual_src;

	/* Nothing to compare, but a binding state needs no comparison. */
	src.rc = 1;
	dst.info = BS(2);
	CHECK_EQUAL(ap_compat_judge_queue(&src, &dst),
		    R(SRC_NO_ANSWER) | R(DST_BS));
	src.rc = 0;
	src.info |= BS(1);
	dst.rc = 1;
	CHECK_EQUAL(ap_compat_judge_queue(&src, &dst),
		    R(SRC_BS) | R(NO_ANSWER));
}

/* Each rule is independent of the others. */
static void all_at_once(void)
{
	u64 src = 0xc38000000e570c07ULL | BS(1);
	u64 dst = 0x284000000a570507ULL | BS(3);

	dst &= ~0x1fULL;
	CHECK_EQUAL(judge_infos(src, dst),
		    R(APSC) | R(MEX4K) | R(CRT4K) | R(SLCF) | R(MODE) |
		    R(APXA) | R(CLASS) | R(SRC_BS) | R(DST_BS) | R(TYPE) |
		    R(ML) | R(QD));
}

/*
 * A pair of random words gives the union of what its parts give alone. (Not
 * true of a rule that stops the others.)
 */
static void random_pairs(void)
{
	static const u64 parts[] = {
		FACILITIES, F | STATELESS, BS(3), 0xff000000ULL, 0xf00, 0x1f,
	};
	u64 src, dst, rest = F;
	u32 expected;
	size_t i;
	int round;

	for (round = 0; round < 20000; round++) {
		tap_context("round %d", round);
		src = (u64)tap_random() << 32 | tap_random();
		dst = (u64)tap_random() << 32 | tap_random();
		expected = 0;
		for (i = 0; i < ARRAY_SIZE(parts); i++) {
			rest = i == 1 ? 0 : F;
			expected |= judge_infos((src & parts[i]) | rest,
						(dst & parts[i]) | rest);
		}
		CHECK_EQUAL(judge_infos(src, dst), expected);
	}
}

static const struct test tests[] = {
	{ "the same is compatible", the_same_is_compatible },
	{ "who owns the queue: the first cause", owners },
	{ "facilities, mode, APXA, SLCF: all pairs", facilities_and_mode },
	{ "R20 class", class_table },
	{ "R19 binding state, also if equal", bs_table },
	{ "X14 type: the same or newer", types },
	{ "X13 message limit", message_limits },
	{ "X13 queue depth", queue_depths },
	{ "R20 what is not compared", what_is_not_compared },
	{ "R21 response codes and the asynchronous bit", response_codes },
	{ "deconfigured or checkstopped on one side", offline_table },
	{ "who owns the queue, alone", ownership_alone },
	{ "a silent queue that is not there", silence_that_is_explained },
	{ "what one side alone shows", one_side_only },
	{ "all at once", all_at_once },
	{ "rules are independent", random_pairs },
};

SUITE(compat, tests);
