/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How an event changes the record of its function. Compiled into the BPF programs
 * and into user space (aptrace as the reader itself, and the tests), so that both
 * ways of looking cannot differ.
 *
 * Two threads can use one function at the same time: what is counted is counted
 * atomically, what is a state is simply written, and the sample, which must be one
 * and not parts of two, is written by whoever comes first. Their events can come in
 * another order than the one in which things happened, which their numbers tell: what
 * comes late is counted, and changes no state.
 */
#ifndef APTRACE_BPF_FMB_AGGREGATE_H
#define APTRACE_BPF_FMB_AGGREGATE_H

#include <linux/errno.h>

#include "fmb_record.h"

/* Events known to be missing between those seen of the function's binding. */
static __always_inline __u64 aptrace_fmb_gaps(const struct aptrace_fmb *f)
{
	__u64 span = f->max_seq - f->min_seq + 1;

	return f->bound_seen && span > f->bound_seen ? span - f->bound_seen : 0;
}

/* Did it happen before measurement was begun or ended the last time? */
static __always_inline int
aptrace_fmb_is_late(const struct aptrace_fmb *f,
		    const struct vfio_zpci_trace_hdr *hdr)
{
	return hdr->seq < f->switch_seq;
}

/* Of which measurement is what that event says, as far as is known? */
static __always_inline __u32
aptrace_fmb_measurement(const struct aptrace_fmb *f,
			const struct vfio_zpci_trace_hdr *hdr)
{
	return f->starts - (hdr->seq < f->start_seq);
}

/*
 * Bound to the driver anew: the numbers of its events begin again at 0. If the first
 * one was lost, it can be told from any that cannot be an event of the binding before
 * that comes late: its number was there already, either among the last ones or as
 * nothing is missing; or it is known to be newer than an event with a higher number
 * (@proven).
 */
static __always_inline int
aptrace_fmb_is_bound_anew(const struct aptrace_fmb *f,
			  const struct vfio_zpci_trace_hdr *hdr, int proven)
{
	__u64 seq = hdr->seq;

	if (!f->bound_seen)
		return 0;
	if (!seq || proven || f->recent[seq % APTRACE_FMB_RECENT] == seq + 1)
		return 1;
	/* Not close to the last one, where other CPUs are at work. */
	return seq >= f->min_seq && seq + APTRACE_FMB_RECENT < f->max_seq &&
	       !aptrace_fmb_gaps(f);
}

static __always_inline void aptrace_fmb_bind_anew(struct aptrace_fmb *f)
{
	unsigned int i;

	f->missed_before += aptrace_fmb_gaps(f);
	f->bound_seen = 0;
	/* What was before the first that is seen was lost. */
	f->min_seq = 0;
	f->max_seq = 0;
	f->last_seq = 0;
	for (i = 0; i < APTRACE_FMB_RECENT; i++)
		f->recent[i] = 0;
	f->start_seq = 0;
	f->switch_seq = 0;
	/* It was closed, so a block that can be read is one of a new measurement. */
	f->measured = APTRACE_FMB_OFF;
	f->bindings++;
}

/* What each event has in common; the first thing that the others do. */
static __always_inline void
aptrace_fmb_add_header(struct aptrace_fmb *f,
		       const struct vfio_zpci_trace_hdr *hdr, int proven,
		       __u64 now_ns)
{
	/*
	 * The first event is that of opening the device, when nobody else can use it
	 * yet, so no other comes at the same time.
	 */
	if (aptrace_fmb_is_bound_anew(f, hdr, proven))
		aptrace_fmb_bind_anew(f);
	else if (!hdr->seq)
		f->bindings++;
	if (hdr->seq < f->min_seq)
		f->min_seq = hdr->seq;
	if (hdr->seq > f->max_seq)
		f->max_seq = hdr->seq;
	f->recent[hdr->seq % APTRACE_FMB_RECENT] = hdr->seq + 1;
	aptrace_count64(&f->events_seen);
	aptrace_count64(&f->bound_seen);
	if (!f->first_ns)
		f->first_ns = now_ns;
	f->last_ns = now_ns;
	f->fid = hdr->fid;
	f->domain = hdr->domain;
	f->bus = hdr->bus;
	f->devfn = hdr->devfn;
}

