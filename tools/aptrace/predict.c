// SPDX-License-Identifier: GPL-2.0
/* What the driver of a destination would say, from two inventories. */
#include <stdio.h>
#include <stdlib.h>

#include "../../driver/core/compat.h"
#include "../../include/uapi/linux/vfio_ap_trace.h"
#include "predict.h"
#include "text.h"

/* Reasons that are about fields of the TAPQ word, and these fields. */
static const struct {
	unsigned int reason;
	u64 bits;
} reason_bits[] = {
	{ VFIO_AP_REASON_APSC, AP_INFO_APSC },
	{ VFIO_AP_REASON_MEX4K, AP_INFO_MEX4K },
	{ VFIO_AP_REASON_CRT4K, AP_INFO_CRT4K },
	{ VFIO_AP_REASON_SLCF, AP_INFO_SLCF },
	{ VFIO_AP_REASON_MODE, AP_INFO_MODE_MASK },
	{ VFIO_AP_REASON_APXA, AP_INFO_APXA },
	{ VFIO_AP_REASON_CLASS, AP_INFO_NATIVE | AP_INFO_STATELESS },
	{ VFIO_AP_REASON_SRC_BS, AP_INFO_BS_MASK },
	{ VFIO_AP_REASON_DST_BS, AP_INFO_BS_MASK },
	{ VFIO_AP_REASON_TYPE, 0xffULL << AP_INFO_TYPE_SHIFT },
	{ VFIO_AP_REASON_ML, 0xfULL << AP_INFO_ML_SHIFT },
	{ VFIO_AP_REASON_QD, 0x1fULL << AP_INFO_QD_SHIFT },
};

u64 predict_reason_bits(unsigned int reason)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(reason_bits); i++)
		if (reason_bits[i].reason == reason)
			return reason_bits[i].bits;
	return 0;
}

const char *prediction_name(enum prediction prediction)
{
	static const char * const names[PREDICTIONS] = {
		[PREDICTION_COMPATIBLE] = "compatible",
		[PREDICTION_UNKNOWN] = "unknown",
		[PREDICTION_REFUSED] = "refused",
	};

	return prediction < PREDICTIONS ? names[prediction] : "?";
}

/* --- one queue: every way in which what is not known can be */

/* Up to so many bits of a field each pattern is tried. */
#define PATTERN_BITS	6

/**
 * struct outcomes - what the rules made of the ways tried so far
 * @always: reasons in all of them
 * @ever: reasons in one of them
 * @any: one was tried
 */
struct outcomes {
	u32 always;
	u32 ever;
	bool any;
};

static void outcome_add(struct outcomes *outcomes, u32 reasons)
{
	outcomes->always = outcomes->any ? outcomes->always & reasons : reasons;
	outcomes->ever |= reasons;
	outcomes->any = true;
}

static void judge(struct outcomes *outcomes, const struct ap_compat_source *src,
		  const struct ap_compat_destination *dst, u64 src_bits,
		  u64 dst_bits)
{
	struct ap_compat_source s = *src;
	struct ap_compat_destination d = *dst;

	s.info |= src_bits;
	d.info |= dst_bits;
	outcome_add(outcomes, ap_compat_judge_queue(&s, &d));
}

/* The next pattern of the bits of @mask after @bits; 0 after the last. */
static u64 next_pattern(u64 bits, u64 mask)
{
	return ((bits | ~mask) + 1) & mask;
}

/*
 * A field has unknown bits. A wide one (type, message limit, depth) is a number of
 * which more is enough: the lowest, the highest, and what the other side has.
 */
static void judge_field(struct outcomes *outcomes,
			const struct ap_compat_source *src,
			const struct ap_compat_destination *dst, u64 src_mask,
			u64 dst_mask)
{
	u64 s = 0, d = 0;

	if (__builtin_popcountll(src_mask) + __builtin_popcountll(dst_mask) >
	    PATTERN_BITS) {
		judge(outcomes, src, dst, src_mask, 0);
		judge(outcomes, src, dst, 0, dst_mask);
		judge(outcomes, src, dst, src_mask, dst_mask);
		judge(outcomes, src, dst, dst->info & src_mask,
		      src->info & dst_mask);
		return;
	}
	do {
		do {
			judge(outcomes, src, dst, s, d);
			d = next_pattern(d, dst_mask);
		} while (d);
		s = next_pattern(s, src_mask);
	} while (s);
}

