// SPDX-License-Identifier: GPL-2.0
/*
 * Emitting the tracepoints: who, which migration, which number; and keeping what
 * matters of the same structures for later (outcomes.c).
 *
 * The number counts always, also when nobody listens: that is what makes a gap
 * a proof.
 */
#include <linux/atomic.h>
#include <linux/uuid.h>

#include "vfio_ap.h"

#define CREATE_TRACE_POINTS
#include <trace/events/vfio_ap.h>

/*
 * The last session's number. It begins with the time since the host's start,
 * so that the numbers of two lives of the module differ.
 */
static atomic64_t vfio_ap_last_session;

/**
 * vfio_ap_event_init - give a new mdev its identity in events
 * @mdev: the mdev
 */
void vfio_ap_event_init(struct vfio_ap_mdev *mdev)
{
	struct vfio_ap_trace_hdr *hdr = &mdev->mig.hdr;
	uuid_t uuid;

	atomic64_cmpxchg(&vfio_ap_last_session, 0, ktime_get_boottime_ns());
	if (!uuid_parse(dev_name(&mdev->mdev->dev), &uuid))
		memcpy(hdr->mdev_uuid, uuid.b, sizeof(hdr->mdev_uuid));
	hdr->abi = VFIO_AP_TRACE_ABI;
	hdr->state = VFIO_DEVICE_STATE_RUNNING;
}

/*
 * Give an event its header, and count it, whether or not anybody listens. All other
 * fields are filled in: what is kept of it is kept under the same lock, in the order
 * of the numbers, and is what the tracepoint gets.
 */
static void vfio_ap_event_hdr(struct vfio_ap_mdev *mdev, u32 kind, void *event)
{
	struct vfio_ap_mig *mig = &mdev->mig;
	struct vfio_ap_trace_hdr *hdr = event;

	spin_lock(&mig->hdr_lock);
	*hdr = mig->hdr;
	mig->hdr.seq++;
	vfio_ap_outcomes_add(mdev, kind, event);
	spin_unlock(&mig->hdr_lock);
}

void vfio_ap_event_session_begin(struct vfio_ap_mdev *mdev)
{
	struct vfio_ap_mig *mig = &mdev->mig;

	spin_lock(&mig->hdr_lock);
	mig->hdr.session = atomic64_inc_return(&vfio_ap_last_session);
	mig->hdr.role = VFIO_AP_ROLE_NONE;
	memset(mig->hdr.migration_id, 0, sizeof(mig->hdr.migration_id));
	mig->first_seq = mig->hdr.seq;
	spin_unlock(&mig->hdr_lock);
}

static void vfio_ap_event_session_clear(struct vfio_ap_mig *mig)
{
	lockdep_assert_held(&mig->hdr_lock);
	mig->hdr.session = 0;
	mig->hdr.role = VFIO_AP_ROLE_NONE;
	memset(mig->hdr.migration_id, 0, sizeof(mig->hdr.migration_id));
}

/* The session was none: end it without an event. */
void vfio_ap_event_session_drop(struct vfio_ap_mdev *mdev)
{
	spin_lock(&mdev->mig.hdr_lock);
	vfio_ap_outcomes_drop(mdev);
	vfio_ap_event_session_clear(&mdev->mig);
	spin_unlock(&mdev->mig.hdr_lock);
}

/* The role is known; the migration id not yet. Holds mig.lock. */
void vfio_ap_event_begin_data(struct vfio_ap_mdev *mdev, u8 role)
{
	struct vfio_ap_trace_hdr *hdr = &mdev->mig.hdr;

	vfio_ap_outcomes_prepare(mdev);
	spin_lock(&mdev->mig.hdr_lock);
	hdr->role = role;
	memset(hdr->migration_id, 0, sizeof(hdr->migration_id));
	vfio_ap_outcomes_begin(mdev);
	spin_unlock(&mdev->mig.hdr_lock);
}

void vfio_ap_event_set_id(struct vfio_ap_mdev *mdev, const u8 *migration_id)
{
	spin_lock(&mdev->mig.hdr_lock);
	memcpy(mdev->mig.hdr.migration_id, migration_id,
	       sizeof(mdev->mig.hdr.migration_id));
	spin_unlock(&mdev->mig.hdr_lock);
}

void vfio_ap_event_set_state(struct vfio_ap_mdev *mdev, u8 state)
{
	spin_lock(&mdev->mig.hdr_lock);
	mdev->mig.hdr.state = state;
	spin_unlock(&mdev->mig.hdr_lock);
}

void vfio_ap_event_request(struct vfio_ap_mdev *mdev, u32 target, u32 from,
			   u32 to, int err, u64 duration_ns)
{
	struct vfio_ap_ev_request ev = {
		.target = target,
		.from = from,
		.to = to,
		.err = err,
		.duration_ns = duration_ns,
	};

	vfio_ap_event_hdr(mdev, VFIO_AP_EVENT_REQUEST, &ev);
	trace_vfio_ap_mig_request(&ev);
}

void vfio_ap_event_arc(struct vfio_ap_mdev *mdev, u32 target, u32 from, u32 to,
		       int err, u64 duration_ns)
{
	struct vfio_ap_ev_arc ev = {
		.target = target,
		.from = from,
		.to = to,
		.err = err,
		.duration_ns = duration_ns,
	};

	/* One that fails may be all that there is of a migration. */
	if (err)
		vfio_ap_outcomes_prepare(mdev);
	vfio_ap_event_hdr(mdev, VFIO_AP_EVENT_ARC, &ev);
	trace_vfio_ap_mig_arc(&ev);
}