static __always_inline void
aptrace_fmb_add_enable(struct aptrace_fmb *f,
		       const struct vfio_zpci_ev_fmb_switch *ev, __u64 now_ns)
{
	int late;

	/* Nobody uses a device that is being opened: but for a recovery none is late. */
	aptrace_fmb_add_header(f, &ev->hdr,
			       ev->cause == VFIO_ZPCI_FMB_CAUSE_OPEN &&
			       ev->hdr.seq + APTRACE_FMB_RECENT < f->max_seq,
			       now_ns);
	late = aptrace_fmb_is_late(f, &ev->hdr);
	if (!late) {
		f->switch_seq = ev->hdr.seq;
		f->measured = ev->err ? APTRACE_FMB_OFF : APTRACE_FMB_ON;
		/* That it was off is no news of the measurement that begins. */
		if (!ev->err)
			f->err = 0;
	}
	if (ev->err) {
		aptrace_count32(&f->switch_errors);
		f->switch_err = ev->err;
		return;
	}
	if (ev->cause == VFIO_ZPCI_FMB_CAUSE_RESET ||
	    ev->cause == VFIO_ZPCI_FMB_CAUSE_RECOVERY)
		aptrace_count32(&f->resets);
	if (ev->hdr.seq >= f->start_seq) {
		aptrace_count32(&f->starts);
	} else if (f->start_ns) {
		aptrace_count32(&f->starts);
		return;
	}
	/* Else a read has told of this start already. */
	f->start_seq = ev->hdr.seq;
	f->start_cause = ev->cause;
	f->start_ns = now_ns;
}

static __always_inline void
aptrace_fmb_add_disable(struct aptrace_fmb *f,
			const struct vfio_zpci_ev_fmb_switch *ev, __u64 now_ns)
{
	/* It goes on if it could not be ended; but nobody can read it once it is closed. */
	int over = !ev->err || ev->cause == VFIO_ZPCI_FMB_CAUSE_CLOSE;

	aptrace_fmb_add_header(f, &ev->hdr, 0, now_ns);
	if (!aptrace_fmb_is_late(f, &ev->hdr)) {
		f->switch_seq = ev->hdr.seq;
		if (over)
			f->measured = APTRACE_FMB_OFF;
	}
	if (ev->err) {
		aptrace_count32(&f->switch_errors);
		f->switch_err = ev->err;
		return;
	}
	aptrace_count32(&f->stops);
	f->stop_cause = ev->cause;
	f->stop_ns = now_ns;
}

/* Only one at a time: the others go without. */
static __always_inline int aptrace_fmb_begin_write(struct aptrace_fmb *f)
{
	__u64 version = *(volatile __u64 *)&f->version;

	return !(version & 1) &&
	       __sync_val_compare_and_swap(&f->version, version, version + 1) ==
	       version;
}

/* Stores of s390 arrive in the order in which they were made. */
static __always_inline void aptrace_fmb_end_write(struct aptrace_fmb *f)
{
	aptrace_count64(&f->version);
}

static __always_inline void
aptrace_fmb_keep(struct aptrace_fmb *f,
		 const struct vfio_zpci_ev_fmb_sample *ev, __u32 measurement,
		 __u64 now_ns)
{
	struct aptrace_fmb_sample *last = &f->last;

	if (!aptrace_fmb_begin_write(f)) {
		aptrace_count64(&f->contended);
		return;
	}
	last->time_ns = now_ns;
	last->last_update = ev->last_update;
	__builtin_memcpy(last->counters, ev->counters, sizeof(last->counters));
	last->samples = ev->samples;
	last->valid = ev->valid;
	last->fmt_ind = ev->fmt_ind;
	last->measurement = measurement;
	last->format = ev->format;
	last->torn = ev->torn;
	last->retries = ev->retries;
	/* Behind the rest, for aptrace_fmb_sample_is_anew(). */
	*(volatile __u64 *)&f->last_seq = ev->hdr.seq;
	aptrace_fmb_end_write(f);
}