/*
 * Both have given their answers; of the words some bits are not known. Each rule
 * looks at one field, so the fields are tried one after the other. The driver can
 * give any set of reasons between those that are in all ways and those in one.
 */
static struct outcomes judge_words(const struct ap_compat_source *src,
				   const struct ap_compat_destination *dst,
				   u64 src_unknown, u64 dst_unknown)
{
	struct outcomes outcomes = { 0 };
	u64 field;
	size_t i;

	judge(&outcomes, src, dst, 0, 0);
	for (i = 0; i < ARRAY_SIZE(reason_bits); i++) {
		field = reason_bits[i].bits;
		if ((src_unknown | dst_unknown) & field)
			judge_field(&outcomes, src, dst, src_unknown & field,
				    dst_unknown & field);
	}
	return outcomes;
}

/**
 * struct tally - the same for all answers and owners together
 * @outcomes: of all ways
 * @refused_always: each way ends with a reason, even if not with the same
 */
struct tally {
	struct outcomes outcomes;
	bool refused_always;
};

static void judge_answers(struct tally *tally, const struct predict_row *row,
			  struct ap_compat_destination *dst)
{
	struct ap_compat_source src = { .info = row->src.info };
	struct outcomes one;
	unsigned int s, d;

	for (s = 0; s < row->src.count; s++) {
		src.rc = row->src.answers[s].rc;
		for (d = 0; d < row->dst.count; d++) {
			/* TAPQ is done for what the host has, and for nothing else. */
			dst->tapq_done = dst->configured;
			dst->rc = dst->configured ? row->dst.answers[d].rc : 0;
			dst->async = dst->configured && row->dst.answers[d].async;
			dst->info = dst->configured ? row->dst.info : 0;
			one = judge_words(&src, dst, ~row->src.known,
					  dst->configured ? ~row->dst.known : 0);
			tally->refused_always &= one.always != 0;
			outcome_add(&tally->outcomes, one.always);
			tally->outcomes.ever |= one.ever;
			if (!dst->configured)
				break;
		}
	}
}

static bool may_be(enum known known, bool value)
{
	return known == KNOWN_NOT || (known == KNOWN_YES) == value;
}

/* Bit by bit as in struct ap_compat_destination; true if this is a possible way. */
static bool owner_way(const struct predict_owner *owner, unsigned int way,
		      struct ap_compat_destination *dst)
{
	*dst = (struct ap_compat_destination){
		.configured = way & 1,
		.host_owned = way & 2,
		.bound = way & 4,
		.in_use = way & 8,
		.passable = way & 16,
	};
	return may_be(owner->configured, dst->configured) &&
	       may_be(owner->host_owned, dst->host_owned) &&
	       may_be(owner->bound, dst->bound) &&
	       may_be(owner->in_use, dst->in_use) &&
	       may_be(owner->passable, dst->passable);
}

static void row_conclude(struct predict_row *row, const struct tally *tally)
{
	row->certain = tally->outcomes.always;
	row->possible = tally->outcomes.ever & ~tally->outcomes.always;
	row->verdict.reasons = row->certain;
	if (!tally->outcomes.ever)
		row->prediction = PREDICTION_COMPATIBLE;
	else if (tally->refused_always)
		row->prediction = PREDICTION_REFUSED;
	else
		row->prediction = PREDICTION_UNKNOWN;
}

static void judge_row(struct predict_row *row)
{
	struct tally tally = { .refused_always = true };
	struct ap_compat_destination dst;
	unsigned int way;

	for (way = 0; way < 32; way++)
		if (owner_way(&row->owner, way, &dst))
			judge_answers(&tally, row, &dst);
	row_conclude(row, &tally);
}

/* --- who has a queue on the destination */

static enum known known_if(bool condition)
{
	return condition ? KNOWN_YES : KNOWN_NO;
}

/* Without QCI the driver knows of no adapter and no domain. */
static enum known in_config(const struct inventory *inventory,
			    enum inv_bus_field field, unsigned int nr,
			    const char **why)
{
	const struct inv_value *bus = inventory->bus;

	if (!bus[INV_BUS_QCI].why && !bus[INV_BUS_QCI].number)
		return KNOWN_NO;
	if (!bus[field].why)
		return known_if(ap_mask_test(bus[field].mask, nr));
	*why = bus[field].why;
	return KNOWN_NOT;
}

