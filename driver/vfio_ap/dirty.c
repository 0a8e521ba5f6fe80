// SPDX-License-Identifier: GPL-2.0
/*
 * Dirty page logging: VFIO_DEVICE_FEATURE_DMA_LOGGING_*.
 *
 * A VMM does not migrate a device live that cannot tell which guest memory it
 * writes to. What AP queues write is written by the guest's own instructions,
 * which its memory management notices; only the indicator bytes of interrupts
 * are written by the machine. Nobody sees when. So the byte of each queue with
 * interrupts on is dirty at every report, and one that is given back between two
 * reports at the next.
 */
#include <linux/iova_bitmap.h>
#include <linux/mm.h>

#include "vfio_ap.h"

#define VFIO_AP_DIRTY_BATCH	64

/**
 * struct vfio_ap_dirty_batch - addresses of one walk
 * @iova: guest physical addresses of bytes, ascending
 * @count: number of them
 */
struct vfio_ap_dirty_batch {
	u64 iova[VFIO_AP_DIRTY_BATCH];
	unsigned int count;
};

/* Keep the lowest; what falls out comes with the next walk. */
static void vfio_ap_dirty_sort_in(struct vfio_ap_dirty_batch *batch, u64 iova)
{
	unsigned int at = batch->count;

	if (at == VFIO_AP_DIRTY_BATCH) {
		if (iova >= batch->iova[--at])
			return;
	} else {
		batch->count++;
	}
	for (; at && batch->iova[at - 1] > iova; at--)
		batch->iova[at] = batch->iova[at - 1];
	batch->iova[at] = iova;
}

/**
 * vfio_ap_dirty_add - an indicator byte is given back
 * @mdev: the mdev that had it
 * @iova: guest physical address of the byte
 *
 * The guest chooses how many there are between two reports, so there is room for
 * some pages, and then for one range that has all others in it.
 *
 * Context: holds mdevs_lock.
 */
void vfio_ap_dirty_add(struct vfio_ap_mdev *mdev, u64 iova)
{
	struct vfio_ap_dirty *dirty = &mdev->dirty;
	u64 page = iova & PAGE_MASK;
	unsigned int i;

	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	if (!dirty->logging)
		return;
	for (i = 0; i < dirty->count; i++)
		if (dirty->pages[i] == page)
			return;
	if (dirty->count < VFIO_AP_DIRTY_PAGES) {
		dirty->pages[dirty->count++] = page;
		return;
	}
	dirty->first = min(dirty->first, page);
	dirty->last = max(dirty->last, page | ~PAGE_MASK);
}

static void vfio_ap_dirty_clear(struct vfio_ap_dirty *dirty)
{
	dirty->count = 0;
	dirty->first = U64_MAX;
	dirty->last = 0;
}

/* The device is closed: whoever opens it next has asked for nothing. */
void vfio_ap_dirty_close(struct vfio_ap_mdev *mdev)
{
	mutex_lock(&vfio_ap_host->mdevs_lock);
	mdev->dirty.logging = false;
	mutex_unlock(&vfio_ap_host->mdevs_lock);
}

static int vfio_ap_log_start(struct vfio_device *vdev,
			     struct rb_root_cached *ranges, u32 nnodes,
			     u64 *page_size)
{
	struct vfio_ap_dirty *dirty = &to_vfio_ap_mdev(vdev)->dirty;
	int ret = 0;

	mutex_lock(&vfio_ap_host->mdevs_lock);
	if (dirty->logging)
		ret = -EINVAL;
	else
		vfio_ap_dirty_clear(dirty);
	dirty->logging = true;
	mutex_unlock(&vfio_ap_host->mdevs_lock);
	return ret;
}

static int vfio_ap_log_stop(struct vfio_device *vdev)
{
	vfio_ap_dirty_close(to_vfio_ap_mdev(vdev));
	return 0;
}

/* Addresses from @first to @last at which a byte is in use now. */
static void vfio_ap_dirty_in_use(struct vfio_ap_mdev *mdev, u64 first, u64 last,
				 struct vfio_ap_dirty_batch *batch)
{
	struct vfio_ap_nib *nib;

	batch->count = 0;
	mutex_lock(&vfio_ap_host->mdevs_lock);
	list_for_each_entry(nib, &mdev->nibs, node)
		if (nib->iova >= first && nib->iova <= last)
			vfio_ap_dirty_sort_in(batch, nib->iova);
	mutex_unlock(&vfio_ap_host->mdevs_lock);
}

static void vfio_ap_log_in_use(struct vfio_ap_mdev *mdev, u64 first, u64 last,
			       struct iova_bitmap *bitmap,
			       struct vfio_ap_dirty_batch *batch)
{
	unsigned int i;

