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
 * @nib.
 */
struct ap_queue_status vfio_ap_irq_enable(const struct vfio_ap_queue *queue,
					  const struct vfio_ap_nib *nib)
{
	union ap_qirq_ctrl control = {};

	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	control.ir = 1;
	control.gisc = nib->isc;
	control.isc = nib->nisc;
	/* An origin is a multiple of 16 below 2 GiB. */
	control.gisa = virt_to_phys(nib->kvm->arch.gisa_int.origin) >> 4;
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
 * vfio_ap_irq_wait_off - wait until no queue of a set raises interrupts
 * @mdev: the mdev
 * @step: one look at the set; true when all are off; holds mdevs_lock
 * @context: for @step
 *
 * Context: process, holds no lock of the host.
 * Return: false if the machine does not do it within a second.
 */
bool vfio_ap_irq_wait_off(struct vfio_ap_mdev *mdev,
			  bool (*step)(struct vfio_ap_mdev *mdev, void *context),
			  void *context)
{
	unsigned int polls;
	bool off = false;

	for (polls = 0; !off && polls < VFIO_AP_IRQ_POLLS; polls++) {
		if (polls)
			msleep(VFIO_AP_IRQ_POLL_MS);
		mutex_lock(&vfio_ap_host->mdevs_lock);
		off = step(mdev, context);
		mutex_unlock(&vfio_ap_host->mdevs_lock);
	}
	return off;
}

/* Switch one queue off as far as it goes now; true when it is. */
static bool vfio_ap_irq_off_step(struct vfio_ap_queue *queue)
{
	if (queue->nib->parked)
		return true;
	vfio_ap_irq_disable(queue);
	return vfio_ap_irq_is_off(queue);
}

static bool vfio_ap_park_step(struct vfio_ap_mdev *mdev, void *context)
{
	struct vfio_ap_nib *nib;
	bool all = true;

	list_for_each_entry(nib, &mdev->nibs, node) {
		if (!nib->queue)
			continue;
		if (vfio_ap_irq_off_step(nib->queue))
			nib->parked = true;
		else
			all = false;
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
	return vfio_ap_irq_wait_off(mdev, vfio_ap_park_step, NULL) ? 0 : -EIO;
}

static bool vfio_ap_unpark_step(struct vfio_ap_mdev *mdev, void *context)
{
	struct vfio_ap_nib *nib, *next;
	bool all = true;

	list_for_each_entry_safe(nib, next, &mdev->nibs, node) {
		struct vfio_ap_queue *queue = nib->queue;

		if (!queue || !nib->parked)
			continue;
		/* It has left the guest, or will come out of a reset with them off. */
		if (!ap_matrix_has_queue(&mdev->guest, queue->apqn) ||
		    queue->resetting) {
			vfio_ap_nib_done(queue);
			continue;
		}
		switch (vfio_ap_irq_enable(queue, nib).response_code) {
		case AP_RESPONSE_NORMAL:
			nib->parked = false;
			break;
		case AP_RESPONSE_BUSY:
		case AP_RESPONSE_RESET_IN_PROGRESS:
		case AP_RESPONSE_OTHERWISE_CHANGED:
		case AP_RESPONSE_STATE_CHANGE_IN_PROGRESS:
			all = false;
			break;
		default:
			vfio_ap_nib_done(queue);
		}
	}
	return all;
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
	vfio_ap_irq_wait_off(mdev, vfio_ap_unpark_step, NULL);
}

struct vfio_ap_iova_range {
	u64 first;
	u64 last;
};

static bool vfio_ap_unmap_step(struct vfio_ap_mdev *mdev, void *context)
{
	const struct vfio_ap_iova_range *range = context;
	struct vfio_ap_nib *nib, *next;
	bool all = true;

	list_for_each_entry_safe(nib, next, &mdev->nibs, node) {
		if (!nib->queue ||
		    !vfio_ap_nib_in_range(nib, range->first, range->last))
			continue;
		if (vfio_ap_irq_off_step(nib->queue))
			vfio_ap_nib_done(nib->queue);
		else
			all = false;
	}
	return all;
}

/**
 * vfio_ap_dma_unmap - guest memory is being unmapped
 * @vdev: the VFIO device
 * @iova: guest physical address
 * @length: bytes
 *
 * Queues that have their indicator byte there get their interrupts off; the
 * memory is not pinned any more when this returns, whatever the queues do.
 *
 * Context: process; VFIO's container holds its locks.
 */
void vfio_ap_dma_unmap(struct vfio_device *vdev, u64 iova, u64 length)
{
	struct vfio_ap_mdev *mdev = to_vfio_ap_mdev(vdev);
	struct vfio_ap_iova_range range = {
		.first = iova,
		.last = iova + length - 1,
	};

	if (!length)
		return;
	/* All there is may be given as a length of all ones. */
	if (range.last < range.first)
		range.last = U64_MAX;
	mutex_lock(&mdev->nib_lock);
	vfio_ap_irq_wait_off(mdev, vfio_ap_unmap_step, &range);
	vfio_ap_nibs_unpin(mdev, range.first, range.last);
	mutex_unlock(&mdev->nib_lock);
}