static enum known both(enum known a, enum known b)
{
	if (a == KNOWN_NO || b == KNOWN_NO)
		return KNOWN_NO;
	return a == KNOWN_YES && b == KNOWN_YES ? KNOWN_YES : KNOWN_NOT;
}

static enum known in_mask(const struct inv_value *value, unsigned int nr,
			  const char **why)
{
	if (!value->why)
		return known_if(ap_mask_test(value->mask, nr));
	*why = value->why;
	return KNOWN_NOT;
}

/* The drivers of the host's own, which are all there are but ours. */
static bool is_host_driver(const char *driver)
{
	static const char * const names[] = { "cex2aqueue", "cex2cqueue", "cex4queue" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(driver, names[i]))
			return true;
	return false;
}

/*
 * As ap_owned_by_def_drv(): both masks; but of a queue with driver_override, which
 * not all kernels have, the driver that it is bound to.
 */
static void find_host_owned(struct predict_owner *owner,
			    const struct inventory *inventory, u16 apqn,
			    const struct inv_item *queue)
{
	const struct inv_value *bus = inventory->bus;
	const struct inv_value *override, *driver;

	owner->host_owned = both(in_mask(&bus[INV_BUS_APMASK], AP_APQN_ADAPTER(apqn),
					 &owner->why_host_owned),
				 in_mask(&bus[INV_BUS_AQMASK], AP_APQN_DOMAIN(apqn),
					 &owner->why_host_owned));
	if (!queue)
		return;
	override = &queue->values[INV_QUEUE_OVERRIDE];
	driver = &queue->values[INV_QUEUE_DRIVER];
	if (override->why || !*override->text)
		return;
	if (driver->why) {
		owner->why_host_owned = driver->why;
		owner->host_owned = KNOWN_NOT;
	} else if (!*driver->text || !strcmp(driver->text, "vfio_ap")) {
		owner->host_owned = KNOWN_NO;
	} else if (is_host_driver(driver->text)) {
		owner->host_owned = KNOWN_YES;
	} else {
		owner->why_host_owned = "its driver_override is met by a driver that is neither vfio_ap nor one of zcrypt's";
		owner->host_owned = KNOWN_NOT;
	}
}

static enum known mdev_has(const struct inv_item *mdev, u16 apqn,
			   enum inv_mdev_field adapters,
			   enum inv_mdev_field domains, const char **why)
{
	return both(in_mask(&mdev->values[adapters], AP_APQN_ADAPTER(apqn), why),
		    in_mask(&mdev->values[domains], AP_APQN_DOMAIN(apqn), why));
}

static enum known mdev_assigned(const struct inv_item *mdev, u16 apqn,
				const char **why)
{
	return mdev_has(mdev, apqn, INV_MDEV_ADAPTERS, INV_MDEV_DOMAINS, why);
}

static enum known mdev_guest_has(const struct inv_item *mdev, u16 apqn)
{
	const char *ignored;

	return mdev_has(mdev, apqn, INV_MDEV_GUEST_ADAPTERS,
			INV_MDEV_GUEST_DOMAINS, &ignored);
}

static void find_in_use(struct predict_owner *owner,
			const struct predict_options *options, u16 apqn)
{
	const struct inv_list *mdevs = &options->dst->mdevs;
	const struct inv_item *mdev;
	enum known has;
	size_t i;

	owner->in_use = mdevs->why ? KNOWN_NOT : KNOWN_NO;
	owner->why_in_use = mdevs->why;
	for (i = 0; i < mdevs->count; i++) {
		mdev = &mdevs->items[i];
		if (mdev == options->dst_mdev)
			continue;
		has = mdev_assigned(mdev, apqn, &owner->why_in_use);
		if (has == KNOWN_NO)
			continue;
		owner->in_use = has;
		owner->owner = mdev;
		if (has == KNOWN_YES)
			return;
	}
}

/*
 * The guest of @mdev lacks an adapter that is assigned to it, and that the host
 * has. One of its queues is why, or more: if there is but one, it is this one.
 */
