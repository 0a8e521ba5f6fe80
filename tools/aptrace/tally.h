/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the agent counts, from its start to its end: what the metrics are made of.
 * Numbers only go up, whatever happens to the module meanwhile. Of fixed size,
 * however many migrations, devices and queues there are.
 */
#ifndef APTRACE_TALLY_H
#define APTRACE_TALLY_H

#include "collector.h"
#include "model.h"

#define TALLY_ROLES		(VFIO_AP_ROLE_DESTINATION + 1)
#define TALLY_OUTCOMES		(MODEL_OUTCOME_UNSEEN + 1)
#define TALLY_CAUSES		(VFIO_AP_CAUSE_CLOSE + 1)
#define TALLY_STATES		VFIO_AP_TRACE_STATES

/* Upper bounds of a histogram, without the last one, which is no bound. */
#define TALLY_BOUNDS		14

/**
 * struct tally_bound - upper bound of a bucket
 * @ns: in nanoseconds
 * @seconds: the same, as it is written in the metrics
 */
struct tally_bound {
	uint64_t ns;
	const char *seconds;
};

extern const struct tally_bound tally_bounds[TALLY_BOUNDS];

/**
 * struct histogram - how long something took
 * @buckets: how often, each for itself; the last is for what is beyond all bounds
 * @sum_ns: all together
 */
struct histogram {
	uint64_t buckets[TALLY_BOUNDS + 1];
	uint64_t sum_ns;
};

/**
 * struct tally - all of it
 * @attached: the programs are attached now
 * @attaches: times that they were
 * @active: migrations that are on their way now, by role
 * @started: migrations that were seen first, by role
 * @ended: migrations that ended, by role and outcome (as struct model's)
 * @causes: what ended them, by role; only of those whose end was seen
 * @incomplete: ended ones of which events are missing
 * @reasons: verdicts that named each reason
 * @judged: verdicts on queues
 * @queues_refused: queues that were refused
 * @control_domains_refused: control domains that were refused
 * @bytes: of streams that were read or written, by role
 * @arc_errors: arcs that failed, by the state that they should have led to
 * @arc: how long arcs took, by the state that they led to
 * @downtime: how long guests stood still
 * @duration: how long migrations took, by role
 * @losses: events seen and lost
 * @losses_before: the same, of the times that the programs were attached before
 * @journal_entries: written
 * @journal_errors: that could not be written
 * @unrecorded: events that are not in the flight recorder
 * @recorder_bytes: how much is there
 */
struct tally {
	bool attached;
	uint64_t attaches;
	uint64_t active[TALLY_ROLES];
	uint64_t started[TALLY_ROLES];
	uint64_t ended[TALLY_ROLES][TALLY_OUTCOMES];
	uint64_t causes[TALLY_ROLES][TALLY_CAUSES];
	uint64_t incomplete;
	uint64_t reasons[APTRACE_REASONS_MAX];
	uint64_t judged;
	uint64_t queues_refused;
	uint64_t control_domains_refused;
	uint64_t bytes[TALLY_ROLES];
	uint64_t arc_errors[TALLY_STATES];
	struct histogram arc[TALLY_STATES];
	struct histogram downtime;
	struct histogram duration[TALLY_ROLES];
	struct collector_losses losses;
	struct collector_losses losses_before;
	uint64_t journal_entries;
	uint64_t journal_errors;
	uint64_t unrecorded;
	uint64_t recorder_bytes;
};

void tally_start(struct tally *tally, const struct migration *m);
void tally_arc(struct tally *tally, const struct vfio_ap_ev_arc *arc);
void tally_end(struct tally *tally, const struct migration *m, uint64_t now_ns);
/* How many are on their way now. */
void tally_active(struct tally *tally, const struct model *model);
/* What the programs that are attached now have counted. */
void tally_losses(struct tally *tally, const struct collector_losses *now);
/* They are detached: what they have counted stays. */
void tally_detach(struct tally *tally);

/* Less what it was before: for a part of the time that programs are attached. */
void losses_since(struct collector_losses *losses,
		  const struct collector_losses *before);

#endif /* APTRACE_TALLY_H */
