// SPDX-License-Identifier: GPL-2.0
/*
 * Switching the measurement.
 *
 * The kernel's own functions for that are not exported, the instruction is. What
 * they do is done here in the same way and under the same lock, so that debugfs and
 * this driver see the same: zdev->fmb is the block that the function stores into,
 * or NULL. (All but one thing: they also begin the kernel's software counters anew,
 * which "statistics" shows beside the block, and these are not exported either.)
 *
 * The block cannot be allocated here: the kernel gives it back to a cache of its
 * own. So ending the measurement takes it out of zdev and keeps it, and beginning it
 * puts it in again. If there is none to keep, as the administrator has disabled the
 * measurement by debugfs, it stays disabled.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include <asm/pci_insn.h>
#include <asm/pci_io.h>

#include "zpci_fmb.h"

/*
 * Orders the function to store into @block from now on; NULL: to stop. The handle is
 * read only once: it changes while the function is reset, and the order fails then.
 */
static u8 zfmb_order(struct zfmb *zfmb, struct zpci_fmb *block)
{
	struct zpci_dev *zdev = zfmb->zdev;
	u64 req = ZPCI_CREATE_REQ(READ_ONCE(zdev->fh), 0, ZPCI_MOD_FC_SET_MEASURE);
	struct zpci_fib fib = {};
	u8 status;

	lockdep_assert_held(&zdev->fmb_lock);
	if (block)
		fib.fmb_addr = virt_to_phys(block);
	fib.gd = zdev->gisa;
	return zpci_mod_fc(req, &fib, &status);
}

/* False: it may still store. A handle that is not valid is one of nobody. */
static bool zfmb_stop(struct zfmb *zfmb)
{
	u8 cc = zfmb_order(zfmb, NULL);

	return cc == ZPCI_CC_OK || cc == ZPCI_CC_INVAL_HANDLE;
}

/*
 * As soon as there is another one in zdev: the administrator has enabled by debugfs. When
 * he disables again, that must not leave the user one to enable with.
 */
static void zfmb_drop_spare(struct zfmb *zfmb)
{
	lockdep_assert_held(&zfmb->zdev->fmb_lock);
	/* kfree() takes what comes from any cache. */
	kfree(zfmb->spare);
	zfmb->spare = NULL;
}

/* Out of zdev; the function must have stopped. */
static void zfmb_take_out(struct zfmb *zfmb)
{
	zfmb_drop_spare(zfmb);
	zfmb->spare = zfmb->zdev->fmb;
	zfmb->zdev->fmb = NULL;
	zfmb->lost = NULL;
}

/*
 * From zero, into the block that is in zdev. If that fails measurement is off: never
 * a block that looks as if it was stored into and is not, nor one with the counters of
 * before. A function that does not stop may just not be measured; if it begins, it must
 * stop as well, and only then nobody stores into the block that is made zero.
 */
static int zfmb_begin(struct zfmb *zfmb)
{
	struct zpci_fmb *block = zfmb->zdev->fmb;
	bool stopped = zfmb_stop(zfmb);

	if (!stopped && zfmb_order(zfmb, block) == ZPCI_CC_OK)
		stopped = zfmb_stop(zfmb);
	if (!stopped) {
		zfmb->lost = block;
		return -EIO;
	}
	memset(block, 0, sizeof(*block));
	zfmb->lost = NULL;
	if (zfmb_order(zfmb, block) == ZPCI_CC_OK)
		return 0;
	zfmb_take_out(zfmb);
	return -EIO;
}

/* With the block that is there, or the one that was kept. */
static int zfmb_begin_with_any(struct zfmb *zfmb)
{
	struct zpci_dev *zdev = zfmb->zdev;

	if (zdev->fmb) {
		zfmb_drop_spare(zfmb);
	} else {
		zdev->fmb = zfmb->spare;
		zfmb->spare = NULL;
	}
	return zdev->fmb ? zfmb_begin(zfmb) : -EPERM;
}

/**
 * zfmb_is_on - is the function measured?
 * @zfmb: the function
 *
 * Context: holds fmb_lock.
 *
 * Return: true if it is.
 */
bool zfmb_is_on(struct zfmb *zfmb)
{
	lockdep_assert_held(&zfmb->zdev->fmb_lock);
	return zfmb->zdev->fmb && zfmb->zdev->fmb != zfmb->lost;
}

/**
 * zfmb_opened - the function was enabled: measurement begins
 * @zfmb: the function
 *
 * Enabling it has begun the measurement without fmb_lock, so that what the function
 * was told and what zdev has may differ; and it was reset since then. After this
 * they agree. That it cannot be measured is no reason not to open the device.
 */
