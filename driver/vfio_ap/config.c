// SPDX-License-Identifier: GPL-2.0
/*
 * From what is assigned to what the guest sees (Documentation/attributes.rst).
 */
#include "vfio_ap.h"

/**
 * vfio_ap_owner - the mdev that a queue is assigned to
 * @apqn: the queue
 *
 * Context: holds guests_lock or mdevs_lock.
 * Return: the mdev, NULL if there is none. No two mdevs own a queue.
 */
struct vfio_ap_mdev *vfio_ap_owner(u16 apqn)
{
	struct vfio_ap_mdev *mdev;

	lockdep_assert(lockdep_is_held(&vfio_ap_host->guests_lock) ||
		       lockdep_is_held(&vfio_ap_host->mdevs_lock));
	list_for_each_entry(mdev, &vfio_ap_host->mdevs, node) {
		if (ap_matrix_has_queue(&mdev->assigned, apqn))
			return mdev;
	}
	return NULL;
}

/**
 * vfio_ap_usable - may the guest of an mdev have this queue?
 * @context: the mdev
 * @apqn: the queue
 *
 * An ap_queue_usable_fn for ap_matrix_filter().
 *
 * Context: holds mdevs_lock.
 * Return: whether it may.
 */
bool vfio_ap_usable(void *context, u16 apqn)
{
	struct vfio_ap_mdev *mdev = context;
	struct vfio_ap_queue *queue;

	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	queue = xa_load(&vfio_ap_host->queues, apqn);
	if (!queue || queue->removing || !queue->clean)
		return false;
	if (!queue->resetting)
		return true;
	/* A guest's own reset takes nothing from it, but must not give either. */
	return mdev == queue->resetting_for &&
	       ap_matrix_has_queue(&mdev->guest, apqn);
}

/**
 * vfio_ap_validate - may an mdev have this matrix?
 * @mdev: the mdev
 * @matrix: what it is to have
 *
 * Context: holds ap_perms_mutex and mdevs_lock.
 * Return: 0; -EADDRNOTAVAIL if apmask and aqmask keep one of the queues for
 * the host's drivers; -EADDRINUSE if another mdev has one.
 */
int vfio_ap_validate(const struct vfio_ap_mdev *mdev, struct ap_matrix *matrix)
{
	struct vfio_ap_mdev *other;
	int ret;

	lockdep_assert_held(&vfio_ap_perms_mutex);
	lockdep_assert_held(&vfio_ap_host->mdevs_lock);

	ret = ap_apqn_in_matrix_owned_by_def_drv(vfio_ap_mask_bitmap(&matrix->apm),
						 vfio_ap_mask_bitmap(&matrix->aqm));
	if (ret)
		return ret < 0 ? ret : -EADDRNOTAVAIL;

	list_for_each_entry(other, &vfio_ap_host->mdevs, node) {
		if (other != mdev &&
		    ap_matrix_shares_queue(&other->assigned, matrix))
			return -EADDRINUSE;
	}
	return 0;
}

/*
 * Begin to reset the queues that have left the guest. Not again those whose
 * reset has just failed: they are why the others leave.
 */
static void vfio_ap_reset_left_guest(struct vfio_ap_mdev *mdev,
				     const struct ap_matrix *before)
{
	struct vfio_ap_queue *queue;
	unsigned long apqn;

	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	xa_for_each(&vfio_ap_host->queues, apqn, queue) {
		if (ap_matrix_has_queue(before, apqn) &&
		    !ap_matrix_has_queue(&mdev->guest, apqn) && queue->clean)
			vfio_ap_reset_start(mdev, queue, VFIO_AP_RESET_UNPLUG);
	}
}

/*
 * Begin to reset the queues that are no longer assigned; those that the guest
 * had are being reset already.
 */
static void vfio_ap_reset_unassigned(struct vfio_ap_mdev *mdev,
				     const struct ap_matrix *before,
				     const struct ap_matrix *guest_before)
{
	struct vfio_ap_queue *queue;
	unsigned long apqn;

	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	xa_for_each(&vfio_ap_host->queues, apqn, queue) {
		if (!ap_matrix_has_queue(before, apqn) ||
		    ap_matrix_has_queue(&mdev->assigned, apqn))
			continue;
		if (!queue->resetting ||
		    !ap_matrix_has_queue(guest_before, apqn))
			vfio_ap_reset_start(mdev, queue, VFIO_AP_RESET_UNPLUG);
	}
}

/**
 * vfio_ap_refresh - work out what the guest sees, and let it see that
 * @mdev: the mdev
 *
 * To be called after any change of what it depends on: the assignment, the
 * host's configuration, the queues bound to this driver and their state. The
 * guest and its VMM learn of a change only if there is one. Queues that leave
 * are reset; this does not wait for the end of that.
 *
 * Context: holds guests_lock, the lock of the mdev's guest, and mdevs_lock.
 */
void vfio_ap_refresh(struct vfio_ap_mdev *mdev)
{
	struct vfio_ap_host *host = vfio_ap_host;
	struct ap_matrix guest, before;

	lockdep_assert_held(&host->guests_lock);
	lockdep_assert_held(&host->mdevs_lock);
	if (mdev->kvm)
		lockdep_assert_held(&mdev->kvm->lock);

	ap_matrix_filter(&guest, &mdev->assigned, &host->config, vfio_ap_usable,
			 mdev);
	if (ap_matrix_equal(&guest, &mdev->guest))
		return;

	before = mdev->guest;
	mdev->guest = guest;
	if (mdev->kvm && mdev->plugged) {
		vfio_ap_guest_set_masks(mdev);
		vfio_ap_irq_signal(mdev, VFIO_AP_IRQ_CFG_CHG);
	}
	vfio_ap_reset_left_guest(mdev, &before);
}

/* Try again with queues whose last reset failed: a guest is to get them. */
static void vfio_ap_reset_unclean(struct vfio_ap_mdev *mdev)
{
	struct vfio_ap_queue *queue;
	unsigned long apqn;

	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	xa_for_each(&vfio_ap_host->queues, apqn, queue) {
		if (ap_matrix_has_queue(&mdev->assigned, apqn) &&
		    !queue->clean && !queue->resetting && !queue->removing)
			vfio_ap_reset_start(mdev, queue, VFIO_AP_RESET_UNPLUG);
	}
}

/**
 * vfio_ap_assign - give an mdev another matrix
 * @mdev: the mdev
 * @assigned: what it has from now on; was validated under the same locks
 *
 * Cannot fail. Queues that the mdev has no more are reset, also those that its
 * guest did not see; the caller waits for that with vfio_ap_reset_wait() when
 * it has dropped the locks.
 *
 * Context: holds guests_lock, the lock of the mdev's guest, and mdevs_lock.
 */
void vfio_ap_assign(struct vfio_ap_mdev *mdev, const struct ap_matrix *assigned)
{
	struct ap_matrix before = mdev->assigned;
	struct ap_matrix guest_before = mdev->guest;

	lockdep_assert_held(&vfio_ap_host->guests_lock);
	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	mdev->assigned = *assigned;
	vfio_ap_refresh(mdev);
	vfio_ap_reset_unassigned(mdev, &before, &guest_before);
	vfio_ap_reset_unclean(mdev);
}
