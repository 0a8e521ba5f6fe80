// SPDX-License-Identifier: GPL-2.0
/*
 * Guest memory is unmapped: whatever is pinned there has to be given back.
 *
 * Not by the caller itself. VFIO's type1 container calls dma_unmap() with its
 * list of devices locked; unpinning takes the container's lock; and whoever adds
 * a device to the container takes that lock first and then the list's. So a
 * work item unpins, and the caller waits for it, but not for ever: it comes again
 * when it finds pages pinned still (ten times, iommufd a hundred times), and
 * between two times its list is free.
 */
#include <linux/completion.h>
#include <linux/workqueue.h>

#include "vfio_ap.h"

/* Longer than vfio_ap_irq_wait() for queues that do not obey. */
#define VFIO_AP_UNMAP_WAIT_MS	2000

/**
 * struct vfio_ap_unmap - somebody waits in dma_unmap(), with this on the stack
 * @node: in vfio_ap_unmaps.waiting until its turn comes
 * @first: guest physical address of the first byte that is unmapped
 * @last: of the last
 * @done: nothing is pinned there any more
 */
struct vfio_ap_unmap {
	struct list_head node;
	u64 first;
	u64 last;
	struct completion done;
};

static bool vfio_ap_unmap_step(struct vfio_ap_mdev *mdev, void *context)
{
	const struct vfio_ap_unmap *range = context;
	struct vfio_ap_nib *nib, *next;
	bool all = true;

	list_for_each_entry_safe(nib, next, &mdev->nibs, node) {
		if (!nib->queue ||
		    !vfio_ap_nib_in_range(nib, range->first, range->last))
			continue;
		if (vfio_ap_irq_off_step(nib->queue, NULL))
			vfio_ap_nib_done(nib->queue);
		else
			all = false;
	}
	return all;
}

/* The range whose turn it is; false if there is none. */
static bool vfio_ap_unmap_next(struct vfio_ap_unmaps *unmaps,
			       struct vfio_ap_unmap *range)
{
	struct vfio_ap_unmap *unmap;

	spin_lock(&unmaps->lock);
	unmap = list_first_entry_or_null(&unmaps->waiting,
					 struct vfio_ap_unmap, node);
	if (unmap) {
		list_del_init(&unmap->node);
		range->first = unmap->first;
		range->last = unmap->last;
	}
	unmaps->turn = unmap;
	spin_unlock(&unmaps->lock);
	return unmap;
}

static void vfio_ap_unmap_work(struct work_struct *work)
{
	struct vfio_ap_mdev *mdev = container_of(work, struct vfio_ap_mdev,
						 unmaps.work);
	struct vfio_ap_unmaps *unmaps = &mdev->unmaps;
	struct vfio_ap_unmap range;

	while (vfio_ap_unmap_next(unmaps, &range)) {
		mutex_lock(&mdev->nib_lock);
		vfio_ap_irq_wait(mdev, vfio_ap_unmap_step, &range);
		vfio_ap_nibs_unpin(mdev, range.first, range.last);
		vfio_ap_nibs_bar(mdev, range.first, range.last);
		mutex_unlock(&mdev->nib_lock);

		spin_lock(&unmaps->lock);
		if (unmaps->turn)
			complete(&unmaps->turn->done);
		spin_unlock(&unmaps->lock);
	}
}

/**
 * vfio_ap_dma_unmap - guest memory is being unmapped
 * @vdev: the VFIO device
 * @iova: guest physical address
 * @length: bytes
 *
 * Queues that have their indicator byte there get their interrupts off. The
 * memory is not pinned any more when this returns, whatever the queues do;
 * unless others hold the locks for unpinning it, and then the caller asks again.
 *
 * Context: process; VFIO's container holds its locks.
 */
void vfio_ap_dma_unmap(struct vfio_device *vdev, u64 iova, u64 length)
{
	struct vfio_ap_unmaps *unmaps = &to_vfio_ap_mdev(vdev)->unmaps;
	struct vfio_ap_unmap unmap = {
		.first = iova,
		.last = iova + length - 1,
	};

	if (!length)
		return;
	/* All there is may be given as a length of all ones. */
	if (unmap.last < unmap.first)
		unmap.last = U64_MAX;
	init_completion(&unmap.done);

	spin_lock(&unmaps->lock);
	list_add_tail(&unmap.node, &unmaps->waiting);
	spin_unlock(&unmaps->lock);
	queue_work(system_unbound_wq, &unmaps->work);
	wait_for_completion_timeout(&unmap.done,
				    msecs_to_jiffies(VFIO_AP_UNMAP_WAIT_MS));

	/* It is about to leave this stack, whether it had its turn or not. */
	spin_lock(&unmaps->lock);
	list_del(&unmap.node);
	if (unmaps->turn == &unmap)
		unmaps->turn = NULL;
	spin_unlock(&unmaps->lock);
}

void vfio_ap_unmaps_init(struct vfio_ap_mdev *mdev)
{
	spin_lock_init(&mdev->unmaps.lock);
	INIT_LIST_HEAD(&mdev->unmaps.waiting);
	INIT_WORK(&mdev->unmaps.work, vfio_ap_unmap_work);
}

/* The mdev is being freed: nobody is in vfio_ap_dma_unmap() any more. */
void vfio_ap_unmaps_exit(struct vfio_ap_mdev *mdev)
{
	cancel_work_sync(&mdev->unmaps.work);
}
