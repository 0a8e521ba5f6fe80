/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which histograms an event adds to. Compiled into the BPF programs and into user
 * space, which have their histograms in different places: whoever includes this
 * defines aptrace_latency_slot().
 *
 * What the driver has measured is in the event and needs nothing else. A chunk and a
 * verdict are measured here, from the event before. Whether that one was seen shows by
 * what the events carry (where the chunk begins, which verdict it is), so nothing is
 * ever measured across a gap: it is counted as unpaired.
 */
#ifndef APTRACE_BPF_LATENCY_AGGREGATE_H
#define APTRACE_BPF_LATENCY_AGGREGATE_H

#include "aggregate.h"
#include "latency.h"

/* The histogram of a slot, in @books; NULL: there is none. */
static __always_inline struct aptrace_histogram *
aptrace_latency_slot(void *books, __u32 slot);

static __always_inline void aptrace_latency_add(void *books, __u32 slot,
						__u64 ns, int failed)
{
	struct aptrace_histogram *h = aptrace_latency_slot(books, slot);

	if (h)
		aptrace_histogram_add(h, ns, failed);
}

/* From @since_ns to @now_ns; 0: since when is not known. */
static __always_inline void aptrace_latency_pair(void *books, __u32 slot,
						 __u64 since_ns, __u64 now_ns,
						 int failed)
{
	struct aptrace_histogram *h = aptrace_latency_slot(books, slot);

	if (!h)
		return;
	if (!since_ns)
		h->unpaired++;
	else
		/* Two CPUs can deliver in the other order. */
		aptrace_histogram_add(h, now_ns > since_ns ? now_ns - since_ns : 0,
				      failed);
}

static __always_inline void
aptrace_latency_request(void *books, const struct vfio_ap_ev_request *ev)
{
	aptrace_latency_add(books, APTRACE_PHASE_SLOT(APTRACE_PHASE_REQUEST),
			    ev->duration_ns, ev->err);
}

/* Does the arc open a data file, of which the first chunk is measured from there? */
static __always_inline int aptrace_opens_data(const struct vfio_ap_ev_arc *ev)
{
	switch (ev->to) {
	case APTRACE_STATE_STOP_COPY:
	case APTRACE_STATE_RESUMING:
		return ev->from == APTRACE_STATE_STOP;
	case APTRACE_STATE_PRE_COPY:
		return ev->from == APTRACE_STATE_RUNNING;
	case APTRACE_STATE_PRE_COPY_P2P:
		return ev->from == APTRACE_STATE_RUNNING_P2P;
	}
	return 0;
}

/* @s: the event's session, NULL if there is no record of it; as in all of these */
static __always_inline void
aptrace_latency_arc(void *books, struct aptrace_session *s,
		    const struct vfio_ap_ev_arc *ev, __u64 now_ns)
{
	__u32 slot = APTRACE_PHASE_SLOT(APTRACE_PHASE_ARC_OTHER);

	if (ev->from < VFIO_AP_TRACE_STATES && ev->to < VFIO_AP_TRACE_STATES)
		slot = APTRACE_ARC_SLOT(ev->from, ev->to);
	aptrace_latency_add(books, slot, ev->duration_ns, ev->err);
	if (!s || ev->err || !aptrace_opens_data(ev))
		return;
	s->marks.chunk_ns = now_ns;
	s->marks.chunk_pos_bytes = 0;
}

static __always_inline void
aptrace_latency_begin(struct aptrace_session *s, __u64 now_ns)
{
	if (!s)
		return;
	s->marks.judging_ns = now_ns;
	s->marks.verdict_ns = now_ns;
	s->marks.verdict_index = 0;
}

/* @phase: READ or WRITE */
static __always_inline void
aptrace_latency_io(void *books, struct aptrace_session *s, __u32 phase,
		   const struct vfio_ap_ev_io *ev, __u64 now_ns)
{
	__u64 since_ns = 0;

	if (s && !s->ended) {
		if (ev->pos_bytes == s->marks.chunk_pos_bytes)
			since_ns = s->marks.chunk_ns;
		s->marks.chunk_ns = now_ns;
		s->marks.chunk_pos_bytes = ev->pos_bytes + ev->len_bytes;
	}
	aptrace_latency_pair(books, APTRACE_PHASE_SLOT(phase), since_ns, now_ns,
			     ev->err);
}