/*
 * Nobody is told when the administrator switches, or when another's reset is lost. But
 * a read proves that measurement began anew: if there is a block again, or none of the
 * samples of before.
 */
static __always_inline void
aptrace_fmb_infer_start(struct aptrace_fmb *f,
			const struct vfio_zpci_ev_fmb_sample *ev)
{
	const struct aptrace_fmb_sample *last = &f->last;
	int gone = !ev->last_update && last->last_update &&
		   last->measurement == aptrace_fmb_measurement(f, &ev->hdr);

	if (ev->err || ev->hdr.seq != f->max_seq ||
	    (f->measured != APTRACE_FMB_OFF && !gone))
		return;
	aptrace_count32(&f->starts);
	f->start_seq = ev->hdr.seq;
	f->switch_seq = ev->hdr.seq;
	f->start_ns = 0;
}

/*
 * A read is given its number as the block is copied, and the time in the block only
 * goes forward: also from one binding to the next. A lower number with a later time is
 * of another binding.
 */
static __always_inline int
aptrace_fmb_sample_is_anew(const struct aptrace_fmb *f,
			   const struct vfio_zpci_ev_fmb_sample *ev)
{
	__u64 last_seq = *(const volatile __u64 *)&f->last_seq;

	return ev->hdr.seq < last_seq && !ev->err && !ev->torn &&
	       !f->last.torn && f->last.last_update &&
	       ev->last_update > f->last.last_update;
}

/*
 * Returns whether the event says something new, so that it is worth a place in
 * the ring buffer: who reads more often than the function stores gets the same
 * sample, or the same error, again and again.
 */
static __always_inline int
aptrace_fmb_add_sample(struct aptrace_fmb *f,
		       const struct vfio_zpci_ev_fmb_sample *ev, __u64 now_ns)
{
	__s32 err_before = f->err;
	__u32 measurement;
	int late;

	aptrace_fmb_add_header(f, &ev->hdr, aptrace_fmb_sample_is_anew(f, ev),
			       now_ns);
	late = aptrace_fmb_is_late(f, &ev->hdr);
	if (!late)
		aptrace_fmb_infer_start(f, ev);
	measurement = aptrace_fmb_measurement(f, &ev->hdr);
	aptrace_count64(&f->reads);
	__sync_fetch_and_add(&f->retries, ev->retries);
	f->read_ns = now_ns;
	f->fmb_bytes = ev->fmb_bytes;
	f->interval_ms = ev->interval_ms;
	if (!late)
		f->err = ev->err;
	if (ev->err) {
		aptrace_count64(&f->errors);
		if (ev->err == -ENXIO && !late) {
			f->measured = APTRACE_FMB_OFF;
			f->switch_seq = ev->hdr.seq;
		}
		return ev->err != err_before;
	}
	if (!late)
		f->measured = APTRACE_FMB_ON;
	if (!ev->last_update) {
		aptrace_count64(&f->empty);
		return 0;
	}
	if (ev->torn) {
		aptrace_count64(&f->torn);
	} else if (ev->last_update == f->last.last_update &&
		   measurement == f->last.measurement) {
		aptrace_count64(&f->repeats);
		return 0;
	}
	/* Not in place of one that is of the next measurement already. */
	if ((__s32)(measurement - f->last.measurement) >= 0)
		aptrace_fmb_keep(f, ev, measurement, now_ns);
	return 1;
}

#endif /* APTRACE_BPF_FMB_AGGREGATE_H */
