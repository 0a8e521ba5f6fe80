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

/* What each event has in common; called before the others. */
static __always_inline void
aptrace_fmb_add_header(struct aptrace_fmb *f,
		       const struct vfio_zpci_trace_hdr *hdr, __u64 now_ns)
{
	/*
	 * Bound to the driver anew. The first event is that of opening the device,
	 * when nobody else can use it yet, so no other comes at the same time.
	 */
	if (!hdr->seq && f->bound_seen) {
		f->missed_before += aptrace_fmb_gaps(f);
		f->bound_seen = 0;
		f->min_seq = APTRACE_SEQ_NONE;
		f->max_seq = 0;
		f->start_seq = 0;
		f->switch_seq = 0;
	}
	if (!hdr->seq)
		f->bindings++;
	aptrace_count64(&f->events_seen);
	aptrace_count64(&f->bound_seen);
	if (hdr->seq < f->min_seq)
		f->min_seq = hdr->seq;
	if (hdr->seq > f->max_seq)
		f->max_seq = hdr->seq;
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
	int late = aptrace_fmb_is_late(f, &ev->hdr);

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
 * Returns whether the event says something new, so that it is worth a place in
 * the ring buffer: who reads more often than the function stores gets the same
 * sample, or the same error, again and again.
 */
static __always_inline int
aptrace_fmb_add_sample(struct aptrace_fmb *f,
		       const struct vfio_zpci_ev_fmb_sample *ev, __u64 now_ns)
{
	int late = aptrace_fmb_is_late(f, &ev->hdr);
	__s32 err_before = f->err;
	__u32 measurement;

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
