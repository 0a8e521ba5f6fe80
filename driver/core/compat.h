/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The rules by which a destination judges the queues of a source guest.
 *
 * Documentation/compatibility.rst explains each rule and where it comes from.
 */
#ifndef APTRACE_CORE_COMPAT_H
#define APTRACE_CORE_COMPAT_H

#include "matrix.h"
#include "tapq.h"
#include "../../include/uapi/linux/vfio_ap_migration.h"

/**
 * struct ap_compat_source - what the source says of a queue
 * @rc: response code of its TAPQ
 * @info: TAPQ information word
 */
struct ap_compat_source {
	u8 rc;
	u64 info;
};

/**
 * struct ap_compat_destination - what the destination knows of the same APQN
 * @configured: adapter and domain are in the host's configuration (QCI)
 * @host_owned: apmask and aqmask give the queue to the host's default driver
 * @bound: the queue device exists and is bound to vfio_ap
 * @in_use: assigned to an mdev other than the one that is resumed
 * @passable: the queue's last reset succeeded, or it is deconfigured or
 *	checkstopped; only looked at if @bound
 * @tapq_done: TAPQ was executed: @rc, @async and @info are what it gave
 * @rc: response code
 * @async: the asynchronous bit of the status word
 * @info: TAPQ information word
 */
struct ap_compat_destination {
	bool configured;
	bool host_owned;
	bool bound;
	bool in_use;
	bool passable;
	bool tapq_done;
	bool async;
	u8 rc;
	u64 info;
};

/**
 * ap_compat_judge_ownership - the rules about who owns a queue, alone
 * @dst: the destination's queue; what TAPQ says is not looked at
 *
 * Return: one bit of VFIO_AP_REASON_MASK(), or 0.
 */
u32 ap_compat_judge_ownership(const struct ap_compat_destination *dst);

/**
 * ap_compat_judge_queue - may the queue be taken over?
 * @src: the source's queue
 * @dst: the destination's queue of the same APQN
 *
 * All rules are applied, so that an operator sees all problems at once. Of the
 * rules about who owns the queue only the first cause is named (not configured,
 * host owned, not bound, in use, not passable), because the later ones follow
 * from it; for the same reason a TAPQ that was not done, or was not answered
 * for a queue that is not configured, is NO_ANSWER only without such a cause.
 * Rules that compare TAPQ information apply when both sides have it, the rule
 * about the binding state to each side that has it.
 *
 * Return: mask of VFIO_AP_REASON_MASK(), 0 if compatible.
 */
u32 ap_compat_judge_queue(const struct ap_compat_source *src,
			  const struct ap_compat_destination *dst);

#endif /* APTRACE_CORE_COMPAT_H */
