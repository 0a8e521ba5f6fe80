/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the driver of a destination would say to a guest of a source, from the
 * inventories of both hosts.
 *
 * The rules are the driver's, driver/core/compat.c. What sysfs does not say is
 * tried both ways: a reason that comes out of each is certain, one that comes out
 * of some is possible.
 */
#ifndef APTRACE_PREDICT_H
#define APTRACE_PREDICT_H

#include "../../driver/core/reasons.h"
#include "inventory.h"
#include "tapq_view.h"

enum prediction {
	PREDICTION_COMPATIBLE,
	PREDICTION_UNKNOWN,	/* sysfs cannot tell */
	PREDICTION_REFUSED,
	PREDICTIONS,
};

/* "compatible", "unknown", "refused" */
const char *prediction_name(enum prediction prediction);

/* Yes, no, or nobody knows. */
enum known {
	KNOWN_NO,
	KNOWN_YES,
	KNOWN_NOT,
};

/**
 * struct predict_owner - who has a queue on the destination
 * @configured: as in struct ap_compat_destination
 * @host_owned: the same
 * @bound: the same
 * @in_use: the same
 * @passable: the same
 * @why: why the first of them that is not known is not
 * @owner: an mdev that has it, other than the one that is to take the guest
 */
struct predict_owner {
	enum known configured;
	enum known host_owned;
	enum known bound;
	enum known in_use;
	enum known passable;
	const char *why_configured;
	const char *why_host_owned;
	const char *why_bound;
	const char *why_in_use;
	const struct inv_item *owner;
};

/**
 * struct predict_row - one queue, adapter or domain
 * @verdict: for the words: its kind and number, and what is known of both sides;
 *	@verdict.reasons is @certain
 * @prediction: what comes out
 * @certain: reasons that the driver gives whatever sysfs does not say
 * @possible: reasons that it gives or does not give; without those of @certain
 * @src: the source's queue
 * @dst: the destination's queue
 * @owner: who has it there
 */
struct predict_row {
	struct ap_verdict verdict;
	enum prediction prediction;
	u32 certain;
	u32 possible;
	struct tapq_view src;
	struct tapq_view dst;
	struct predict_owner owner;
};

/* What stands against the migration as a whole. */
enum predict_obstacle {
	OBSTACLE_SRC_SE_GUEST,
	OBSTACLE_DST_SE_GUEST,
	OBSTACLE_DST_NO_DRIVER,
	OBSTACLE_SRC_GUEST_UNKNOWN,
	OBSTACLES,
};

/**
 * struct predict_obstacle_row - is it there?
 * @there: no, yes, or not known
 * @why: why it is not known
 */
struct predict_obstacle_row {
	enum known there;
	const char *why;
};

/**
 * struct predict_options - what is to be predicted
 * @src: the host that the guest leaves
 * @dst: the host that is to take it
 * @src_mdev: the guest's device
 * @dst_mdev: the device that is to take the guest; NULL: a new one
 * @assume_reset: take it that the last reset of a queue of no guest succeeded
 * @assume_depth: take the depth that a kernel shows which may know 4 bits only
 */
struct predict_options {
	const struct inventory *src;
	const struct inventory *dst;
	const struct inv_item *src_mdev;
	const struct inv_item *dst_mdev;
	bool assume_reset;
	bool assume_depth;
};

/**
 * struct predict_result - all of it
 * @prediction: what comes out
 * @obstacles: against the migration as a whole
 * @guest: what the source's guest sees; empty if that is not known
 * @rows: a row for each queue in ascending order, then the control domains; of a
 *	guest without queues its adapters and its domains before these
 * @count: how many rows
 * @counts: rows of each prediction
 * @assumed_reset: queues for which @assume_reset made a difference
 * @assumed_depth: queues for which @assume_depth did
 */
struct predict_result {
	enum prediction prediction;
	struct predict_obstacle_row obstacles[OBSTACLES];
	struct ap_matrix guest;
	struct predict_row *rows;
	u32 count;
	u32 counts[PREDICTIONS];
	u32 assumed_reset;
	u32 assumed_depth;
};

void predict(const struct predict_options *options,
	     struct predict_result *result);
void predict_free(struct predict_result *result);

/* Bits of the TAPQ word that a reason is about; 0 if it is not about any. */
u64 predict_reason_bits(unsigned int reason);

/* Why nobody can say whether the reason is one: for people. */
void predict_why_unknown(const struct predict_row *row, unsigned int reason,
			 char *text, size_t size);

#endif /* APTRACE_PREDICT_H */
