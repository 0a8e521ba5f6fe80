// SPDX-License-Identifier: GPL-2.0
/*
 * Guest memory is unmapped: whatever is pinned there has to be given back.
 *
 * Not by the caller itself. VFIO's type1 container calls dma_unmap() with its
 * list of devices locked; unpinning takes the container's lock; and whoever adds
 * a device to the container takes that lock first and then the list's. So a
 * work item unpins, and the caller waits for it. Not for ever: type1 asks again
 * when it finds pages pinned still, and in between its list is free.
 *
 * But it asks ten times only, and after that comes a BUG(). So those who unmap go
 * before a guest's instructions; none pins anything when several in a row have not
 * been served; and what was unmapped just now cannot be pinned for a while, for
 * long if that has happened again and again.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/workqueue.h>

#include "vfio_ap.h"

/*
 * Longer than two times vfio_ap_irq_wait() for a queue that does not obey: for an
 * instruction that is at it, and for this. After so many in a row none pins.
 */
#define VFIO_AP_UNMAP_WAIT_MS	4000
#define VFIO_AP_UNMAP_TIMEOUTS	3

/* How long nothing is pinned there, and when that is to be how long. */
#define VFIO_AP_BAR_MS		200
#define VFIO_AP_BAR_LONG_MS	60000
#define VFIO_AP_BAR_FOUND	6

/* How long an instruction waits for those who unmap until it says "busy". */
#define VFIO_AP_HOOK_POLL_MS	20
#define VFIO_AP_HOOK_POLLS	25

/**
 * struct vfio_ap_unmap - somebody waits in dma_unmap(), with this on the stack
 * @node: in vfio_ap_unmaps.waiting until its turn comes
 * @first: guest physical address of the first byte that is unmapped
 * @last: of the last
 * @found: something was
 * @done: nothing is pinned there any more
 */
