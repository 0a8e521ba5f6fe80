// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupts of queues, on and off: PQAP(AQIC) as the host executes it.
 *
 * Switching off takes the machine a moment in which it may still write to the
 * indicator byte, so it is over only when PQAP(TAPQ) says so.
 */
#include <linux/delay.h>
#include <linux/mm.h>

#include "vfio_ap.h"

#define VFIO_AP_IRQ_POLL_MS	20
#define VFIO_AP_IRQ_POLLS	50

/**
 * vfio_ap_irq_enable - switch a queue's interrupts on
 * @queue: the queue
 * @nib: what they use
 *
 * Context: holds mdevs_lock.
 * Return: what the queue says. With any response code but zero it does not use
 * @nib. 08 also if the guest has lost its interruption state area since.
 */
struct ap_queue_status vfio_ap_irq_enable(const struct vfio_ap_queue *queue,
					  const struct vfio_ap_nib *nib)
{
	struct kvm_s390_gisa *gisa = READ_ONCE(nib->kvm->arch.gisa_int.origin);
	struct ap_queue_status no_gisa = {
		.response_code = AP_RESPONSE_INVALID_GISA,
	};
	union ap_qirq_ctrl control = {};

	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	/* Without one the interrupts would be the host's. */
	if (!gisa)
		return no_gisa;
	control.ir = 1;
	control.gisc = nib->isc;
	control.isc = nib->nisc;
	/* An origin is a multiple of 16 below 2 GiB. */
	control.gisa = virt_to_phys(gisa) >> 4;
	return ap_aqic(queue->apqn, control,
		       page_to_phys(nib->page) | offset_in_page(nib->iova));
}

/**
 * vfio_ap_irq_disable - ask a queue to switch its interrupts off
 * @queue: the queue
 *
 * Context: holds mdevs_lock.
 * Return: what the queue says. That it has done so, vfio_ap_irq_is_off() tells.
 */
struct ap_queue_status vfio_ap_irq_disable(const struct vfio_ap_queue *queue)
{
	union ap_qirq_ctrl control = {};

	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	return ap_aqic(queue->apqn, control, 0);
}

/**
 * vfio_ap_irq_is_off - is it certain that a queue raises no interrupts?
 * @queue: the queue
 *
 * Context: holds mdevs_lock.
 * Return: whether it is. A queue that the machine does not have raises none.
 */
bool vfio_ap_irq_is_off(const struct vfio_ap_queue *queue)
{
	struct ap_queue_status status;

	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	status = ap_tapq(queue->apqn, NULL);
	switch (status.response_code) {
	case AP_RESPONSE_NORMAL:
	case AP_RESPONSE_RESET_IN_PROGRESS:
		return !status.irq_enabled;
	case AP_RESPONSE_Q_NOT_AVAIL:
	case AP_RESPONSE_DECONFIGURED:
	case AP_RESPONSE_CHECKSTOPPED:
		return !status.async;
	default:
		return false;
	}
}

/**
 * vfio_ap_irq_wait - wait until the queues of a set do what they are to do
 * @mdev: the mdev
 * @step: one look at the set; true when all have done it; holds mdevs_lock
 * @context: for @step
 *
 * Context: process, holds no lock of the host.
 * Return: false if the machine does not do it within a second.
 */
bool vfio_ap_irq_wait(struct vfio_ap_mdev *mdev,
		      bool (*step)(struct vfio_ap_mdev *mdev, void *context),
		      void *context)
{
	unsigned int polls;
	bool done = false;

	for (polls = 0; !done && polls < VFIO_AP_IRQ_POLLS; polls++) {
		if (polls)
			msleep(VFIO_AP_IRQ_POLL_MS);
		mutex_lock(&vfio_ap_host->mdevs_lock);
		done = step(mdev, context);
		mutex_unlock(&vfio_ap_host->mdevs_lock);
	}
	return done;
}

/**
 * vfio_ap_irq_off_step - switch a queue's interrupts off as far as it goes now
 * @queue: the queue
 * @was_on: set to true if they were on; may be NULL
 *
 * What PQAP(TAPQ) says counts only after the queue has accepted that they are to
 * be off: before that an enablement that has not taken effect yet looks the same.
 *
 * Context: holds mdevs_lock.
 * Return: whether it is certain that they are off.
 */