void zfmb_opened(struct zfmb *zfmb)
{
	struct mutex *lock = &zfmb->zdev->fmb_lock;
	int ret;
	u64 seq;

	mutex_lock(lock);
	zfmb->open = true;
	zfmb->wanted = true;
	ret = zfmb_begin_with_any(zfmb);
	/* What was told to the function while the kernel enabled it may be freed. */
	if (!zfmb->zdev->fmb)
		zfmb_stop(zfmb);
	seq = zfmb_event_number(zfmb);
	mutex_unlock(lock);
	zfmb_event_enable(zfmb, seq, VFIO_ZPCI_FMB_CAUSE_OPEN, ret);
}

/**
 * zfmb_closing - the function will be disabled: measurement ends
 * @zfmb: the function
 *
 * A block that the function does not give back is left to the kernel.
 */
void zfmb_closing(struct zfmb *zfmb)
{
	struct mutex *lock = &zfmb->zdev->fmb_lock;
	bool was_on;
	int ret = 0;
	u64 seq = 0;

	mutex_lock(lock);
	zfmb->open = false;
	was_on = zfmb_is_on(zfmb);
	if (zfmb->zdev->fmb) {
		if (zfmb_stop(zfmb))
			zfmb_take_out(zfmb);
		else
			ret = -EIO;
	}
	zfmb_drop_spare(zfmb);
	zfmb->lost = NULL;
	if (was_on)
		seq = zfmb_event_number(zfmb);
	mutex_unlock(lock);
	if (was_on)
		zfmb_event_disable(zfmb, seq, VFIO_ZPCI_FMB_CAUSE_CLOSE, ret);
}

/**
 * zfmb_begin_anew - the function was reset: tell it once more to measure
 * @zfmb: the function
 * @cause: enum vfio_zpci_fmb_cause
 *
 * Also if it refused the time before. What the user does not want measured stays off,
 * unless the administrator has switched it on. A block that is lost says nothing of that:
 * the user may have disabled the measurement since, and then it is only asked for.
 */
void zfmb_begin_anew(struct zfmb *zfmb, u32 cause)
{
	struct mutex *lock = &zfmb->zdev->fmb_lock;
	bool begin;
	int ret = 0;
	u64 seq = 0;

	mutex_lock(lock);
	/* If it begins in vain now, the next reset knows. */
	if (zfmb->open && zfmb_is_on(zfmb))
		zfmb->wanted = true;
	begin = zfmb->open && zfmb->wanted && (zfmb->zdev->fmb || zfmb->spare);
	if (begin) {
		ret = zfmb_begin_with_any(zfmb);
		seq = zfmb_event_number(zfmb);
	} else if (zfmb->open && zfmb->zdev->fmb && zfmb_stop(zfmb)) {
		zfmb_take_out(zfmb);
	}
	mutex_unlock(lock);
	if (begin)
		zfmb_event_enable(zfmb, seq, cause, ret);
}

/**
 * zfmb_enable - the user wants the function to be measured
 * @zfmb: the function
 *
 * Return: 0, also if it is measured already; -EPERM or -EIO.
 */
int zfmb_enable(struct zfmb *zfmb)
{
	struct mutex *lock = &zfmb->zdev->fmb_lock;
	bool was_on;
	int ret = 0;
	u64 seq = 0;

	mutex_lock(lock);
	zfmb->wanted = true;
	was_on = zfmb_is_on(zfmb);
	if (was_on) {
		zfmb_drop_spare(zfmb);
	} else {
		ret = zfmb_begin_with_any(zfmb);
		seq = zfmb_event_number(zfmb);
	}
	mutex_unlock(lock);
	if (!was_on)
		zfmb_event_enable(zfmb, seq, VFIO_ZPCI_FMB_CAUSE_USER, ret);
	return ret;
}

/**
 * zfmb_disable - the user does not want the function to be measured
 * @zfmb: the function
 *
 * Return: 0, also if it is not measured; -EIO, and it still is.
 */
int zfmb_disable(struct zfmb *zfmb)
{
	struct mutex *lock = &zfmb->zdev->fmb_lock;
	bool was_on, stopped = false;
	int ret = 0;
	u64 seq = 0;

	mutex_lock(lock);
	was_on = zfmb_is_on(zfmb);
	/* A block that is lost is off, but would be good to have back. */
	if (zfmb->zdev->fmb) {
		zfmb_drop_spare(zfmb);
		stopped = zfmb_stop(zfmb);
		if (stopped)
			zfmb_take_out(zfmb);
	}
	if (was_on && !stopped)
		ret = -EIO;
	else
		zfmb->wanted = false;
	if (was_on)
		seq = zfmb_event_number(zfmb);
	mutex_unlock(lock);
	if (was_on)
		zfmb_event_disable(zfmb, seq, VFIO_ZPCI_FMB_CAUSE_USER, ret);
	return ret;
}