struct vfio_ap_unmap {
	struct list_head node;
	u64 first;
	u64 last;
	bool found;
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

static void vfio_ap_unmap_done(struct vfio_ap_unmaps *unmaps, bool found)
{
	spin_lock(&unmaps->lock);
	if (unmaps->turn) {
		unmaps->turn->found = found;
		complete(&unmaps->turn->done);
	}
	spin_unlock(&unmaps->lock);
}

static void vfio_ap_unmap_work(struct work_struct *work)
{
	struct vfio_ap_mdev *mdev = container_of(work, struct vfio_ap_mdev,
						 unmaps.work);
	struct vfio_ap_unmap range;
	bool found;

	/* A range is what is being unmapped only as long as somebody waits. */
	mutex_lock(&mdev->nib_lock);
	while (vfio_ap_unmap_next(&mdev->unmaps, &range)) {
		vfio_ap_irq_wait(mdev, vfio_ap_unmap_step, &range);
		found = vfio_ap_nibs_unpin(mdev, range.first, range.last);
		vfio_ap_unmap_done(&mdev->unmaps, found);
	}
	mutex_unlock(&mdev->nib_lock);
}

/*
 * type1 comes again. iommufd does so when it unmaps, but not when it detaches the
 * device; it has no lock there that unpinning needs.
 */
static bool vfio_ap_unmap_comes_again(const struct vfio_device *vdev)
{
#if IS_ENABLED(CONFIG_IOMMUFD)
	return !vdev->iommufd_access;
#else
	return true;
#endif
}

/*
 * Somebody has unmapped: bar the range, for long if pins have stood in his way again
 * and again. A long bar stays as it is when others unmap with nothing in their way.
 */
static void vfio_ap_unmap_note(struct vfio_ap_unmaps *unmaps,
			       const struct vfio_ap_unmap *range, bool served)
{
	bool again = time_before(jiffies, unmaps->bar_until);

	lockdep_assert_held(&unmaps->lock);
	unmaps->timeouts = served ? 0 : unmaps->timeouts + 1;
	/* type1 also asks because of another device's pins: that does not count. */
	if (time_after(jiffies, unmaps->noted_jiffies +
		       msecs_to_jiffies(VFIO_AP_BAR_LONG_MS)))
		unmaps->found = 0;
	if (range->found)
		unmaps->found++;
	if (range->found || !served)
		unmaps->noted_jiffies = jiffies;
	else if (time_before(jiffies + msecs_to_jiffies(VFIO_AP_BAR_MS),
			     unmaps->bar_until))
		return;

	unmaps->bar_first = again ? min(range->first, unmaps->bar_first) : range->first;
	unmaps->bar_last = again ? max(range->last, unmaps->bar_last) : range->last;
	unmaps->bar_until = jiffies +
		msecs_to_jiffies(unmaps->found > VFIO_AP_BAR_FOUND ?
				 VFIO_AP_BAR_LONG_MS : VFIO_AP_BAR_MS);
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
	bool again = vfio_ap_unmap_comes_again(vdev);
	bool served = true;

	if (!length)
		return;
	/* All there is may be given as a length of all ones. */
	if (unmap.last < unmap.first)
		unmap.last = U64_MAX;
	init_completion(&unmap.done);

	spin_lock(&unmaps->lock);
	unmaps->callers++;
	list_add_tail(&unmap.node, &unmaps->waiting);
	spin_unlock(&unmaps->lock);

	queue_work(vfio_ap_host->unmap_wq, &unmaps->work);
	if (again)
		served = wait_for_completion_timeout(&unmap.done,
						     msecs_to_jiffies(VFIO_AP_UNMAP_WAIT_MS));
	else
		wait_for_completion(&unmap.done);

	/* It is about to leave this stack, whether it had its turn or not. */
	spin_lock(&unmaps->lock);
	list_del(&unmap.node);
	if (unmaps->turn == &unmap)
		unmaps->turn = NULL;
	if (again)
		vfio_ap_unmap_note(unmaps, &unmap, served);
	unmaps->callers--;
	spin_unlock(&unmaps->lock);
}

enum vfio_ap_hook_turn {
	VFIO_AP_HOOK_GO,
	VFIO_AP_HOOK_WAIT,
	/* It would be longer than an instruction is kept waiting. */
	VFIO_AP_HOOK_BUSY,
};

/* What is an instruction to do? */
static enum vfio_ap_hook_turn
vfio_ap_unmaps_turn(struct vfio_ap_unmaps *unmaps, bool pins, u64 iova)
{
	enum vfio_ap_hook_turn turn = VFIO_AP_HOOK_GO;
	unsigned long now;

	spin_lock(&unmaps->lock);
	now = jiffies;
	if (unmaps->callers)
		turn = VFIO_AP_HOOK_WAIT;
	if (pins && time_before(now, unmaps->bar_until) &&
	    iova >= unmaps->bar_first && iova <= unmaps->bar_last)
		turn = time_before(now + msecs_to_jiffies(VFIO_AP_BAR_MS),
				   unmaps->bar_until) ?
			VFIO_AP_HOOK_BUSY : VFIO_AP_HOOK_WAIT;
	if (pins && unmaps->timeouts >= VFIO_AP_UNMAP_TIMEOUTS &&
	    time_before(now, unmaps->noted_jiffies +
			msecs_to_jiffies(VFIO_AP_BAR_LONG_MS)))
		turn = VFIO_AP_HOOK_BUSY;
	spin_unlock(&unmaps->lock);
	return turn;
}

/**
 * vfio_ap_unmaps_lock_hook - take nib_lock for a guest's instruction
 * @mdev: the mdev
 * @pins: whether the instruction pins memory
 * @iova: where
 *
 * Those who unmap go first. Else a guest with many CPUs, or a VMM that has their
 * pins stall one after the other, could keep them from being served. KVM runs this
 * in a section that changes of the guest's memory wait for: so not for long.
 *
 * Context: process.
 * Return: true with nib_lock held; false: say "busy".
 */
bool vfio_ap_unmaps_lock_hook(struct vfio_ap_mdev *mdev, bool pins, u64 iova)
{
	struct vfio_ap_unmaps *unmaps = &mdev->unmaps;
	enum vfio_ap_hook_turn turn;
	unsigned int polls;

	for (polls = 0; polls < VFIO_AP_HOOK_POLLS; polls++) {
		if (polls && msleep_interruptible(VFIO_AP_HOOK_POLL_MS))
			return false;
		turn = vfio_ap_unmaps_turn(unmaps, pins, iova);
		if (turn == VFIO_AP_HOOK_BUSY)
			return false;
		if (turn == VFIO_AP_HOOK_WAIT)
			continue;
		mutex_lock(&mdev->nib_lock);
		if (vfio_ap_unmaps_turn(unmaps, pins, iova) == VFIO_AP_HOOK_GO)
			return true;
		mutex_unlock(&mdev->nib_lock);
	}
	return false;
}

void vfio_ap_unmaps_init(struct vfio_ap_mdev *mdev)
{
	spin_lock_init(&mdev->unmaps.lock);
	INIT_LIST_HEAD(&mdev->unmaps.waiting);
	INIT_WORK(&mdev->unmaps.work, vfio_ap_unmap_work);
}

/**
 * vfio_ap_unmaps_open - a guest begins with nothing held against it
 * @mdev: the mdev, which no guest can use yet
 */
void vfio_ap_unmaps_open(struct vfio_ap_mdev *mdev)
{
	struct vfio_ap_unmaps *unmaps = &mdev->unmaps;

	spin_lock(&unmaps->lock);
	unmaps->timeouts = 0;
	unmaps->found = 0;
	unmaps->noted_jiffies = jiffies;
	unmaps->bar_until = jiffies;
	spin_unlock(&unmaps->lock);
}

/**
 * vfio_ap_unmaps_close - the device is closed: nothing is pinned any more
 * @mdev: the mdev
 *
 * Context: process, holds no lock of the host.
 */
void vfio_ap_unmaps_close(struct vfio_ap_mdev *mdev)
{
	flush_work(&mdev->unmaps.work);
}

/* The mdev is being freed: nobody is in vfio_ap_dma_unmap() any more. */
void vfio_ap_unmaps_exit(struct vfio_ap_mdev *mdev)
{
	cancel_work_sync(&mdev->unmaps.work);
}