void vfio_ap_event_begin(struct vfio_ap_mdev *mdev, u64 total_bytes,
			 const struct ap_matrix *guest)
{
	struct vfio_ap_ev_begin ev = {
		.total_bytes = total_bytes,
		.queues = ap_matrix_queues(guest),
		.adapters = ap_mask_weight(&guest->apm),
		.domains = ap_mask_weight(&guest->aqm),
		.control_domains = ap_mask_weight(&guest->adm),
	};

	vfio_ap_event_hdr(mdev, VFIO_AP_EVENT_BEGIN, &ev);
	trace_vfio_ap_mig_begin(&ev);
}

void vfio_ap_event_io(struct vfio_ap_mig_file *file, u64 pos_bytes,
		      u64 len_bytes, int err)
{
	struct vfio_ap_ev_io ev = {
		.pos_bytes = pos_bytes,
		.len_bytes = len_bytes,
		.total_bytes = file->total_bytes,
		.err = err,
		.stream_error = file->parser.error,
	};

	lockdep_assert_held(&file->lock);
	if (file->role == VFIO_AP_ROLE_SOURCE) {
		vfio_ap_event_hdr(file->mdev, VFIO_AP_EVENT_READ, &ev);
		trace_vfio_ap_mig_read(&ev);
	} else {
		vfio_ap_event_hdr(file->mdev, VFIO_AP_EVENT_WRITE, &ev);
		trace_vfio_ap_mig_write(&ev);
	}
}

/* The caller has filled in all but the header. */
void vfio_ap_event_verdict(struct vfio_ap_mdev *mdev,
			   struct vfio_ap_ev_verdict *verdict)
{
	vfio_ap_event_hdr(mdev, VFIO_AP_EVENT_VERDICT, verdict);
	trace_vfio_ap_mig_verdict(verdict);
}

void vfio_ap_event_dropped(struct vfio_ap_mdev *mdev, u32 kind, u32 id)
{
	struct vfio_ap_ev_dropped ev = { .kind = kind, .id = id };

	vfio_ap_event_hdr(mdev, VFIO_AP_EVENT_DROPPED, &ev);
	trace_vfio_ap_mig_dropped(&ev);
}

void vfio_ap_event_apply(struct vfio_ap_mdev *mdev, u16 dropped, int err,
			 u64 duration_ns)
{
	struct vfio_ap_ev_apply ev = {
		.queues = ap_matrix_queues(&mdev->guest),
		.adapters = ap_mask_weight(&mdev->guest.apm),
		.domains = ap_mask_weight(&mdev->guest.aqm),
		.control_domains = ap_mask_weight(&mdev->guest.adm),
		.dropped = dropped,
		.err = err,
		.duration_ns = duration_ns,
	};

	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	vfio_ap_event_hdr(mdev, VFIO_AP_EVENT_APPLY, &ev);
	trace_vfio_ap_mig_apply(&ev);
}

/**
 * vfio_ap_event_end - the session's last event; the session is over after it
 * @mdev: the mdev
 * @outcome: enum vfio_ap_mig_outcome
 * @cause: enum vfio_ap_mig_cause
 * @err: first error that user space got
 * @duration_ns: of the session
 *
 * Context: holds mig.lock.
 */
void vfio_ap_event_end(struct vfio_ap_mdev *mdev, u32 outcome, u32 cause,
		       int err, u64 duration_ns)
{
	struct vfio_ap_mig *mig = &mdev->mig;
	struct vfio_ap_ev_end ev = {
		.outcome = outcome,
		.cause = cause,
		.err = err,
		.duration_ns = duration_ns,
		.stream_error = mig->result.stream_error,
		.bytes = mig->result.bytes,
		.total_bytes = mig->result.total_bytes,
		.queues = mig->result.queues,
		.bad_queues = mig->result.bad_queues,
		.bad_control_domains = mig->result.bad_control_domains,
	};

	lockdep_assert_held(&mig->lock);
	BUILD_BUG_ON(VFIO_DEVICE_STATE_PRE_COPY_P2P >= VFIO_AP_TRACE_STATES);
	memcpy(ev.state_ns, mig->state_ns, sizeof(ev.state_ns));

	/* The number and the end of the session in one: see first_seq. */
	spin_lock(&mig->hdr_lock);
	ev.hdr = mig->hdr;
	ev.first_seq = mig->first_seq;
	mig->hdr.seq++;
	vfio_ap_outcomes_add(mdev, VFIO_AP_EVENT_END, &ev);
	vfio_ap_event_session_clear(mig);
	spin_unlock(&mig->hdr_lock);
	trace_vfio_ap_mig_end(&ev);
}

void vfio_ap_event_reset(struct vfio_ap_mdev *mdev, u32 cause, u32 queues,
			 u32 failed, int err, u64 duration_ns)
{
	struct vfio_ap_ev_reset ev = {
		.cause = cause,
		.queues = queues,
		.failed = failed,
		.err = err,
		.duration_ns = duration_ns,
	};

	vfio_ap_event_hdr(mdev, VFIO_AP_EVENT_RESET, &ev);
	trace_vfio_ap_reset(&ev);
}
