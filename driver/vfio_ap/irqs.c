// SPDX-License-Identifier: GPL-2.0
/* The device's two eventfds: VFIO_DEVICE_GET_IRQ_INFO and SET_IRQS. */
#include <linux/uaccess.h>

#include "vfio_ap.h"

/**
 * vfio_ap_get_irq_info - VFIO_DEVICE_GET_IRQ_INFO
 * @arg: user pointer to struct vfio_irq_info
 *
 * Return: 0, -EINVAL (argsz, index), -EFAULT.
 */
int vfio_ap_get_irq_info(unsigned long arg)
{
	size_t minsz = offsetofend(struct vfio_irq_info, count);
	struct vfio_irq_info info;

	if (copy_from_user(&info, (void __user *)arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz || info.index >= VFIO_AP_IRQS)
		return -EINVAL;

	info.flags = VFIO_IRQ_INFO_EVENTFD;
	info.count = 1;
	return copy_to_user((void __user *)arg, &info, minsz) ? -EFAULT : 0;
}

/**
 * vfio_ap_set_irqs - VFIO_DEVICE_SET_IRQS
 * @mdev: the mdev
 * @arg: user pointer to struct vfio_irq_set and, behind it, one descriptor
 *
 * A descriptor of -1 takes the eventfd away.
 *
 * Return: 0, -EINVAL (anything but ACTION_TRIGGER with DATA_EVENTFD of one
 * descriptor), -EFAULT, or what eventfd_ctx_fdget() says of the descriptor.
 */
int vfio_ap_set_irqs(struct vfio_ap_mdev *mdev, unsigned long arg)
{
	size_t minsz = offsetofend(struct vfio_irq_set, count);
	struct eventfd_ctx *ctx = NULL, *before;
	struct vfio_irq_set set;
	size_t data_bytes;
	s32 fd;
	int ret;

	if (copy_from_user(&set, (void __user *)arg, minsz))
		return -EFAULT;
	ret = vfio_set_irqs_validate_and_prepare(&set, 1, VFIO_AP_IRQS,
						 &data_bytes);
	if (ret)
		return ret;
	if (set.flags != (VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER) ||
	    data_bytes != sizeof(fd))
		return -EINVAL;
	if (copy_from_user(&fd, (void __user *)(arg + minsz), sizeof(fd)))
		return -EFAULT;

	if (fd < -1)
		return -EINVAL;
	if (fd >= 0) {
		ctx = eventfd_ctx_fdget(fd);
		if (IS_ERR(ctx))
			return PTR_ERR(ctx);
	}

	mutex_lock(&mdev->irq_lock);
	before = mdev->irq_ctx[set.index];
	mdev->irq_ctx[set.index] = ctx;
	mutex_unlock(&mdev->irq_lock);

	if (before)
		eventfd_ctx_put(before);
	return 0;
}

/* Tell the VMM. May be called with any lock of this driver held. */
void vfio_ap_irq_signal(struct vfio_ap_mdev *mdev, enum vfio_ap_irq index)
{
	mutex_lock(&mdev->irq_lock);
	if (mdev->irq_ctx[index])
		eventfd_signal(mdev->irq_ctx[index]);
	mutex_unlock(&mdev->irq_lock);
}

void vfio_ap_irqs_release(struct vfio_ap_mdev *mdev)
{
	struct eventfd_ctx *ctx[VFIO_AP_IRQS];
	unsigned int index;

	mutex_lock(&mdev->irq_lock);
	for (index = 0; index < VFIO_AP_IRQS; index++) {
		ctx[index] = mdev->irq_ctx[index];
		mdev->irq_ctx[index] = NULL;
	}
	mutex_unlock(&mdev->irq_lock);

	for (index = 0; index < VFIO_AP_IRQS; index++) {
		if (ctx[index])
			eventfd_ctx_put(ctx[index]);
	}
}