static bool is_culprit(const struct inventory *inventory,
		       const struct inv_item *mdev, u16 apqn)
{
	const struct inv_value *domains = &inventory->bus[INV_BUS_DOMAINS];
	const struct inv_value *assigned = &mdev->values[INV_MDEV_DOMAINS];
	struct ap_mask both_have;

	if (domains->why || assigned->why)
		return false;
	ap_mask_and(&both_have, assigned->mask, domains->mask);
	return ap_mask_weight(&both_have) == 1 &&
	       ap_mask_test(&both_have, AP_APQN_DOMAIN(apqn));
}

/*
 * No attribute says how the last reset of a queue ended. But a guest gets none of
 * which it failed, so a queue that an mdev's guest_matrix has is a good one.
 */
static void find_passable(struct predict_owner *owner,
			  const struct predict_options *options, u16 apqn,
			  bool *assumed)
{
	const struct inv_list *mdevs = &options->dst->mdevs;
	const char *ignored;
	size_t i;

	owner->passable = KNOWN_NOT;
	if (owner->bound == KNOWN_NO) {
		owner->passable = KNOWN_NO;
		return;
	}
	for (i = 0; i < mdevs->count; i++) {
		const struct inv_item *mdev = &mdevs->items[i];

		if (mdev_assigned(mdev, apqn, &ignored) != KNOWN_YES)
			continue;
		switch (mdev_guest_has(mdev, apqn)) {
		case KNOWN_YES:
			owner->passable = KNOWN_YES;
			return;
		case KNOWN_NO:
			/* A hint at least: nothing is assumed then. */
			if (owner->configured == KNOWN_YES &&
			    owner->bound == KNOWN_YES &&
			    is_culprit(options->dst, mdev, apqn))
				owner->passable = KNOWN_NO;
			if (owner->configured == KNOWN_YES)
				return;
			break;
		case KNOWN_NOT:
			break;
		}
	}
	if (options->assume_reset && owner->bound == KNOWN_YES) {
		owner->passable = KNOWN_YES;
		*assumed = true;
	}
}

static void find_owner(struct predict_owner *owner,
		       const struct predict_options *options, u16 apqn,
		       bool *assumed)
{
	const struct inventory *dst = options->dst;
	const struct inv_item *queue = inv_find(&dst->queues, apqn);
	const struct inv_value *driver;

	memset(owner, 0, sizeof(*owner));
	owner->configured = both(in_config(dst, INV_BUS_ADAPTERS,
					   AP_APQN_ADAPTER(apqn),
					   &owner->why_configured),
				 in_config(dst, INV_BUS_DOMAINS,
					   AP_APQN_DOMAIN(apqn),
					   &owner->why_configured));
	find_host_owned(owner, dst, apqn, queue);
	if (queue) {
		driver = &queue->values[INV_QUEUE_DRIVER];
		owner->bound = driver->why ? KNOWN_NOT :
			       known_if(!strcmp(driver->text, "vfio_ap"));
		owner->why_bound = driver->why;
	} else {
		owner->bound = dst->queues.why ? KNOWN_NOT : KNOWN_NO;
		owner->why_bound = dst->queues.why;
	}
	find_in_use(owner, options, apqn);
	find_passable(owner, options, apqn, assumed);
}

/* --- the guest, and all of it */

/* What vfio_ap on the source puts into the stream: what its guest sees. */
static bool find_guest(const struct predict_options *options,
		       struct ap_matrix *guest, const char **why)
{
	const struct inv_value *values = options->src_mdev->values;
	const struct inv_value *bus = options->src->bus;

	*why = values[INV_MDEV_GUEST_ADAPTERS].why;
	if (!*why)
		*why = values[INV_MDEV_GUEST_DOMAINS].why;
	if (!*why)
		*why = values[INV_MDEV_CONTROL_DOMAINS].why;
	if (*why)
		return false;
	guest->apm = *values[INV_MDEV_GUEST_ADAPTERS].mask;
	guest->aqm = *values[INV_MDEV_GUEST_DOMAINS].mask;
	/* No attribute shows those of the guest: assigned, and had by the host. */
	guest->adm = *values[INV_MDEV_CONTROL_DOMAINS].mask;
	if (!bus[INV_BUS_CONTROL_DOMAINS].why)
		ap_mask_and(&guest->adm, &guest->adm,
			    bus[INV_BUS_CONTROL_DOMAINS].mask);
	else if (!bus[INV_BUS_QCI].why && !bus[INV_BUS_QCI].number)
		ap_mask_zero(&guest->adm);
	else if (!ap_mask_empty(&guest->adm))
		*why = bus[INV_BUS_CONTROL_DOMAINS].why;
	return !*why;
}

