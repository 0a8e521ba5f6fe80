// SPDX-License-Identifier: GPL-2.0
/*
 * Resetting queues without making anybody wait who is not concerned.
 *
 * A reset is begun with PQAP(ZAPQ) under mdevs_lock and polled with PQAP(TAPQ)
 * by one work item of the host. Who needs the end waits without a lock. Until
 * the end no other guest gets the queue: vfio_ap_usable() says no.
 */
#include "vfio_ap.h"

#define VFIO_AP_RESET_POLL_MS		20
#define VFIO_AP_RESET_TIMEOUT_MS	5000
#define VFIO_AP_RESET_LIMIT_MS		20000
#define VFIO_AP_RESET_RETRY_MS		30000

/*
 * May a guest have a queue whose last reset ended so? A deconfigured or
 * checkstopped queue holds nothing of an earlier guest.
 */
static bool vfio_ap_reset_rc_ok(u8 rc)
{
	return rc == AP_RESPONSE_NORMAL || rc == AP_RESPONSE_DECONFIGURED ||
	       rc == AP_RESPONSE_CHECKSTOPPED;
}

static void vfio_ap_reset_ended(struct vfio_ap_queue *queue, u8 rc)
{
	struct vfio_ap_mdev *mdev = queue->resetting_for;
	struct vfio_ap_resets *resets;
	struct vfio_ap_mdev *owner;

	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	queue->clean = vfio_ap_reset_rc_ok(rc);
	queue->resetting_for = NULL;
	if (queue->clean) {
		xa_clear_mark(&vfio_ap_host->queues, queue->apqn,
			      VFIO_AP_UNCLEAN);
	} else {
		xa_set_mark(&vfio_ap_host->queues, queue->apqn, VFIO_AP_UNCLEAN);
		queue->retry_at = jiffies +
			msecs_to_jiffies(VFIO_AP_RESET_RETRY_MS);
	}
	/*
	 * A reset switches interrupts off, and what is gone makes none. Of a
	 * queue that does not obey this is the last thing that can be tried.
	 */
	if (queue->clean || rc == AP_RESPONSE_Q_NOT_AVAIL ||
	    (queue->nib && vfio_ap_irq_off_step(queue, NULL)))
		vfio_ap_nib_done(queue);
	xa_clear_mark(&vfio_ap_host->queues, queue->apqn, VFIO_AP_RESETTING);
	WRITE_ONCE(queue->resetting, false);

	owner = vfio_ap_owner(queue->apqn);
	if (owner)
		WRITE_ONCE(owner->refresh, true);

	if (!mdev)
		return;
	resets = &mdev->resets;
	/* A queue that is gone has nothing left that could have failed. */
	if (!queue->clean && rc != AP_RESPONSE_Q_NOT_AVAIL) {
		resets->failed++;
		/* What the guest does not have it cannot have lost. */
		if (ap_matrix_has_queue(&mdev->guest, queue->apqn))
			resets->failures++;
	}
	if (--resets->pending)
		return;
	vfio_ap_event_reset(mdev, resets->cause, resets->queues, resets->failed,
			    resets->failed ? -EIO : 0,
			    ktime_get_ns() - resets->begin_ns);
	WRITE_ONCE(resets->ended, resets->begun);
}

/*
 * Give the reset instruction; true if there is nothing to wait for.
 *
 * Only an accepted instruction counts: a reset that is in progress may be one
 * that the guest began, and a guest's RAPQ clears no more than the queue.
 */
static bool vfio_ap_reset_instruction(struct vfio_ap_queue *queue, u8 *rc)
{
	struct ap_queue_status status = ap_zapq(queue->apqn, 0);

	*rc = status.response_code;
	queue->reset_repeat = false;
	switch (status.response_code) {
	case AP_RESPONSE_NORMAL:
		return false;
	case AP_RESPONSE_RESET_IN_PROGRESS:
	case AP_RESPONSE_BUSY:
	case AP_RESPONSE_STATE_CHANGE_IN_PROGRESS:
		queue->reset_repeat = true;
		return false;
	default:
		/* Told of something else, asynchronously: try again. */
		queue->reset_repeat = status.async;
		return !status.async;
	}
}

/* Is it the reset of a queue that a guest has and can use meanwhile? */
static bool vfio_ap_reset_of_guest(const struct vfio_ap_queue *queue)
{
	const struct vfio_ap_mdev *mdev = queue->resetting_for;

	return mdev && mdev->kvm && mdev->plugged &&
	       ap_matrix_has_queue(&mdev->guest, queue->apqn);
}

