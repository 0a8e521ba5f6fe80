// SPDX-License-Identifier: GPL-2.0
/*
 * Notification indicator bytes: what the machine writes into a guest's memory
 * when a queue has a reply.
 *
 * The rule that everything here serves: the page, the guest's interruption
 * state area (GISA) and its interruption subclass stay as they are until the
 * queue is known not to use them any more. That is known when the queue says
 * that its interrupts are off, when a reset of it has ended well, and when it
 * is gone from the machine. Should a queue do none of these, the VFIO pin ends
 * with the device's life, as it must, but the references to page and guest are
 * kept: memory that is never used again is better than memory that the machine
 * writes into while somebody else has it.
 *
 * Pinning and unpinning can sleep for as long as user space likes, as both need
 * locks of the VMM's container; so neither is done under a lock of the host.
 */
#include <linux/iommu.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "vfio_ap.h"

/**
 * vfio_ap_nib_create - pin what a queue's interrupt needs
 * @mdev: the mdev
 * @kvm: its guest
 * @iova: guest physical address of the indicator byte
 * @isc: the guest's interruption subclass
 *
 * Context: process, holds mdev->nib_lock.
 * Return: the object; or NULL if the byte cannot be pinned or the subclass
 * cannot be had.
 */
struct vfio_ap_nib *vfio_ap_nib_create(struct vfio_ap_mdev *mdev,
				       struct kvm *kvm, dma_addr_t iova, u8 isc)
{
	struct vfio_ap_nib *nib;
	int nisc;

	lockdep_assert_held(&mdev->nib_lock);
	nib = kzalloc(sizeof(*nib), GFP_KERNEL_ACCOUNT);
	if (!nib)
		return NULL;
	nib->mdev = mdev;
	nib->kvm = kvm;
	nib->iova = iova;
	nib->isc = isc;
	INIT_LIST_HEAD(&nib->node);

	if (vfio_pin_pages(&mdev->vdev, iova & PAGE_MASK, 1,
			   IOMMU_READ | IOMMU_WRITE, &nib->page) != 1)
		goto err_free;
	nisc = kvm_s390_gisc_register(kvm, isc);
	if (nisc < 0)
		goto err_unpin;
	nib->nisc = nisc;
	get_page(nib->page);
	kvm_get_kvm(kvm);
	return nib;

err_unpin:
	vfio_unpin_pages(&mdev->vdev, iova & PAGE_MASK, 1);
err_free:
	kfree(nib);
	return NULL;
}

/**
 * vfio_ap_nib_destroy - give back what vfio_ap_nib_create() took
 * @nib: the object; the machine does not use it any more
 *
 * Context: process, holds nib_lock of the mdev if it is still pinned there, and
 * no lock of the host.
 */
void vfio_ap_nib_destroy(struct vfio_ap_nib *nib)
{
	lockdep_assert_not_held(&vfio_ap_host->mdevs_lock);
	kvm_s390_gisc_unregister(nib->kvm, nib->isc);
	if (nib->mdev) {
		lockdep_assert_held(&nib->mdev->nib_lock);
		vfio_unpin_pages(&nib->mdev->vdev, nib->iova & PAGE_MASK, 1);
	}
	put_page(nib->page);
	kvm_put_kvm(nib->kvm);
	kfree(nib);
}

/**
 * vfio_ap_nib_in_range - is the page that an indicator byte is in, in a range?
 * @nib: the object
 * @first: guest physical address of the range's first byte
 * @last: of its last
 *
 * Return: whether they have a byte in common.
 */
bool vfio_ap_nib_in_range(const struct vfio_ap_nib *nib, u64 first, u64 last)
{
	return (nib->iova & PAGE_MASK) <= last && (nib->iova | ~PAGE_MASK) >= first;
}

/**
 * vfio_ap_nib_attach - a queue's interrupts are on
 * @queue: the queue
 * @nib: what they use
 *
 * Context: holds mdevs_lock.
 */
void vfio_ap_nib_attach(struct vfio_ap_queue *queue, struct vfio_ap_nib *nib)
{
	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	vfio_ap_nib_done(queue);
	nib->queue = queue;
	queue->nib = nib;
	nib->mdev->used = true;
	list_add_tail(&nib->node, &nib->mdev->nibs);
}

/**
 * vfio_ap_nib_done - a queue does not use its indicator byte any more
 * @queue: the queue; if it has no indicator byte nothing is done
 *
 * What has to be given back for it is given back soon, by whoever can.
 *
 * Context: holds mdevs_lock.
 */
void vfio_ap_nib_done(struct vfio_ap_queue *queue)
{
	struct vfio_ap_nib *nib = queue->nib;

	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	if (!nib)
		return;
	queue->nib = NULL;
	nib->queue = NULL;
	if (nib->mdev) {
		vfio_ap_dirty_add(nib->mdev, nib->iova);
		list_move_tail(&nib->node, &nib->mdev->nibs_done);
		queue_work(vfio_ap_host->wq, &nib->mdev->nib_work);
	} else {
		list_add_tail(&nib->node, &vfio_ap_host->nibs_done);
		queue_work(vfio_ap_host->wq, &vfio_ap_host->nib_work);
	}
}

/**
 * vfio_ap_nib_forget - a queue goes away and nobody knows what it still does
 * @queue: the queue
 *
 * Its references are never given back: see the head of this file.
 *
 * Context: holds mdevs_lock.
 */