	do {
		vfio_ap_dirty_in_use(mdev, first, last, batch);
		/* One byte is in one page, whatever size the pages have. */
		for (i = 0; i < batch->count; i++)
			iova_bitmap_set(bitmap, batch->iova[i], 1);
		if (batch->count == VFIO_AP_DIRTY_BATCH)
			first = batch->iova[VFIO_AP_DIRTY_BATCH - 1] + 1;
	} while (batch->count == VFIO_AP_DIRTY_BATCH && first && first <= last);
}

/*
 * Set the bits of all pages from @first to @last. Never more than one byte at a
 * time: iova_bitmap_set() of 6.12 to 7.3 steps back, and then without end, when a
 * longer piece does not end with a bit and the bitmap is not all there.
 *
 * Return: 0; -EINTR if the caller is being killed.
 */
static int vfio_ap_log_range(struct iova_bitmap *bitmap, u64 first, u64 last)
{
	u64 at = first;

	for (;;) {
		iova_bitmap_set(bitmap, at, 1);
		if ((at | ~PAGE_MASK) >= last)
			break;
		at = (at | ~PAGE_MASK) + 1;
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	/* Where bits do not begin with pages, the last one can have another. */
	iova_bitmap_set(bitmap, last, 1);
	return 0;
}

/*
 * Take what was given back out of the record, as far as it is in the range: pages.
 * One that is not in the range as a whole stays, as its byte can be elsewhere.
 */
static void vfio_ap_dirty_take(struct vfio_ap_dirty *dirty, u64 first, u64 last,
			       struct vfio_ap_dirty_batch *batch)
{
	unsigned int i = 0;

	BUILD_BUG_ON(VFIO_AP_DIRTY_PAGES > VFIO_AP_DIRTY_BATCH);
	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	batch->count = 0;
	while (i < dirty->count) {
		u64 page = dirty->pages[i], end = page | ~PAGE_MASK;

		if (page <= last && end >= first)
			batch->iova[batch->count++] = page;
		if (page >= first && end <= last)
			dirty->pages[i] = dirty->pages[--dirty->count];
		else
			i++;
	}
}

/*
 * Take the range of all others, as far as it is in @first to @last: that is cut off
 * either end. A piece out of its middle stays within, and is dirty once more at the
 * next report.
 */
static void vfio_ap_dirty_take_range(struct vfio_ap_dirty *dirty,
				     u64 first, u64 last,
				     u64 *range_first, u64 *range_last)
{
	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	*range_first = max(dirty->first, first);
	*range_last = min(dirty->last, last);
	if (*range_first > *range_last)
		return;
	if (first <= dirty->first && last >= dirty->last) {
		dirty->first = U64_MAX;
		dirty->last = 0;
	} else if (first <= dirty->first) {
		dirty->first = last + 1;
	} else if (last >= dirty->last) {
		dirty->last = first - 1;
	}
}

/**
 * vfio_ap_log_read_and_clear - which pages were written to?
 * @vdev: the VFIO device
 * @iova: guest physical address, of any alignment
 * @length: bytes
 * @bitmap: gets the pages
 *
 * Setting bits can pin user memory, so it is done without a lock of the host. A
 * byte that is given back meanwhile is in the record when it is not in use any
 * more: so the record comes second.
 *
 * Return: 0; -EINVAL if logging was not begun; -ENOMEM; -EINTR if the caller is
 * being killed.
 */
static int vfio_ap_log_read_and_clear(struct vfio_device *vdev,
				      unsigned long iova, unsigned long length,
				      struct iova_bitmap *bitmap)
{
	struct vfio_ap_mdev *mdev = to_vfio_ap_mdev(vdev);
	struct vfio_ap_dirty *dirty = &mdev->dirty;
	struct vfio_ap_dirty_batch *batch;
	u64 first = iova, last = iova + length - 1;
	u64 range_first = U64_MAX, range_last = 0;
	unsigned int i;
	int ret = 0;

	if (!length)
		return 0;
	batch = kmalloc(sizeof(*batch), GFP_KERNEL);
	if (!batch)
		return -ENOMEM;

	vfio_ap_log_in_use(mdev, first, last, bitmap, batch);
	mutex_lock(&vfio_ap_host->mdevs_lock);
	if (dirty->logging) {
		vfio_ap_dirty_take(dirty, first, last, batch);
		vfio_ap_dirty_take_range(dirty, first, last,
					 &range_first, &range_last);
	} else {
		ret = -EINVAL;
		batch->count = 0;
	}
	mutex_unlock(&vfio_ap_host->mdevs_lock);

	for (i = 0; !ret && i < batch->count; i++) {
		u64 page = batch->iova[i];

		ret = vfio_ap_log_range(bitmap, max(page, first),
					min(page | ~PAGE_MASK, last));
	}
	if (!ret && range_first <= range_last)
		ret = vfio_ap_log_range(bitmap, range_first, range_last);
	kfree(batch);
	return ret;
}

const struct vfio_log_ops vfio_ap_log_ops = {
	.log_start = vfio_ap_log_start,
	.log_stop = vfio_ap_log_stop,
	.log_read_and_clear = vfio_ap_log_read_and_clear,
};
