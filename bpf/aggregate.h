/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How an event changes the record of its session. Compiled into the BPF
 * programs and into user space (tests, and views of recordings), so that a
 * live view and a replayed one cannot differ.
 *
 * The driver's per-device mutex serialises most events of one session, but a
 * reset or a close can run beside a read: what is counted is counted
 * atomically, what is a state is simply written.
 */
#ifndef APTRACE_BPF_AGGREGATE_H
#define APTRACE_BPF_AGGREGATE_H

#include "record.h"

/* Numbers of enum vfio_device_mig_state; <linux/vfio.h> is not for BPF. */
#define APTRACE_STATE_ERROR	0
#define APTRACE_STATE_STOP	1
#define APTRACE_STATE_RUNNING	2
#define APTRACE_STATE_STOP_COPY	3
#define APTRACE_STATE_RESUMING	4
#define APTRACE_STATE_RUNNING_P2P	5
#define APTRACE_STATE_PRE_COPY	6
#define APTRACE_STATE_PRE_COPY_P2P	7

static __always_inline int aptrace_id_known(const __u8 *id)
{
	const __u64 *half = (const __u64 *)id;

	return half[0] || half[1];
}

static __always_inline void aptrace_set_state(struct aptrace_session *s,
					      __u32 state, __u64 now_ns)
{
	if (s->state == state && s->state_since_ns)
		return;
	if (s->state_since_ns)
		s->state_ns[s->state % VFIO_AP_TRACE_STATES] +=
			now_ns - s->state_since_ns;
	s->state = state;
	s->state_since_ns = now_ns;
}

/*
 * What each event of a session has in common; called before the others, which
 * are for sessions that have not ended: a record that ended stands, and a
 * straggler of another thread is only counted.
 */
static __always_inline void
aptrace_add_header(struct aptrace_session *s,
		   const struct vfio_ap_trace_hdr *hdr, __u64 now_ns)
{
	aptrace_count64(&s->events_seen);
	if (hdr->seq < s->min_seq)
		s->min_seq = hdr->seq;
	if (hdr->seq > s->max_seq)
		s->max_seq = hdr->seq;
	if (!s->first_ns)
		s->first_ns = now_ns;
	s->last_ns = now_ns;

	if (s->ended)
		return;
	if (hdr->role)
		s->role = hdr->role;
	if (!aptrace_id_known(s->migration_id) &&
	    aptrace_id_known(hdr->migration_id))
		__builtin_memcpy(s->migration_id, hdr->migration_id,
				 sizeof(s->migration_id));
	aptrace_set_state(s, hdr->state, now_ns);
}

static __always_inline void aptrace_note_error(struct aptrace_session *s,
					       __s32 err)
{
	if (err && !s->err)
		s->err = err;
}

static __always_inline void
aptrace_add_request(struct aptrace_session *s,
		    const struct vfio_ap_ev_request *ev)
{
	aptrace_count64(&s->requests);
	s->target = ev->target;
	if (!ev->err)
		return;
	aptrace_count32(&s->request_errors);
	aptrace_note_error(s, ev->err);
}

static __always_inline void
aptrace_add_arc(struct aptrace_session *s, const struct vfio_ap_ev_arc *ev,
		__u64 now_ns)
{
	s->target = ev->target;
	aptrace_note_error(s, ev->err);
	if (ev->err)
		return;
	aptrace_set_state(s, ev->to, now_ns);
	if (ev->from == APTRACE_STATE_RUNNING && !s->left_running_ns)
		s->left_running_ns = now_ns;
	/* Nothing was saved or resumed: the guest was merely paused. */
	if (ev->to == APTRACE_STATE_RUNNING && !s->role)
		s->ended = APTRACE_SESSION_PAUSE;
}

static __always_inline void
aptrace_add_begin(struct aptrace_session *s, const struct vfio_ap_ev_begin *ev)
{
	s->total_bytes = ev->total_bytes;
	s->queues = ev->queues;
	s->adapters = ev->adapters;
	s->domains = ev->domains;
	s->control_domains = ev->control_domains;
	/* Another configuration, in PRE_COPY: it is judged from the start. */
	s->judged = 0;
	s->begun = 1;
}

