// SPDX-License-Identifier: GPL-2.0
/*
 * What is left to read when a migration has failed and nobody was listening: the
 * file "outcomes" in the device's VFIO debugfs folder (Documentation/outcomes.rst).
 *
 * What is kept belongs to the mdev, not to who has it open: it outlives RESET and
 * close. A reader gets a copy that is made when the file is opened, and needs
 * nothing of the mdev after that.
 */
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "vfio_ap.h"

#define VFIO_AP_OUTCOMES_FILE	"outcomes"

/**
 * struct vfio_ap_outcomes_copy - the file as one reader sees it
 * @bytes: its length
 * @data: its contents
 */
struct vfio_ap_outcomes_copy {
	size_t bytes;
	u8 data[];
};

/**
 * vfio_ap_outcomes_prepare - a migration may be about to begin: is there memory?
 * @mdev: the mdev
 *
 * Once for all migrations of the mdev. Without it they are counted and not kept,
 * which is no reason for them to fail, and none to kill anybody for memory: hence
 * __GFP_RETRY_MAYFAIL. With debugfs=off nobody could read what is kept.
 *
 * Context: holds mig.lock; may sleep.
 */
void vfio_ap_outcomes_prepare(struct vfio_ap_mdev *mdev)
{
	struct vfio_ap_mig *mig = &mdev->mig;
	u8 *buf;

	lockdep_assert_held(&mig->lock);
	/* Nobody else sets it. */
	if (mig->outcomes.buf || !debugfs_initialized())
		return;
	buf = kvmalloc(AP_OUTCOMES_BYTES,
		       GFP_KERNEL_ACCOUNT | __GFP_RETRY_MAYFAIL | __GFP_NOWARN);
	if (!buf)
		return;
	spin_lock(&mig->hdr_lock);
	mig->outcomes.buf = buf;
	spin_unlock(&mig->hdr_lock);
}

/**
 * vfio_ap_outcomes_begin - the session's transfer of data begins
 * @mdev: the mdev
 *
 * Context: holds mig.hdr_lock.
 */
void vfio_ap_outcomes_begin(struct vfio_ap_mdev *mdev)
{
	struct vfio_ap_mig *mig = &mdev->mig;

	lockdep_assert_held(&mig->hdr_lock);
	ap_outcomes_begin(&mig->outcomes, mig->hdr.session, ktime_get_boottime_ns());
}

/**
 * vfio_ap_outcomes_add - keep an event, if it is one to be kept
 * @mdev: the mdev
 * @kind: enum vfio_ap_event_kind
 * @event: its structure, complete
 *
 * Context: holds mig.hdr_lock.
 */
void vfio_ap_outcomes_add(struct vfio_ap_mdev *mdev, u32 kind, const void *event)
{
	struct vfio_ap_mig *mig = &mdev->mig;

	lockdep_assert_held(&mig->hdr_lock);
	if (mig->hdr.session && ap_outcomes_matters(kind, event))
		ap_outcomes_add(&mig->outcomes, kind, event,
				ktime_get_boottime_ns());
}

/**
 * vfio_ap_outcomes_drop - the session was none
 * @mdev: the mdev
 *
 * If an arc has failed in it there is something kept, and no more comes.
 *
 * Context: holds mig.hdr_lock.
 */
void vfio_ap_outcomes_drop(struct vfio_ap_mdev *mdev)
{
	lockdep_assert_held(&mdev->mig.hdr_lock);
	ap_outcomes_close(&mdev->mig.outcomes);
}

/* debugfs keeps the mdev from going away while this runs, and only then. */
static int vfio_ap_outcomes_open(struct inode *inode, struct file *filp)
{
	struct vfio_ap_mdev *mdev = inode->i_private;
	struct vfio_ap_mig *mig = &mdev->mig;
	struct vfio_ap_outcomes_header header = {};
	struct vfio_ap_outcomes_copy *copy;

	copy = kvmalloc(struct_size(copy, data, AP_OUTCOMES_FILE_BYTES),
			GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!copy)
		return -ENOMEM;

	spin_lock(&mig->hdr_lock);
	header.boot_ns = ktime_get_boottime_ns();
	header.real_ns = ktime_get_real_ns();
	memcpy(header.mdev_uuid, mig->hdr.mdev_uuid, sizeof(header.mdev_uuid));
	copy->bytes = ap_outcomes_file(&mig->outcomes, &header, copy->data);
	spin_unlock(&mig->hdr_lock);
	filp->private_data = copy;
	return 0;
}

static ssize_t vfio_ap_outcomes_read(struct file *filp, char __user *ubuf,
				     size_t len, loff_t *ppos)
{
	struct vfio_ap_outcomes_copy *copy = filp->private_data;

	return simple_read_from_buffer(ubuf, len, ppos, copy->data, copy->bytes);
}

static loff_t vfio_ap_outcomes_llseek(struct file *filp, loff_t offset, int whence)
{
	struct vfio_ap_outcomes_copy *copy = filp->private_data;

	return fixed_size_llseek(filp, offset, whence, copy->bytes);
}

static int vfio_ap_outcomes_release(struct inode *inode, struct file *filp)
{
	kvfree(filp->private_data);
	return 0;
}

static const struct file_operations vfio_ap_outcomes_fops = {
	.owner = THIS_MODULE,
	.open = vfio_ap_outcomes_open,
	.read = vfio_ap_outcomes_read,
	.llseek = vfio_ap_outcomes_llseek,
	.release = vfio_ap_outcomes_release,
};

/**
 * vfio_ap_outcomes_publish - make the file
 * @mdev: the mdev, registered with VFIO, which has made the folder
 *
 * VFIO removes the folder, with the file, when the device is unregistered: that is
 * before the mdev is freed, and waits for whoever is in vfio_ap_outcomes_open().
 * The other operations do without debugfs' protection, as they touch nothing but
 * the copy. With it, a reader whose memory does not come would hold up the removal
 * of the mdev, and lose what it has not read yet.
 */
void vfio_ap_outcomes_publish(struct vfio_ap_mdev *mdev)
{
	debugfs_create_file_unsafe(VFIO_AP_OUTCOMES_FILE, 0400,
				   mdev->vdev.debug_root, mdev,
				   &vfio_ap_outcomes_fops);
}

/* The mdev is being freed. */
void vfio_ap_outcomes_free(struct vfio_ap_mdev *mdev)
{
	kvfree(mdev->mig.outcomes.buf);
}
