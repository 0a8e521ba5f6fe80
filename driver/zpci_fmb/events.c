// SPDX-License-Identifier: GPL-2.0
/*
 * Emitting the tracepoints. The number of an event counts also when nobody listens:
 * that is what makes a gap a proof. It is taken where what the event says is so, under
 * fmb_lock, so that the numbers are in the order of what has happened.
 */
#include "zpci_fmb.h"

#define CREATE_TRACE_POINTS
#include <trace/events/vfio_zpci.h>

/**
 * zfmb_event_number - the number of the event that will be emitted
 * @zfmb: the function
 *
 * Context: holds fmb_lock.
 *
 * Return: the number; from now on it counts.
 */
u64 zfmb_event_number(struct zfmb *zfmb)
{
	lockdep_assert_held(&zfmb->zdev->fmb_lock);
	return zfmb->seq++;
}

static void zfmb_event_hdr(const struct zfmb *zfmb, u64 seq,
			   struct vfio_zpci_trace_hdr *hdr)
{
	struct pci_dev *pdev = zfmb->core.pdev;

	lockdep_assert_not_held(&zfmb->zdev->fmb_lock);
	hdr->seq = seq;
	hdr->fid = zfmb->zdev->fid;
	hdr->domain = pci_domain_nr(pdev->bus);
	hdr->bus = pdev->bus->number;
	hdr->devfn = pdev->devfn;
	hdr->abi = VFIO_ZPCI_TRACE_ABI;
}

void zfmb_event_enable(const struct zfmb *zfmb, u64 seq, u32 cause, int err)
{
	struct vfio_zpci_ev_fmb_switch ev = { .cause = cause, .err = err };

	zfmb_event_hdr(zfmb, seq, &ev.hdr);
	trace_vfio_zpci_fmb_enable(&ev);
}

void zfmb_event_disable(const struct zfmb *zfmb, u64 seq, u32 cause, int err)
{
	struct vfio_zpci_ev_fmb_switch ev = { .cause = cause, .err = err };

	zfmb_event_hdr(zfmb, seq, &ev.hdr);
	trace_vfio_zpci_fmb_disable(&ev);
}

/* What the function says of its block's length is how much of it is looked at. */
static void zfmb_event_fill(const struct zfmb *zfmb, const struct zfmb_sample *sample,
			    struct vfio_zpci_ev_fmb_sample *ev)
{
	size_t bytes = ev->fmb_bytes ? : sizeof(sample->block);
	struct fmb fmb;

	BUILD_BUG_ON(sizeof(ev->counters) != sizeof(fmb.counters));
	fmb_decode(&fmb, sample->block, min(bytes, sizeof(sample->block)));
	ev->valid = fmb.valid;
	ev->fmt_ind = fmb.fmt_ind;
	ev->samples = fmb.samples;
	ev->last_update = fmb.last_update;
	ev->format = fmb.format;
	ev->torn = sample->torn;
	ev->retries = sample->retries;
	memcpy(ev->counters, fmb.counters, sizeof(ev->counters));
}

/**
 * zfmb_event_sample - the user has read the block
 * @zfmb: the function
 * @sample: what was read; all zero if nothing was
 * @err: what the user gets
 */
void zfmb_event_sample(const struct zfmb *zfmb, const struct zfmb_sample *sample, int err)
{
	struct vfio_zpci_ev_fmb_sample ev = {
		.err = err,
		.fmb_bytes = zfmb->zdev->fmb_length,
		.interval_ms = zfmb->zdev->fmb_update,
	};

	if (!trace_vfio_zpci_fmb_sample_enabled())
		return;
	zfmb_event_hdr(zfmb, sample->seq, &ev.hdr);
	if (err != -ENXIO)
		zfmb_event_fill(zfmb, sample, &ev);
	trace_vfio_zpci_fmb_sample(&ev);
}