static __always_inline void
aptrace_latency_verdict(void *books, struct aptrace_session *s,
			const struct vfio_ap_ev_verdict *ev, __u64 now_ns)
{
	__u64 since_ns = 0, begin_ns = 0;

	if (s && !s->ended) {
		if (ev->index == s->marks.verdict_index)
			since_ns = s->marks.verdict_ns;
		begin_ns = s->marks.judging_ns;
		s->marks.verdict_ns = now_ns;
		s->marks.verdict_index = ev->index + 1;
	}
	aptrace_latency_pair(books, APTRACE_PHASE_SLOT(APTRACE_PHASE_VERDICT),
			     since_ns, now_ns, !!ev->reasons);
	if (ev->index + 1 != ev->count)
		return;
	aptrace_latency_pair(books, APTRACE_PHASE_SLOT(APTRACE_PHASE_JUDGE),
			     begin_ns, now_ns, s && s->reasons);
	/* If that is done again, it has a beginning of its own. */
	if (s && !s->ended)
		s->marks.judging_ns = 0;
}

static __always_inline void
aptrace_latency_apply(void *books, const struct vfio_ap_ev_apply *ev)
{
	aptrace_latency_add(books, APTRACE_PHASE_SLOT(APTRACE_PHASE_APPLY),
			    ev->duration_ns, ev->err);
}

static __always_inline void
aptrace_latency_reset(void *books, const struct vfio_ap_ev_reset *ev)
{
	__u32 phase = APTRACE_PHASE_RESET_OTHER;

	if (ev->cause <= VFIO_AP_RESET_UNPLUG)
		phase = APTRACE_PHASE_RESET_IOCTL + ev->cause;
	aptrace_latency_add(books, APTRACE_PHASE_SLOT(phase), ev->duration_ns,
			    ev->err);
}

/* A state that was not entered has no time, and is not one that took none. */
static __always_inline void
aptrace_latency_state(void *books, const struct vfio_ap_ev_end *ev,
		      __u32 state, int failed)
{
	if (ev->state_ns[state])
		aptrace_latency_add(books,
				    APTRACE_PHASE_SLOT(APTRACE_PHASE_STATE + state),
				    ev->state_ns[state], failed);
}

/* As downtime_ns of a migration: in these the source's guest does not run. */
static __always_inline __u64 aptrace_downtime_ns(const struct vfio_ap_ev_end *ev)
{
	__u64 ns = aptrace_sum_ns(ev->state_ns[APTRACE_STATE_ERROR],
				  ev->state_ns[APTRACE_STATE_STOP]);

	return aptrace_sum_ns(ns, ev->state_ns[APTRACE_STATE_STOP_COPY]);
}

static __always_inline void
aptrace_latency_end(void *books, const struct vfio_ap_ev_end *ev)
{
	int failed = ev->outcome != VFIO_AP_OUTCOME_COMPLETED;

	if (ev->hdr.role == VFIO_AP_ROLE_SOURCE) {
		aptrace_latency_add(books,
				    APTRACE_PHASE_SLOT(APTRACE_PHASE_SOURCE),
				    ev->duration_ns, failed);
		aptrace_latency_add(books,
				    APTRACE_PHASE_SLOT(APTRACE_PHASE_DOWNTIME),
				    aptrace_downtime_ns(ev), failed);
	} else {
		aptrace_latency_add(books,
				    APTRACE_PHASE_SLOT(APTRACE_PHASE_DESTINATION),
				    ev->duration_ns, failed);
	}
	/* One by one: the verifier of older kernels does not like loops around calls. */
	aptrace_latency_state(books, ev, APTRACE_STATE_ERROR, failed);
	aptrace_latency_state(books, ev, APTRACE_STATE_STOP, failed);
	aptrace_latency_state(books, ev, APTRACE_STATE_RUNNING, failed);
	aptrace_latency_state(books, ev, APTRACE_STATE_STOP_COPY, failed);
	aptrace_latency_state(books, ev, APTRACE_STATE_RESUMING, failed);
	aptrace_latency_state(books, ev, APTRACE_STATE_RUNNING_P2P, failed);
	aptrace_latency_state(books, ev, APTRACE_STATE_PRE_COPY, failed);
	aptrace_latency_state(books, ev, APTRACE_STATE_PRE_COPY_P2P, failed);
}

#endif /* APTRACE_BPF_LATENCY_AGGREGATE_H */
