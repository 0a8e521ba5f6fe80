// SPDX-License-Identifier: GPL-2.0
/*
 * The rules. Documentation/compatibility.rst says why each is as it is.
 *
 * The upper half of the information word must not be compared as a whole: it
 * holds the class and the binding state, which have rules of their own.
 */
#include "compat.h"

#define REASON(name)	VFIO_AP_REASON_MASK(name)

#define CLASS_MASK	(AP_INFO_NATIVE | AP_INFO_STATELESS)

u32 ap_compat_judge_ownership(const struct ap_compat_destination *dst)
{
	if (!dst->configured)
		return REASON(NOT_CONFIGURED);
	if (dst->host_owned)
		return REASON(HOST_OWNED);
	if (!dst->bound)
		return REASON(NOT_BOUND);
	if (dst->in_use)
		return REASON(IN_USE);
	if (!dst->passable)
		return REASON(NOT_PASSABLE);
	return 0;
}

/* Bits that are the same on both sides or else are a reason. */
static u32 judge_facilities(u64 src, u64 dst)
{
	u64 differ = src ^ dst;
	u32 reasons = 0;

	if (differ & AP_INFO_APSC)
		reasons |= REASON(APSC);
	if (differ & AP_INFO_MEX4K)
		reasons |= REASON(MEX4K);
	if (differ & AP_INFO_CRT4K)
		reasons |= REASON(CRT4K);
	if (differ & AP_INFO_SLCF)
		reasons |= REASON(SLCF);
	if (differ & AP_INFO_MODE_MASK)
		reasons |= REASON(MODE);
	if (differ & AP_INFO_APXA)
		reasons |= REASON(APXA);
	return reasons;
}

/*
 * A native card does everything. Anything else can only stand in for a card
 * of its own class; this includes a card that announces no class, of which
 * nobody knows what its guest uses.
 */
static bool class_fits(u64 src, u64 dst)
{
	return (dst & AP_INFO_NATIVE) || !((src ^ dst) & CLASS_MASK);
}

static u32 judge_card(u64 src, u64 dst)
{
	u32 reasons = 0;

	if (!class_fits(src, dst))
		reasons |= REASON(CLASS);
	if (ap_info_type(dst) < ap_info_type(src))
		reasons |= REASON(TYPE);
	if (ap_info_message_bytes(dst) < ap_info_message_bytes(src))
		reasons |= REASON(ML);
	if (ap_info_qd(dst) < ap_info_qd(src))
		reasons |= REASON(QD);
	return reasons;
}

/* Deconfigured or checkstopped: there, but it does not work. */
static bool offline(u8 rc)
{
	return rc == AP_RC_DECONFIGURED || rc == AP_RC_CHECKSTOPPED;
}

u32 ap_compat_judge_queue(const struct ap_compat_source *src,
			  const struct ap_compat_destination *dst)
{
	/* The stream has no asynchronous bit: the source must be plain. */
	bool have_src = ap_info_valid(src->rc, false);
	bool have_dst = dst->tapq_done && ap_info_valid(dst->rc, dst->async);
	u32 owner = ap_compat_judge_ownership(dst);
	u32 reasons = owner;

	if (!have_src)
		reasons |= REASON(SRC_NO_ANSWER);
	else if (ap_info_bs(src->info))
		reasons |= REASON(SRC_BS);

	if (have_dst) {
		/* Also if equal: a bound queue's secrets do not migrate. */
		if (ap_info_bs(dst->info))
			reasons |= REASON(DST_BS);
	} else if (dst->tapq_done ? dst->configured : !owner) {
		/* Not if the owner rules already say why nobody answered. */
		reasons |= REASON(NO_ANSWER);
	}

	if (have_src && have_dst) {
		/* Off on both sides is what the guest has already. */
		if (offline(dst->rc) && !offline(src->rc))
			reasons |= REASON(OFFLINE);
		reasons |= judge_facilities(src->info, dst->info) |
			   judge_card(src->info, dst->info);
	}
	return reasons;
}
