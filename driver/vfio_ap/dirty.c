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
/* Room for what remains on both sides of a report. */
#define VFIO_AP_DIRTY_SPARE	8

/**
 * struct vfio_ap_dirty_batch - what is reported next
 * @iova: guest physical addresses of bytes in use, ascending
 * @count: number of them
 * @ranges: what was given back
 * @ranges_count: number of them
 */
struct vfio_ap_dirty_batch {
	u64 iova[VFIO_AP_DIRTY_BATCH];
	unsigned int count;
	struct vfio_ap_dirty_range ranges[VFIO_AP_DIRTY_RANGES];
	unsigned int ranges_count;
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

static u64 vfio_ap_dirty_distance(const struct vfio_ap_dirty_range *range,
				  u64 page)
{
	return page < range->first ? range->first - page : page - range->last;
}

/**
 * vfio_ap_dirty_add - an indicator byte is given back
 * @mdev: the mdev that had it
 * @iova: guest physical address of the byte
 *
 * The guest chooses how many there are between two reports, so there is room for
 * some pages, and then the one next to it becomes a range that has this, too.
 *
 * Context: holds mdevs_lock.
 */
void vfio_ap_dirty_add(struct vfio_ap_mdev *mdev, u64 iova)
{
	struct vfio_ap_dirty *dirty = &mdev->dirty;
	struct vfio_ap_dirty_range *range, *next = NULL;
	u64 page = iova & PAGE_MASK;
	unsigned int i;

	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	if (!dirty->logging)
		return;
	for (i = 0; i < dirty->count; i++) {
		range = &dirty->ranges[i];
		if (page >= range->first && page <= range->last)
			return;
		if (!next || vfio_ap_dirty_distance(range, page) <
			     vfio_ap_dirty_distance(next, page))
			next = range;
	}
	if (dirty->count < VFIO_AP_DIRTY_RANGES - VFIO_AP_DIRTY_SPARE) {
		dirty->ranges[dirty->count].first = page;
		dirty->ranges[dirty->count++].last = page | ~PAGE_MASK;
		return;
	}
	next->first = min(next->first, page);
	next->last = max(next->last, page | ~PAGE_MASK);
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
		dirty->count = 0;
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

static int vfio_ap_log_in_use(struct vfio_ap_mdev *mdev, u64 first, u64 last,
			      struct iova_bitmap *bitmap,
			      struct vfio_ap_dirty_batch *batch)
{
	unsigned int i;

	do {
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
		vfio_ap_dirty_in_use(mdev, first, last, batch);
		/* One byte is in one page, whatever size the pages have. */
		for (i = 0; i < batch->count; i++)
			iova_bitmap_set(bitmap, batch->iova[i], 1);
		if (batch->count == VFIO_AP_DIRTY_BATCH)
			first = batch->iova[VFIO_AP_DIRTY_BATCH - 1] + 1;
	} while (batch->count == VFIO_AP_DIRTY_BATCH && first && first <= last);
	return 0;
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

/* What is not in the pages from @cut_first to @cut_last stays in the record. */
static void vfio_ap_dirty_keep(struct vfio_ap_dirty *dirty,
			       const struct vfio_ap_dirty_range *range,
			       u64 cut_first, u64 cut_last, unsigned int room)
{
	bool below = range->first < cut_first, above = range->last > cut_last;

	if (below && above && room < 2) {
		dirty->ranges[dirty->count++] = *range;
		return;
	}
	if (below) {
		dirty->ranges[dirty->count].first = range->first;
		dirty->ranges[dirty->count++].last = min(range->last, cut_first - 1);
	}
	if (above) {
		dirty->ranges[dirty->count].first = max(range->first, cut_last + 1);
		dirty->ranges[dirty->count++].last = range->last;
	}
}

/*
 * Take what was given back out of the record, as far as it is in the report. A page
 * that is not in it as a whole stays, as its byte can be elsewhere.
 */
static void vfio_ap_dirty_take(struct vfio_ap_dirty *dirty, u64 first, u64 last,
			       struct vfio_ap_dirty_batch *batch)
{
	unsigned int i, left = dirty->count;
	u64 cut_first = PAGE_ALIGN(first);
	u64 cut_last = ((last + 1) & PAGE_MASK) - 1;
	/* Is there a whole page? And neither address wraps around. */
	bool cuts = cut_first >= first && last + 1 >= PAGE_SIZE &&
		    cut_first <= cut_last;

	lockdep_assert_held(&vfio_ap_host->mdevs_lock);
	memcpy(batch->ranges, dirty->ranges, sizeof(batch->ranges));
	batch->ranges_count = 0;
	dirty->count = 0;
	for (i = 0; left; i++) {
		struct vfio_ap_dirty_range range = batch->ranges[i];

		left--;
		if (!cuts || range.first > cut_last || range.last < cut_first)
			dirty->ranges[dirty->count++] = range;
		else
			vfio_ap_dirty_keep(dirty, &range, cut_first, cut_last,
					   VFIO_AP_DIRTY_RANGES - dirty->count -
					   left);
		if (range.first > last || range.last < first)
			continue;
		range.first = max(range.first, first);
		range.last = min(range.last, last);
		batch->ranges[batch->ranges_count++] = range;
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
 * Return: 0; -EINVAL if logging was not begun (and @length is not 0); -ENOMEM;
 * -EINTR if the caller is being killed.
 */
static int vfio_ap_log_read_and_clear(struct vfio_device *vdev,
				      unsigned long iova, unsigned long length,
				      struct iova_bitmap *bitmap)
{
	struct vfio_ap_mdev *mdev = to_vfio_ap_mdev(vdev);
	struct vfio_ap_dirty *dirty = &mdev->dirty;
	struct vfio_ap_dirty_batch *batch;
	u64 first = iova, last = iova + length - 1;
	unsigned int i;
	int ret;

	if (!length)
		return 0;
	batch = kmalloc(sizeof(*batch), GFP_KERNEL);
	if (!batch)
		return -ENOMEM;

	ret = vfio_ap_log_in_use(mdev, first, last, bitmap, batch);
	if (ret)
		goto out;
	mutex_lock(&vfio_ap_host->mdevs_lock);
	if (dirty->logging)
		vfio_ap_dirty_take(dirty, first, last, batch);
	else
		ret = -EINVAL;
	mutex_unlock(&vfio_ap_host->mdevs_lock);

	for (i = 0; !ret && i < batch->ranges_count; i++)
		ret = vfio_ap_log_range(bitmap, batch->ranges[i].first,
					batch->ranges[i].last);
out:
	kfree(batch);
	return ret;
}

const struct vfio_log_ops vfio_ap_log_ops = {
	.log_start = vfio_ap_log_start,
	.log_stop = vfio_ap_log_stop,
	.log_read_and_clear = vfio_ap_log_read_and_clear,
};