static void find_se_guest(const struct inventory *inventory,
			  struct predict_obstacle_row *row)
{
	const struct inv_value *value = &inventory->host[INV_HOST_SE_GUEST];

	row->there = value->why ? KNOWN_NOT : known_if(value->number);
	row->why = value->why;
}

static void find_obstacles(const struct predict_options *options,
			   struct predict_result *result)
{
	const struct inv_value *present = &options->dst->driver[INV_DRIVER_PRESENT];
	struct predict_obstacle_row *obstacles = result->obstacles;
	struct predict_obstacle_row *unknown = &obstacles[OBSTACLE_SRC_GUEST_UNKNOWN];

	find_se_guest(options->src, &obstacles[OBSTACLE_SRC_SE_GUEST]);
	find_se_guest(options->dst, &obstacles[OBSTACLE_DST_SE_GUEST]);
	obstacles[OBSTACLE_DST_NO_DRIVER].there = present->why ? KNOWN_NOT :
						  known_if(!present->number);
	obstacles[OBSTACLE_DST_NO_DRIVER].why = present->why;
	if (!find_guest(options, &result->guest, &unknown->why)) {
		unknown->there = KNOWN_NOT;
		memset(&result->guest, 0, sizeof(result->guest));
	}
}

static struct predict_row *add_row(struct predict_result *result, u8 kind,
				   u16 number)
{
	struct predict_row *row = &result->rows[result->count++];

	row->verdict.kind = kind;
	row->verdict.apqn = number;
	return row;
}

static void predict_queue(const struct predict_options *options,
			  struct predict_result *result, u16 apqn)
{
	struct predict_row *row = add_row(result, VFIO_AP_VERDICT_QUEUE, apqn);
	struct tapq_view strict;
	bool assumed = false;

	tapq_view(&row->src, options->src, apqn, options->assume_depth);
	tapq_view(&row->dst, options->dst, apqn, options->assume_depth);
	find_owner(&row->owner, options, apqn, &assumed);
	row->verdict.src_rc = row->src.answers[0].rc;
	row->verdict.src_info = row->src.info;
	row->verdict.dst_rc = row->dst.answers[0].rc;
	row->verdict.dst_info = row->dst.info;
	judge_row(row);
	result->assumed_reset += assumed;
	if (!options->assume_depth)
		return;
	tapq_view(&strict, options->src, apqn, false);
	assumed = strict.depth_short;
	tapq_view(&strict, options->dst, apqn, false);
	result->assumed_depth += assumed || strict.depth_short;
}

/* Each number of @wanted has to be in the destination's configuration. */
static void predict_mask(const struct predict_options *options,
			 struct predict_result *result, u8 kind,
			 unsigned int reason, const struct ap_mask *wanted,
			 enum inv_bus_field field)
{
	struct predict_row *row;
	unsigned int nr;

	ap_mask_for_each(nr, wanted) {
		row = add_row(result, kind, nr);
		row->owner.configured = in_config(options->dst, field, nr,
						  &row->owner.why_configured);
		if (row->owner.configured == KNOWN_YES)
			continue;
		if (row->owner.configured == KNOWN_NO) {
			row->certain = 1U << reason;
			row->prediction = PREDICTION_REFUSED;
		} else {
			row->possible = 1U << reason;
			row->prediction = PREDICTION_UNKNOWN;
		}
		row->verdict.reasons = row->certain;
	}
}

static void conclude(struct predict_result *result)
{
	u32 i;

	for (i = 0; i < result->count; i++)
		result->counts[result->rows[i].prediction]++;
	result->prediction = PREDICTION_COMPATIBLE;
	if (result->counts[PREDICTION_UNKNOWN])
		result->prediction = PREDICTION_UNKNOWN;
	for (i = 0; i < OBSTACLES; i++)
		if (result->obstacles[i].there == KNOWN_NOT)
			result->prediction = PREDICTION_UNKNOWN;
	for (i = 0; i < OBSTACLES; i++)
		if (result->obstacles[i].there == KNOWN_YES)
			result->prediction = PREDICTION_REFUSED;
	if (result->counts[PREDICTION_REFUSED])
		result->prediction = PREDICTION_REFUSED;
}

