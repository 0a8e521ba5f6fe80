/* SPDX-License-Identifier: GPL-2.0 */
/*
 * vfio_zpci_fmb: vfio-pci for zPCI functions, with their measurement blocks.
 *
 * The block is the kernel's: it is allocated when the function is enabled, the
 * function stores into it, and whoever looks at it or switches the measurement
 * does so under zdev->fmb_lock, as the file "statistics" in debugfs does. zdev->fmb
 * is the one truth: NULL means that measurement is off. See
 * Documentation/zpci-fmb.rst.
 *
 * What may be held when fmb_lock is taken:
 *	state_lock	recovery by the host (zPCI, 7.x), above device_lock
 *	device_lock	resets, recovery, binding (driver core, PCI)
 *	dev_set->lock	opening and closing of a device (VFIO)
 *	memory_lock	resets that the user asks for (vfio-pci)
 * Holders of the last two only try to get device_lock. fmb_lock is the last one: only
 * the instruction that switches the measurement, an allocator's lock and a copy from
 * kernel memory to kernel memory happen under it, the latter with a few short pauses
 * if the block is being stored into (sample.c bounds them). No memory of user space is
 * touched with it held, no event is emitted.
 */
#ifndef ZPCI_FMB_H
#define ZPCI_FMB_H

#include <linux/pci.h>
#include <linux/vfio_pci_core.h>

#include "../core/fmb.h"

#define ZFMB_NAME	"vfio-zpci-fmb"

/**
 * struct zfmb - a zPCI function that is bound to this driver
 * @core: vfio-pci's part; the driver data of the PCI device point to it
 * @zdev: the function; lives as long as the PCI device does
 * @spare: block that was taken out of @zdev as measurement ended, for the next time:
 *	only the kernel proper can allocate what the kernel proper will free. Dropped
 *	as soon as there is seen to be another one in @zdev
 * @lost: block that the function may store into, or not: it took neither the order
 *	to stop nor the one to begin. Measurement is off as long as it is in @zdev. Only
 *	compared: the administrator may have had it freed, and if the next one has its
 *	address, measurement counts as off until the user enables it
 * @seq: number of the next event
 * @open: the device is open. Outside of that the kernel proper allocates and frees
 *	the block without fmb_lock, and nothing here touches it
 * @wanted: the user has not disabled the measurement, or the administrator has enabled
 *	it since and it was on when the function was reset
 *
 * All but @core and @zdev are protected by zdev->fmb_lock.
 */
struct zfmb {
	struct vfio_pci_core_device core;
	struct zpci_dev *zdev;
	struct zpci_fmb *spare;
	struct zpci_fmb *lost;
	u64 seq;
	bool open;
	bool wanted;
};

/**
 * struct zfmb_sample - what was read of a block
 * @block: the bytes
 * @seq: number of the event of this read
 * @torn: they may not be of one sample; @block says so as well
 * @retries: how often they were copied once more
 */
struct zfmb_sample {
	u8 block[VFIO_ZPCI_FMB_BYTES] __aligned(8);
	u64 seq;
	bool torn;
	u8 retries;
};

static inline struct zfmb *zfmb_of(struct vfio_device *vdev)
{
	return container_of(vdev, struct zfmb, core.vdev);
}

/* vfio_dev.c */
extern const struct vfio_device_ops zfmb_vfio_ops;

/* feature.c */
int zfmb_device_feature(struct vfio_device *vdev, u32 flags, void __user *arg,
			size_t argsz);

/* measure.c: all take fmb_lock */
void zfmb_opened(struct zfmb *zfmb);
void zfmb_closing(struct zfmb *zfmb);
void zfmb_begin_anew(struct zfmb *zfmb, u32 cause);
int zfmb_enable(struct zfmb *zfmb);
int zfmb_disable(struct zfmb *zfmb);
bool zfmb_is_on(struct zfmb *zfmb);

/* sample.c: takes fmb_lock */
int zfmb_take_sample(struct zfmb *zfmb, struct zfmb_sample *sample);

/* events.c: the number is taken under fmb_lock, the event emitted without it */
u64 zfmb_event_number(struct zfmb *zfmb);
void zfmb_event_enable(const struct zfmb *zfmb, u64 seq, u32 cause, int err);
void zfmb_event_disable(const struct zfmb *zfmb, u64 seq, u32 cause, int err);
void zfmb_event_sample(const struct zfmb *zfmb, const struct zfmb_sample *sample, int err);

#endif /* ZPCI_FMB_H */
