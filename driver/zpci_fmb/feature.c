// SPDX-License-Identifier: GPL-2.0
/*
 * The two features: arguments, and copies from and to user space. All of that
 * without a lock (review findings F1 and F2), as user space can make a copy last
 * as long as it likes.
 */
#include <linux/uaccess.h>

#include "compat.h"
#include "zpci_fmb.h"

static int zfmb_feature_enable(struct zfmb *zfmb, u32 flags, void __user *arg,
			       size_t argsz)
{
	struct vfio_device_feature_zpci_fmb_enable request;
	int ret;

	lockdep_assert_not_held(&zfmb->zdev->fmb_lock);
	ret = vfio_check_feature(flags, argsz, VFIO_DEVICE_FEATURE_SET, sizeof(request));
	if (ret != 1)
		return ret;
	if (copy_from_user(&request, arg, sizeof(request)))
		return -EFAULT;
	if (request.enable > 1)
		return -EINVAL;
	return request.enable ? zfmb_enable(zfmb) : zfmb_disable(zfmb);
}

static int zfmb_feature_read(struct zfmb *zfmb, u32 flags, void __user *arg,
			     size_t argsz)
{
	struct vfio_device_feature_zpci_fmb_read request;
	struct zfmb_sample sample;
	int ret;

	lockdep_assert_not_held(&zfmb->zdev->fmb_lock);
	ret = vfio_check_feature(flags, argsz, VFIO_DEVICE_FEATURE_GET, sizeof(request));
	if (ret != 1)
		return ret;
	if (copy_from_user(&request, arg, sizeof(request)))
		return -EFAULT;
	if (!request.data)
		return -EINVAL;
	ret = zfmb_take_sample(zfmb, &sample);
	lockdep_assert_not_held(&zfmb->zdev->fmb_lock);
	if (!ret && copy_to_user(u64_to_user_ptr(request.data), sample.block,
				 sizeof(sample.block)))
		ret = -EFAULT;
	zfmb_event_sample(zfmb, &sample, ret);
	return ret;
}

/* Can its block be handed out at all? The kernel measures no other function either. */
static bool zfmb_supported(const struct zfmb *zfmb)
{
	return zfmb->zdev->fmb_length <= VFIO_ZPCI_FMB_BYTES;
}

/**
 * zfmb_device_feature - VFIO_DEVICE_FEATURE
 * @vdev: the device
 * @flags: which feature, and what is wanted of it
 * @arg: its data
 * @argsz: length of its data
 *
 * Return: 0 or a negative errno, see include/uapi/linux/vfio_zpci_fmb.h.
 */
int zfmb_device_feature(struct vfio_device *vdev, u32 flags, void __user *arg,
			size_t argsz)
{
	struct zfmb *zfmb = zfmb_of(vdev);

	BUILD_BUG_ON(VFIO_DEVICE_FEATURE_ZPCI_FMB_ENABLE <= ZFMB_LAST_FEATURE_OF_KERNEL);
	BUILD_BUG_ON(VFIO_DEVICE_FEATURE_ZPCI_FMB_READ <= ZFMB_LAST_FEATURE_OF_KERNEL);

	switch (flags & VFIO_DEVICE_FEATURE_MASK) {
	case VFIO_DEVICE_FEATURE_ZPCI_FMB_ENABLE:
		if (!zfmb_supported(zfmb))
			return -ENOTTY;
		return zfmb_feature_enable(zfmb, flags, arg, argsz);
	case VFIO_DEVICE_FEATURE_ZPCI_FMB_READ:
		if (!zfmb_supported(zfmb))
			return -ENOTTY;
		return zfmb_feature_read(zfmb, flags, arg, argsz);
	default:
		return vfio_pci_core_ioctl_feature(vdev, flags, arg, argsz);
	}
}