void predict(const struct predict_options *options,
	     struct predict_result *result)
{
	const struct ap_matrix *guest = &result->guest;
	u32 apqn;

	memset(result, 0, sizeof(*result));
	find_obstacles(options, result);
	result->rows = must_alloc(ap_matrix_queues(guest) + 3 * AP_MASK_BITS,
				  sizeof(*result->rows));
	ap_matrix_for_each_queue(apqn, guest)
		predict_queue(options, result, apqn);
	if (!result->count) {
		predict_mask(options, result, VFIO_AP_VERDICT_ADAPTER,
			     VFIO_AP_REASON_NOT_CONFIGURED, &guest->apm,
			     INV_BUS_ADAPTERS);
		predict_mask(options, result, VFIO_AP_VERDICT_DOMAIN,
			     VFIO_AP_REASON_NOT_CONFIGURED, &guest->aqm,
			     INV_BUS_DOMAINS);
	}
	predict_mask(options, result, VFIO_AP_VERDICT_CONTROL_DOMAIN,
		     VFIO_AP_REASON_CONTROL_DOMAIN, &guest->adm,
		     INV_BUS_CONTROL_DOMAINS);
	conclude(result);
}

void predict_free(struct predict_result *result)
{
	free(result->rows);
	memset(result, 0, sizeof(*result));
}

/* --- words */

static void why_words(u64 src_bits, u64 dst_bits, char *text, size_t size)
{
	char src[64], dst[64];

	tapq_bits_text(src, sizeof(src), src_bits);
	tapq_bits_text(dst, sizeof(dst), dst_bits);
	snprintf(text, size, "not in sysfs: TAPQ %s%s%s%s%s", src,
		 src_bits ? " of the source" : "",
		 src_bits && dst_bits ? ", " : "", dst,
		 dst_bits ? " of the destination" : "");
}

static void why_named(char *text, size_t size, const char *what,
		      const char *why)
{
	snprintf(text, size, "%s: %s", what, why ? why : "not known");
}

void predict_why_unknown(const struct predict_row *row, unsigned int reason,
			 char *text, size_t size)
{
	const struct predict_owner *owner = &row->owner;
	u64 bits = predict_reason_bits(reason);
	u64 src_bits = reason == VFIO_AP_REASON_DST_BS ? 0 : bits & ~row->src.known;
	u64 dst_bits = reason == VFIO_AP_REASON_SRC_BS ? 0 : bits & ~row->dst.known;

	switch (reason) {
	case VFIO_AP_REASON_NOT_CONFIGURED:
	case VFIO_AP_REASON_CONTROL_DOMAIN:
		why_named(text, size, "the destination's masks",
			  owner->why_configured);
		return;
	case VFIO_AP_REASON_HOST_OWNED:
		why_named(text, size, "who owns it there",
			  owner->host_owned == KNOWN_NOT ? owner->why_host_owned :
			  owner->why_configured);
		return;
	case VFIO_AP_REASON_NOT_BOUND:
		why_named(text, size, "its driver there",
			  owner->bound == KNOWN_NOT ? owner->why_bound :
			  "depends on what else is not known");
		return;
	case VFIO_AP_REASON_IN_USE:
		why_named(text, size, "what other mdevs there have",
			  owner->in_use == KNOWN_NOT ? owner->why_in_use :
			  "depends on what else is not known");
		return;
	case VFIO_AP_REASON_NOT_PASSABLE:
		snprintf(text, size, "not in sysfs: how its last reset there ended");
		return;
	case VFIO_AP_REASON_SRC_NO_ANSWER:
		why_named(text, size, "the source's answer", row->src.why_answer);
		return;
	case VFIO_AP_REASON_NO_ANSWER:
		why_named(text, size, "the destination's answer",
			  row->dst.why_answer);
		return;
	case VFIO_AP_REASON_OFFLINE:
		why_named(text, size, "whether it is off",
			  row->dst.why_answer ? row->dst.why_answer :
			  row->src.why_answer);
		return;
	}
	if (src_bits | dst_bits)
		why_words(src_bits, dst_bits, text, size);
	else
		why_named(text, size, "whether the words can be compared",
			  row->dst.why_answer ? row->dst.why_answer :
			  row->src.why_answer ? row->src.why_answer :
			  owner->why_configured);
}