static __always_inline void
aptrace_add_io(struct aptrace_session *s, const struct vfio_ap_ev_io *ev)
{
	__u64 reached = ev->pos_bytes + ev->len_bytes;

	aptrace_count64(&s->chunks);
	if (ev->total_bytes)
		s->total_bytes = ev->total_bytes;
	if (reached > s->bytes)
		s->bytes = reached;
	if (ev->stream_error)
		s->stream_error = ev->stream_error;
	if (!ev->err)
		return;
	aptrace_count32(&s->io_errors);
	aptrace_note_error(s, ev->err);
}

/* One reason at a time: a loop over 32 would cost the verifier for nothing. */
#define APTRACE_ADD_REASON(bit)						\
	do {								\
		if (ev->reasons & (1U << (bit)))			\
			aptrace_count32(&s->reason_count[bit]);		\
	} while (0)

#define APTRACE_ADD_REASONS_8(bit)					\
	do {								\
		APTRACE_ADD_REASON((bit) + 0);				\
		APTRACE_ADD_REASON((bit) + 1);				\
		APTRACE_ADD_REASON((bit) + 2);				\
		APTRACE_ADD_REASON((bit) + 3);				\
		APTRACE_ADD_REASON((bit) + 4);				\
		APTRACE_ADD_REASON((bit) + 5);				\
		APTRACE_ADD_REASON((bit) + 6);				\
		APTRACE_ADD_REASON((bit) + 7);				\
	} while (0)

static __always_inline void
aptrace_add_verdict(struct aptrace_session *s,
		    const struct vfio_ap_ev_verdict *ev)
{
	/* A guest without queues has adapters or domains judged in their place. */
	if (ev->kind != VFIO_AP_VERDICT_CONTROL_DOMAIN)
		aptrace_count32(&s->judged);
	if (!ev->reasons)
		return;
	if (ev->kind != VFIO_AP_VERDICT_CONTROL_DOMAIN)
		aptrace_count32(&s->bad_queues);
	else
		aptrace_count32(&s->bad_control_domains);
	s->reasons |= ev->reasons;
	APTRACE_ADD_REASONS_8(0);
	APTRACE_ADD_REASONS_8(8);
	APTRACE_ADD_REASONS_8(16);
	APTRACE_ADD_REASONS_8(24);
}

/*
 * Is a verdict, already added, wanted in detail? 65,536 of them come in a row: only
 * those that say something, and not too many (@max, 0: all) of a session.
 */
static __always_inline int
aptrace_wants_verdict(struct aptrace_session *s,
		      const struct vfio_ap_ev_verdict *ev, __u32 good, __u32 max)
{
	if (!ev->reasons)
		return good;
	if (!s || !max)
		return 1;
	if (s->bad_queues + s->bad_control_domains <= max)
		return 1;
	aptrace_count64(&s->verdicts_cut);
	return 0;
}

static __always_inline void aptrace_add_dropped(struct aptrace_session *s)
{
	aptrace_count32(&s->dropped);
}

static __always_inline void
aptrace_add_apply(struct aptrace_session *s, const struct vfio_ap_ev_apply *ev)
{
	s->apply_ns = ev->duration_ns;
	s->apply_err = ev->err;
	aptrace_note_error(s, ev->err);
}

/*
 * The driver's own account of the whole; it also fills in what happened before
 * anybody listened.
 */
static __always_inline void
aptrace_add_end(struct aptrace_session *s, const struct vfio_ap_ev_end *ev)
{
	int i;

	s->outcome = ev->outcome;
	s->cause = ev->cause;
	s->err = ev->err;
	s->stream_error = ev->stream_error;
	s->bytes = ev->bytes;
	s->total_bytes = ev->total_bytes;
	s->queues = ev->queues;
	s->bad_queues = ev->bad_queues;
	s->bad_control_domains = ev->bad_control_domains;
	s->first_seq = ev->first_seq;
	s->end_seq = ev->hdr.seq;
	s->duration_ns = ev->duration_ns;
#ifdef __BPF__
#pragma unroll
#endif
	for (i = 0; i < VFIO_AP_TRACE_STATES; i++)
		s->state_ns[i] = ev->state_ns[i];
	s->ended = APTRACE_SESSION_ENDED;
}

/*
 * A device that is reset before it was source or destination runs again and
 * has no migration behind it, nor an end event before it.
 */
static __always_inline void
aptrace_add_reset(struct aptrace_session *s, const struct vfio_ap_ev_reset *ev)
{
	aptrace_count32(&s->resets);
	if (!s->role && ev->cause == VFIO_AP_RESET_IOCTL)
		s->ended = APTRACE_SESSION_PAUSE;
}

#endif /* APTRACE_BPF_AGGREGATE_H */