bool vfio_ap_irq_off_step(const struct vfio_ap_queue *queue, bool *was_on)
{
	struct ap_queue_status status = vfio_ap_irq_disable(queue);

	switch (status.response_code) {
	case AP_RESPONSE_NORMAL:
		if (was_on)
			*was_on = true;
		break;
	case AP_RESPONSE_OTHERWISE_CHANGED:
	case AP_RESPONSE_RESET_IN_PROGRESS:
	case AP_RESPONSE_Q_NOT_AVAIL:
	case AP_RESPONSE_DECONFIGURED:
	case AP_RESPONSE_CHECKSTOPPED:
		break;
	default:
		return false;
	}
	return vfio_ap_irq_is_off(queue);
}

/* Is it memory of this mdev's guest? The pin may have ended before the use. */
static bool vfio_ap_nib_of(const struct vfio_ap_nib *nib,
			   const struct vfio_ap_mdev *mdev)
{
	return nib->mdev ? nib->mdev == mdev : nib->kvm == mdev->kvm;
}

static bool vfio_ap_park_step(struct vfio_ap_mdev *mdev, void *context)
{
	struct vfio_ap_queue *queue;
	unsigned long apqn;
	bool all = true;

	xa_for_each(&vfio_ap_host->queues, apqn, queue) {
		struct vfio_ap_nib *nib = queue->nib;

		if (!nib || nib->parked || !vfio_ap_nib_of(nib, mdev))
			continue;
		if (!vfio_ap_irq_off_step(queue, &nib->was_on)) {
			/* A broken queue that the guest has lost holds up nobody. */
			if (ap_matrix_has_queue(&mdev->guest, apqn))
				all = false;
		} else if (nib->was_on && nib->mdev) {
			nib->parked = true;
			nib->was_on = false;
		} else {
			/* The guest had switched them off by a reset of its own. */
			vfio_ap_nib_done(queue);
		}
	}
	return all;
}

/**
 * vfio_ap_irqs_park - the guest is being paused: none of its queues interrupts
 * @mdev: the mdev; its guest cannot switch any on
 *
 * From here on no indicator byte is written and no interrupt is made pending
 * (review finding R24). vfio_ap_irqs_unpark() undoes it.
 *
 * Context: process, holds no lock of the host.
 * Return: 0, or -EIO if a queue's interrupts stay on.
 */
int vfio_ap_irqs_park(struct vfio_ap_mdev *mdev)
{
	return vfio_ap_irq_wait(mdev, vfio_ap_park_step, NULL) ? 0 : -EIO;
}

/* Switch one queue's on again; true if there is nothing more to be done. */
static bool vfio_ap_unpark_one(struct vfio_ap_mdev *mdev,
			       struct vfio_ap_queue *queue)
{
	/* It is not the guest's, or will come out of a reset with them off. */
	if (!mdev->plugged || queue->resetting ||
	    !ap_matrix_has_queue(&mdev->guest, queue->apqn)) {
		vfio_ap_nib_done(queue);
		return true;
	}
	switch (vfio_ap_irq_enable(queue, queue->nib).response_code) {
	case AP_RESPONSE_NORMAL:
	case AP_RESPONSE_OTHERWISE_CHANGED:
		queue->nib->parked = false;
		return true;
	case AP_RESPONSE_BUSY:
	case AP_RESPONSE_RESET_IN_PROGRESS:
	case AP_RESPONSE_STATE_CHANGE_IN_PROGRESS:
		return false;
	default:
		vfio_ap_nib_done(queue);
		return true;
	}
}

static bool vfio_ap_unpark_step(struct vfio_ap_mdev *mdev, void *context)
{
	struct vfio_ap_nib *nib, *next;
	bool all = true;

	list_for_each_entry_safe(nib, next, &mdev->nibs, node) {
		if (nib->queue && nib->parked &&
		    !vfio_ap_unpark_one(mdev, nib->queue))
			all = false;
	}
	return all;
}

/* A queue that did not come back in time: what it does is not known any more. */
static void vfio_ap_unpark_give_up(struct vfio_ap_mdev *mdev)
{
	struct vfio_ap_nib *nib;

	mutex_lock(&vfio_ap_host->mdevs_lock);
	list_for_each_entry(nib, &mdev->nibs, node)
		nib->parked = false;
	mutex_unlock(&vfio_ap_host->mdevs_lock);
}

/**
 * vfio_ap_irqs_unpark - the guest goes on: its queues interrupt as before
 * @mdev: the mdev
 *
 * A queue that does not come back has its interrupts off, which the guest sees
 * in the status word of its next instruction for that queue.
 *
 * Context: process, holds no lock of the host.
 */
void vfio_ap_irqs_unpark(struct vfio_ap_mdev *mdev)
{
	if (!vfio_ap_irq_wait(mdev, vfio_ap_unpark_step, NULL))
		vfio_ap_unpark_give_up(mdev);
}
