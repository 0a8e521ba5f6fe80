/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The migrations that a view shows: the active ones as the sessions map has
 * them, and a bounded history of those that ended. Knows nothing of BPF.
 */
#ifndef APTRACE_MODEL_H
#define APTRACE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "devices.h"
#include "record.h"

/*
 * How long an ended session may wait for what is still on its way: the last
 * detail records, and events of other threads that a CPU has yet to deliver.
 */
#define MODEL_GRACE_NS	200000000ULL

/* Arcs that can happen before it is known that they begin a migration. */
#define MODEL_EARLY_MAX	4

/**
 * struct early_arc - an arc that will be told if it turns out to matter
 * @time_ns: boot time
 * @event: the arc
 */
struct early_arc {
	uint64_t time_ns;
	struct vfio_ap_ev_arc event;
};

/**
 * struct migration - one migration on this host
 * @session: its record, from the sessions map
 * @verdicts: the bad verdicts that came in detail
 * @verdict_count: how many there are in @verdicts
 * @verdict_room: allocated entries of @verdicts
 * @early: arcs from before it was announced
 * @early_count: how many
 * @announced: the view has shown that it exists
 * @end_arrived: its end came through the ring buffer, so no detail is missing
 *	behind it
 * @superseded: its device has gone on to a newer session or to none: if there
 *	was an end, it was not seen
 * @over: it has ended, @session is final
 * @kept: only what the driver itself keeps of it is known: what failed, and the
 *	end; what went well was not seen by anybody
 * @progress_step: last step of the progress that was printed
 * @next: the next in its list
 * @previous: of an active one: the one before
 * @node: of an active one: in the table of the model
 * @device: of an active one: that its device has not left it
 */
struct migration {
	struct aptrace_session session;
	struct vfio_ap_ev_verdict *verdicts;
	size_t verdict_count;
	size_t verdict_room;
	struct early_arc early[MODEL_EARLY_MAX];
	unsigned int early_count;
	bool announced;
	bool end_arrived;
	bool superseded;
	bool over;
	bool kept;
	unsigned int progress_step;
	struct migration *next;
	struct migration *previous;
	struct hash_node node;
	struct device_link device;
};

/**
 * struct model - all of them
 * @active: those that have not ended, oldest first
 * @last: the last one of these
 * @table: of these, by the number of the session
 * @devices: which of these their devices have not left
 * @ended: the history, newest first
 * @history_max: how many ended ones are kept
 * @active_count: entries of @active
 * @ended_count: entries of @ended
 * @ended_total: migrations that have ended since the start
 * @history_cut: how many of them are no longer in @ended
 * @outcomes: how many ended with each enum vfio_ap_mig_outcome; the last entry
 *	is for those whose end was not seen
 * @incomplete: ended ones of which events are missing
 */
struct model {
	struct migration *active;
	struct migration *last;
	struct hash_table table;
	struct devices devices;
	struct migration *ended;
	unsigned int history_max;
	unsigned int active_count;
	unsigned int ended_count;
	uint64_t ended_total;
	uint64_t history_cut;
	uint64_t outcomes[VFIO_AP_OUTCOME_FAILED + 2];
	uint64_t incomplete;
};

#define MODEL_OUTCOME_UNSEEN	(VFIO_AP_OUTCOME_FAILED + 1)

/* Is nothing missing, and if so, how much? */
struct completeness {
	uint64_t seen;
	uint64_t expected;	/* 0: not known before the end */
	uint64_t missed;	/* known to be missing */
	bool complete;		/* ended, and all of it was seen */
};

void model_init(struct model *model, unsigned int history_max);
void model_free(struct model *model);

/* The active migration with that session number, or NULL. */
struct migration *model_find(struct model *model, uint64_t session);

/**
 * model_update - take over the newest record of a session
 * @model: the model
 * @session: the record
 *
 * Return: the migration; NULL if the record says that it was none (the guest
 * was only paused), in which case it is gone from the model.
 */
struct migration *model_update(struct model *model,
			       const struct aptrace_session *session);

/*
 * An event outside of any migration: those that this device had are over, even
 * if their ends were not seen.
 */
void model_device_idle(struct model *model, const uint8_t mdev_uuid[16]);

/* Active ones that are known to be migrations, not mere pauses. */
unsigned int model_migrating(const struct model *model);

/* Who and where it is, from an event; the numbers wait for model_update(). */
void model_take_header(struct migration *migration,
		       const struct vfio_ap_trace_hdr *hdr);

/* Keep a bad verdict with its migration. */
void model_add_verdict(struct migration *migration,
		       const struct vfio_ap_ev_verdict *verdict);

/* Keep an arc of what may turn out to be a migration; bounded. */
void model_add_early_arc(struct migration *migration, uint64_t time_ns,
			 const struct vfio_ap_ev_arc *arc);

/* Is all there that can be expected, so that it can be shown as ended? */
bool model_is_over(const struct migration *migration, uint64_t now_ns);

/*
 * Move to the history and count; or, if it is not to be kept because it never
 * was known to be a migration, free it. If kept, the pointer stays valid until
 * the next call.
 */
void model_end(struct model *model, struct migration *migration, bool keep);

struct completeness model_completeness(const struct migration *migration);

/* Queues judged compatible, and not refused later. */
uint32_t model_good_queues(const struct migration *migration);

/* Verdicts of the migration that did not arrive in detail. */
uint64_t model_verdicts_missing(const struct migration *migration);

#endif /* APTRACE_MODEL_H */
