// SPDX-License-Identifier: GPL-2.0
/*
 * libFuzzer harness of the rules and their words.
 *
 * The rules are formulated once more here, from DESIGN section 4, in another way than
 * driver/core does: by the numbers of bits as the architecture counts them, one
 * reason after the other. Both must agree on every pair of queues; and whatever a
 * verdict says, its words must fit the buffer and end with a zero.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../driver/core/compat.h"
#include "../../driver/core/reasons.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#define R(name)	VFIO_AP_REASON_MASK(name)

/**
 * struct input - what the fuzzer chooses
 * @src_info: TAPQ word of the source
 * @dst_info: of the destination
 * @flip: bits of it that the destination has otherwise, if @same
 * @src_rc: response code
 * @dst_rc: response code
 * @owner: bits: configured, host_owned, bound, in_use, passable, tapq_done, async
 * @same: the destination's word is the source's but for one bit of @flip
 * @kind: of the verdict whose words are asked for
 * @room: for the words
 * @reasons: of that verdict, as no rule would give them
 */
struct input {
	u64 src_info;
	u64 dst_info;
	u8 flip;
	u8 src_rc;
	u8 dst_rc;
	u8 owner;
	u8 same;
	u8 kind;
	u8 room;
	u8 reserved;
	u32 reasons;
};

static void must(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "invariant broken: %s\n", what);
	abort();
}

/* Bits @from to @to of a word, counted from the leftmost. */
static unsigned int field(u64 word, unsigned int from, unsigned int to)
{
	return word << from >> (63 - (to - from));
}

static bool answered(u8 rc, bool async)
{
	static const u8 with_word[] = { 0x00, 0x02, 0x03, 0x04, 0x05 };
	size_t i;

	for (i = 0; i < sizeof(with_word); i++)
		if (rc == with_word[i])
			return true;
	return async;
}

/* Messages up to 12 KiB are always possible, whatever the number says. */
static unsigned int pages(u64 info)
{
	unsigned int ml = field(info, 52, 55);

	return ml < 3 ? 3 : ml;
}

static u32 card(u64 src, u64 dst)
{
	static const struct {
		unsigned int from;
		unsigned int to;
		u32 reason;
	} equal[] = {
		{ 0, 0, R(APSC) }, { 1, 1, R(MEX4K) }, { 2, 2, R(CRT4K) },
		{ 3, 5, R(MODE) }, { 6, 6, R(APXA) }, { 7, 7, R(SLCF) },
	};
	bool native = field(dst, 8, 8);
	u32 reasons = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(equal); i++)
		if (field(src, equal[i].from, equal[i].to) !=
		    field(dst, equal[i].from, equal[i].to))
			reasons |= equal[i].reason;
	if (!native && field(src, 8, 9) != field(dst, 8, 9))
		reasons |= R(CLASS);
	if (field(src, 32, 39) > field(dst, 32, 39))
		reasons |= R(TYPE);
	if (pages(src) > pages(dst))
		reasons |= R(ML);
	if (field(src, 59, 63) > field(dst, 59, 63))
		reasons |= R(QD);
	return reasons;
}

static u32 expected(const struct ap_compat_source *src,
		    const struct ap_compat_destination *dst)
{
	bool have_src = answered(src->rc, false);
	bool have_dst = dst->tapq_done && answered(dst->rc, dst->async);
	u32 owner = 0, reasons = 0;

	if (!dst->passable)
		owner = R(NOT_PASSABLE);
	if (dst->in_use)
		owner = R(IN_USE);
	if (!dst->bound)
		owner = R(NOT_BOUND);
	if (dst->host_owned)
		owner = R(HOST_OWNED);
	if (!dst->configured)
		owner = R(NOT_CONFIGURED);
	if (!have_src)
		reasons |= R(SRC_NO_ANSWER);
	if (have_src && field(src->info, 16, 17))
		reasons |= R(SRC_BS);
	if (have_dst && field(dst->info, 16, 17))
		reasons |= R(DST_BS);
	if (!have_dst && dst->tapq_done && dst->configured)
		reasons |= R(NO_ANSWER);
	if (!have_dst && !dst->tapq_done && !owner)
		reasons |= R(NO_ANSWER);
	if (have_src && have_dst) {
		if ((dst->rc == 3 || dst->rc == 4) && src->rc != 3 && src->rc != 4)
			reasons |= R(OFFLINE);
		reasons |= card(src->info, dst->info);
	}
	return owner | reasons;
}

static void check_text(int length, const char *text, size_t room)
{
	must(length >= 0, "a text has a length");
	if (!room)
		return;
	must(memchr(text, '\0', room), "a text ends within its buffer");
	must(strlen(text) == ((size_t)length < room ? (size_t)length : room - 1),
	     "a text is cut like snprintf()");
}

static void check_words(const struct ap_verdict *verdict, size_t room)
{
	/* Exactly as large as was said, for the sanitizer. */
	char *text = malloc(room ? room : 1);
	unsigned int bit;

	if (!text)
		return;
	for (bit = 0; bit < VFIO_AP_REASON_COUNT; bit++) {
		check_text(ap_reason_expected(text, room, bit, verdict), text, room);
		check_text(ap_reason_found(text, room, bit, verdict), text, room);
		must(ap_reason(bit) && ap_reason(bit)->name, "every reason has a name");
	}
	check_text(ap_reasons_format(text, room, verdict->reasons), text, room);
	check_text(ap_verdict_format_subject(text, room, verdict), text, room);
	check_text(ap_info_format(text, room, verdict->src_info), text, room);
	free(text);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct ap_compat_destination dst;
	struct ap_compat_source src;
	struct ap_verdict verdict;
	struct input input = { 0 };
	u32 reasons;

	memcpy(&input, data, size < sizeof(input) ? size : sizeof(input));
	src = (struct ap_compat_source){ .rc = input.src_rc, .info = input.src_info };
	dst = (struct ap_compat_destination){
		.configured = input.owner & 1,
		.host_owned = input.owner & 2,
		.bound = input.owner & 4,
		.in_use = input.owner & 8,
		.passable = input.owner & 16,
		.tapq_done = input.owner & 32,
		.async = input.owner & 64,
		.rc = input.dst_rc,
		.info = input.dst_info,
	};
	if (input.same & 1)
		dst.info = src.info ^ (input.same & 2 ? BIT_ULL(input.flip % 64) : 0);

	reasons = ap_compat_judge_queue(&src, &dst);
	must(reasons == expected(&src, &dst), "both formulations of the rules agree");
	must(!(reasons >> VFIO_AP_REASON_COUNT), "only reasons that there are");
	if (reasons == 0)
		must(ap_compat_judge_ownership(&dst) == 0, "compatible queues are to be had");

	verdict = (struct ap_verdict){
		.kind = input.kind,
		.apqn = input.dst_info,
		.src_rc = src.rc,
		.dst_rc = dst.rc,
		.reasons = input.kind & 1 ? input.reasons : reasons,
		.src_info = src.info,
		.dst_info = dst.info,
	};
	check_words(&verdict, input.room);
	return 0;
}
