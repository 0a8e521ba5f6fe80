/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From sessions and events to what is shown of migrations: when one is announced,
 * what of it is told, when it is over. The live view and that of a recording are
 * both made here, and differ only in where sessions and the time come from.
 */
#ifndef APTRACE_TRACKER_H
#define APTRACE_TRACKER_H

#include "collector.h"
#include "model.h"
#include "view.h"

/* Reads, writes and requests are in the numbers; in detail they would flood. */
#define TRACKER_DETAIL_KINDS	(APTRACE_ALL_KINDS &			\
				 ~(APTRACE_KIND_MASK(APTRACE_READ) |	\
				   APTRACE_KIND_MASK(APTRACE_WRITE) |	\
				   APTRACE_KIND_MASK(APTRACE_REQUEST)))

/* Those of them that failed: the tracker has no use for them, explanations have. */
#define TRACKER_FAILED_KINDS	(APTRACE_ALL_KINDS & ~TRACKER_DETAIL_KINDS)

#define TRACKER_VERDICTS_DEFAULT	1000
#define TRACKER_HISTORY_DEFAULT		100
/* A guest can have so many queues and control domains. */
#define TRACKER_VERDICTS_MAX		(65536 + 256)
#define TRACKER_HISTORY_MAX		100000

/**
 * struct tracker_source - where sessions and the time come from
 * @session: one session; false if there is no such
 * @sessions: all of them, a copy of each
 * @forget: it ended and has been taken over
 * @now_ns: boot time
 */
struct tracker_source {
	bool (*session)(void *context, uint64_t key,
			struct aptrace_session *session);
	void (*sessions)(void *context, collector_session_fn fn,
			 void *fn_context);
	void (*forget)(void *context, uint64_t key);
	uint64_t (*now_ns)(void *context);
};

/**
 * struct tracker - migrations that are being followed
 * @source: where sessions and the time come from
 * @context: for @source
 * @view: gets what there is to tell; NULL: only the model is wanted
 * @model: the migrations
 * @count: no more once so many have ended; 0: all
 * @all: also devices that are merely stopped
 * @exact_arcs: what is told with an arc has to be as new as can be
 */
struct tracker {
	const struct tracker_source *source;
	void *context;
	struct view *view;
	struct model model;
	uint32_t count;
	bool all;
	bool exact_arcs;
};

/* Have as many ended as were asked for? */
bool tracker_has_enough(const struct tracker *tracker);

/* Take an event that is one of TRACKER_DETAIL_KINDS. */
void tracker_record(struct tracker *tracker, const struct aptrace_record *record,
		    const void *event);

/**
 * tracker_sweep - bring the model up to date with the sessions
 * @tracker: the tracker
 * @drained: no event is on its way. While one is, a migration can be over as a
 *	session and have details to be told: its end waits
 */
void tracker_sweep(struct tracker *tracker, bool drained);

/* Is there an end that waits for what is on its way? */
bool tracker_is_waiting(const struct tracker *tracker);

#endif /* APTRACE_TRACKER_H */