/* One look at a queue; true if its reset has ended, with @rc. */
static bool vfio_ap_reset_poll(struct vfio_ap_queue *queue, u8 *rc)
{
	struct ap_queue_status status;

	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	if (queue->reset_repeat)
		return vfio_ap_reset_instruction(queue, rc);

	status = ap_tapq(queue->apqn, NULL);
	*rc = status.response_code;
	switch (status.response_code) {
	case AP_RESPONSE_NORMAL:
		/*
		 * A guest that runs fills its queue again, but it cannot switch
		 * interrupts on; else it was not our reset that has ended.
		 */
		if (!status.irq_enabled &&
		    (status.queue_empty || vfio_ap_reset_of_guest(queue)))
			return true;
		queue->reset_repeat = true;
		return false;
	case AP_RESPONSE_RESET_IN_PROGRESS:
	case AP_RESPONSE_BUSY:
	case AP_RESPONSE_STATE_CHANGE_IN_PROGRESS:
		return false;
	default:
		queue->reset_repeat = status.async;
		return !status.async;
	}
}

/* An mdev will wait for the reset of a queue and hear how it ended. */
static void vfio_ap_reset_account(struct vfio_ap_mdev *mdev,
				  struct vfio_ap_queue *queue, u32 cause)
{
	struct vfio_ap_resets *resets = &mdev->resets;

	if (!resets->pending) {
		resets->begun++;
		resets->queues = 0;
		resets->failed = 0;
		resets->cause = cause;
		resets->begin_ns = ktime_get_ns();
	} else if (cause != VFIO_AP_RESET_UNPLUG) {
		/* Somebody has asked for it now, it is no side effect any more. */
		resets->cause = cause;
	}
	resets->pending++;
	resets->queues++;
	queue->resetting_for = mdev;
}

static void vfio_ap_reset_again(struct vfio_ap_mdev *mdev,
				struct vfio_ap_queue *queue, u32 cause)
{
	unsigned long deadline = jiffies +
		msecs_to_jiffies(VFIO_AP_RESET_TIMEOUT_MS);

	/* Another mdev's: this one's guest has not had the queue yet. */
	if (queue->resetting_for && queue->resetting_for != mdev)
		return;
	queue->reset_repeat = !queue->reset_done;
	queue->reset_deadline = time_before(deadline, queue->reset_limit) ?
		deadline : queue->reset_limit;
	if (!queue->resetting_for && mdev)
		vfio_ap_reset_account(mdev, queue, cause);
	else if (queue->resetting_for && cause != VFIO_AP_RESET_UNPLUG)
		queue->resetting_for->resets.cause = cause;
	mod_delayed_work(vfio_ap_host->wq, &vfio_ap_host->reset_work, 0);
}

/**
 * vfio_ap_reset_start - begin to reset a queue
 * @mdev: on whose behalf; NULL if the queue is assigned to none
 * @queue: the queue
 * @cause: enum vfio_ap_reset_cause
 *
 * A queue that is being reset already is reset once more: it may have been used
 * since. Not if that reset is another mdev's, for only that one's guest can have
 * used it; nor for ever, as somebody waits. A queue that is gone from the
 * machine answers so, and that ends it.
 *
 * Context: process, holds mdevs_lock. Does not sleep for the queue.
 */
void vfio_ap_reset_start(struct vfio_ap_mdev *mdev, struct vfio_ap_queue *queue,
			 u32 cause)
{
	struct vfio_ap_host *host = vfio_ap_host;
	u8 rc = AP_RESPONSE_NORMAL;

	lockdep_assert_held(&host->mdevs_lock);
	if (queue->resetting) {
		vfio_ap_reset_again(mdev, queue, cause);
		return;
	}

	if (mdev)
		vfio_ap_reset_account(mdev, queue, cause);
	queue->reset_deadline = jiffies +
		msecs_to_jiffies(VFIO_AP_RESET_TIMEOUT_MS);
	queue->reset_limit = jiffies + msecs_to_jiffies(VFIO_AP_RESET_LIMIT_MS);
	WRITE_ONCE(queue->resetting, true);
	xa_set_mark(&host->queues, queue->apqn, VFIO_AP_RESETTING);

	queue->reset_done = vfio_ap_reset_instruction(queue, &rc);
	queue->reset_rc = rc;
	mod_delayed_work(host->wq, &host->reset_work, 0);
}

/**
 * vfio_ap_reset_assigned - begin to reset all queues assigned to an mdev
 * @mdev: the mdev
 * @cause: enum vfio_ap_reset_cause
 *
 * Context: process, holds mdevs_lock.
 */
void vfio_ap_reset_assigned(struct vfio_ap_mdev *mdev, u32 cause)
{
	struct vfio_ap_queue *queue;
	unsigned long apqn;

	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	mdev->used = false;
	xa_for_each(&vfio_ap_host->queues, apqn, queue) {
		if (ap_matrix_has_queue(&mdev->assigned, apqn) && !queue->removing)
			vfio_ap_reset_start(mdev, queue, cause);
	}
}

/**
 * vfio_ap_reset_wait - wait for the resets that were begun for an mdev
 * @mdev: the mdev
 *
 * Context: process, holds none of the host's locks: see the list of locks in
 * vfio_ap.h. Sleeps until the resets that run now have ended or were given up,
 * each VFIO_AP_RESET_TIMEOUT_MS after it was last asked for; others that are
 * begun meanwhile for the same mdev are waited for too.
 */