void vfio_ap_nib_forget(struct vfio_ap_queue *queue)
{
	struct vfio_ap_nib *nib = queue->nib;

	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	if (!nib)
		return;
	queue->nib = NULL;
	nib->queue = NULL;
	/* Else the end of its pin is also its own, vfio_ap_nibs_unpin(). */
	if (!nib->mdev)
		kfree(nib);
}

static void vfio_ap_nibs_destroy(struct list_head *nibs)
{
	struct vfio_ap_nib *nib, *next;

	list_for_each_entry_safe(nib, next, nibs, node)
		vfio_ap_nib_destroy(nib);
}

/*
 * Give back what queues that have no mdev any more have stopped using. That can
 * be the last reference to a guest whose VMM is long gone, and then this takes
 * its time: hence a work item of its own.
 */
static void vfio_ap_nib_host_work(struct work_struct *work)
{
	LIST_HEAD(done);

	mutex_lock(&vfio_ap_host->mdevs_lock);
	list_splice_init(&vfio_ap_host->nibs_done, &done);
	mutex_unlock(&vfio_ap_host->mdevs_lock);
	vfio_ap_nibs_destroy(&done);
}

void vfio_ap_nib_host_init(void)
{
	INIT_LIST_HEAD(&vfio_ap_host->nibs_done);
	INIT_WORK(&vfio_ap_host->nib_work, vfio_ap_nib_host_work);
}

/* There is no queue left that could have anything given back. */
void vfio_ap_nib_host_exit(void)
{
	flush_work(&vfio_ap_host->nib_work);
}

/* True if there was anything to be given back. */
static bool vfio_ap_nibs_reap(struct vfio_ap_mdev *mdev)
{
	LIST_HEAD(done);
	bool any;

	lockdep_assert_held(&mdev->nib_lock);
	mutex_lock(&vfio_ap_host->mdevs_lock);
	list_splice_init(&mdev->nibs_done, &done);
	mutex_unlock(&vfio_ap_host->mdevs_lock);
	any = !list_empty(&done);
	vfio_ap_nibs_destroy(&done);
	return any;
}

static void vfio_ap_nib_work(struct work_struct *work)
{
	struct vfio_ap_mdev *mdev = container_of(work, struct vfio_ap_mdev,
						 nib_work);

	mutex_lock(&mdev->nib_lock);
	vfio_ap_nibs_reap(mdev);
	mutex_unlock(&mdev->nib_lock);
}

void vfio_ap_nibs_init(struct vfio_ap_mdev *mdev)
{
	mutex_init(&mdev->nib_lock);
	INIT_LIST_HEAD(&mdev->nibs);
	INIT_LIST_HEAD(&mdev->nibs_done);
	INIT_WORK(&mdev->nib_work, vfio_ap_nib_work);
}

/*
 * Take one object with a page in the range from its mdev; true if there was one.
 * It stays with its queue, which may have it freed at any time from here.
 */
static bool vfio_ap_nibs_orphan_one(struct vfio_ap_mdev *mdev, u64 first,
				    u64 last, dma_addr_t *iova)
{
	struct vfio_ap_nib *nib;
	bool found = false;

	mutex_lock(&vfio_ap_host->mdevs_lock);
	list_for_each_entry(nib, &mdev->nibs, node) {
		if (!vfio_ap_nib_in_range(nib, first, last))
			continue;
		found = true;
		*iova = nib->iova;
		vfio_ap_dirty_add(mdev, nib->iova);
		list_del_init(&nib->node);
		nib->mdev = NULL;
		/* Its queue has gone away: vfio_ap_nib_forget(). */
		if (!nib->queue)
			kfree(nib);
		break;
	}
	mutex_unlock(&vfio_ap_host->mdevs_lock);
	return found;
}

/**
 * vfio_ap_nibs_unpin - end all pins in a range of guest memory
 * @mdev: the mdev
 * @first: guest physical address of the first byte
 * @last: of the last
 *
 * Context: process, holds nib_lock and no lock of the host.
 * Return: whether any pin of the mdev was there to be ended.
 */
bool vfio_ap_nibs_unpin(struct vfio_ap_mdev *mdev, u64 first, u64 last)
{
	bool found = false;
	dma_addr_t iova;

	lockdep_assert_held(&mdev->nib_lock);
	while (vfio_ap_nibs_orphan_one(mdev, first, last, &iova)) {
		vfio_unpin_pages(&mdev->vdev, iova & PAGE_MASK, 1);
		found = true;
	}
	/* What its queues do not use any more, it can be in the range. */
	return vfio_ap_nibs_reap(mdev) || found;
}

/**
 * vfio_ap_nibs_close - the device is being closed: end all its pins
 * @mdev: the mdev; its queues were reset and the guest cannot execute anything
 *
 * Context: process, holds no lock of the host.
 */
void vfio_ap_nibs_close(struct vfio_ap_mdev *mdev)
{
	mutex_lock(&mdev->nib_lock);
	vfio_ap_nibs_unpin(mdev, 0, U64_MAX);
	mutex_unlock(&mdev->nib_lock);
	/* Nobody queues it any more: that takes an object with an mdev. */
	cancel_work_sync(&mdev->nib_work);
}