void vfio_ap_reset_wait(struct vfio_ap_mdev *mdev)
{
	struct vfio_ap_host *host = vfio_ap_host;
	u64 batch;

	lockdep_assert_not_held(&vfio_ap_perms_mutex);
	lockdep_assert_not_held(&host->guests_lock);
	lockdep_assert_not_held(&host->mdevs_lock);

	mutex_lock(&host->mdevs_lock);
	batch = mdev->resets.begun;
	mutex_unlock(&host->mdevs_lock);
	wait_event(host->reset_wait, READ_ONCE(mdev->resets.ended) >= batch);
	/* What guests see as a consequence is also settled when this returns. */
	vfio_ap_reset_settle();
}

/**
 * vfio_ap_reset_settle - wait until guests see what the end of a reset means
 *
 * But not for a guest whose lock its VMM holds on to.
 *
 * Context: process, holds none of the host's locks.
 */
void vfio_ap_reset_settle(void)
{
	flush_delayed_work(&vfio_ap_host->reset_work);
	flush_delayed_work(&vfio_ap_host->refresh_work);
}

/**
 * vfio_ap_refresh_guests - let guests see what has changed
 *
 * Those whose mdev's @refresh is set: the host's configuration has changed, or a reset
 * has ended badly, or for another owner. KVM reads user memory under kvm->lock: whose
 * lock is not to be had at once is left for @refresh_work, so that a VMM which stalls
 * that holds up nobody else.
 *
 * Context: process, holds none of the host's locks.
 */
void vfio_ap_refresh_guests(void)
{
	struct vfio_ap_host *host = vfio_ap_host;
	struct vfio_ap_mdev *mdev;
	bool again = false;

	mutex_lock(&host->guests_lock);
	list_for_each_entry(mdev, &host->mdevs, node) {
		if (!READ_ONCE(mdev->refresh))
			continue;
		if (!vfio_ap_try_lock_kvm(mdev->kvm)) {
			again = true;
			continue;
		}
		WRITE_ONCE(mdev->refresh, false);
		vfio_ap_refresh(mdev);
		vfio_ap_unlock_kvm(mdev->kvm);
	}
	mutex_unlock(&host->guests_lock);
	if (again)
		queue_delayed_work(host->wq, &host->refresh_work,
				   msecs_to_jiffies(VFIO_AP_RESET_POLL_MS));
}

static void vfio_ap_refresh_work(struct work_struct *work)
{
	vfio_ap_refresh_guests();
}

/*
 * Queues whose reset has failed belong to nobody; should they recover, nobody
 * would notice. True if there are any. Those that are due are begun, not on
 * behalf of an mdev, as none waits for them or has to hear of it.
 */
static bool vfio_ap_reset_retry(void)
{
	struct vfio_ap_queue *queue;
	unsigned long apqn;
	bool any = false;

	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	xa_for_each_marked(&vfio_ap_host->queues, apqn, queue, VFIO_AP_UNCLEAN) {
		any = true;
		if (!queue->resetting && !queue->removing &&
		    time_after_eq(jiffies, queue->retry_at))
			vfio_ap_reset_start(NULL, queue, VFIO_AP_RESET_UNPLUG);
	}
	return any;
}

static void vfio_ap_reset_work(struct work_struct *work)
{
	struct vfio_ap_host *host = vfio_ap_host;
	struct vfio_ap_queue *queue;
	bool more = false, retry;
	unsigned long apqn;

	mutex_lock(&host->mdevs_lock);
	xa_for_each_marked(&host->queues, apqn, queue, VFIO_AP_RESETTING) {
		u8 rc = queue->reset_rc;

		if (queue->reset_done || vfio_ap_reset_poll(queue, &rc))
			vfio_ap_reset_ended(queue, rc);
		else if (time_after(jiffies, queue->reset_deadline))
			vfio_ap_reset_ended(queue, AP_RESPONSE_BUSY);
		else
			more = true;
		cond_resched();
	}
	retry = vfio_ap_reset_retry();
	mutex_unlock(&host->mdevs_lock);

	/* Before anybody is told who then waits for it. */
	mod_delayed_work(host->wq, &host->refresh_work, 0);
	wake_up_all(&host->reset_wait);
	if (more)
		queue_delayed_work(host->wq, &host->reset_work,
				   msecs_to_jiffies(VFIO_AP_RESET_POLL_MS));
	else if (retry)
		queue_delayed_work(host->wq, &host->reset_work,
				   msecs_to_jiffies(VFIO_AP_RESET_RETRY_MS));
}

void vfio_ap_reset_init(void)
{
	init_waitqueue_head(&vfio_ap_host->reset_wait);
	INIT_DELAYED_WORK(&vfio_ap_host->reset_work, vfio_ap_reset_work);
	INIT_DELAYED_WORK(&vfio_ap_host->refresh_work, vfio_ap_refresh_work);
}

void vfio_ap_reset_exit(void)
{
	cancel_delayed_work_sync(&vfio_ap_host->reset_work);
	cancel_delayed_work_sync(&vfio_ap_host->refresh_work);
}
