// SPDX-License-Identifier: GPL-2.0
/* The VFIO device of an mdev. */
#include <linux/uaccess.h>

#include "vfio_ap.h"

static int vfio_ap_init_dev(struct vfio_device *vdev)
{
	struct vfio_ap_mdev *mdev = to_vfio_ap_mdev(vdev);

	INIT_LIST_HEAD(&mdev->node);
	mutex_init(&mdev->irq_lock);
	mdev->pqap_hook = vfio_ap_pqap_hook;
	vfio_ap_nibs_init(mdev);
	vfio_ap_unmaps_init(mdev);
	vfio_ap_mig_init(mdev);
	return 0;
}

static void vfio_ap_release_dev(struct vfio_device *vdev)
{
	struct vfio_ap_mdev *mdev = to_vfio_ap_mdev(vdev);

	vfio_ap_mig_release(mdev);
	vfio_ap_unmaps_exit(mdev);
	WARN_ON(!list_empty(&mdev->nibs) || !list_empty(&mdev->nibs_done));
	mutex_destroy(&mdev->nib_lock);
	mutex_destroy(&mdev->irq_lock);
}

static int vfio_ap_open_device(struct vfio_device *vdev)
{
	struct vfio_ap_mdev *mdev = to_vfio_ap_mdev(vdev);
	int ret;

	/* The device exists for a guest's sake only. */
	if (!vdev->kvm)
		return -EINVAL;
	ret = vfio_ap_guest_bind(mdev, vdev->kvm);
	if (ret)
		return ret;
	vfio_ap_unmaps_open(mdev);
	vfio_ap_pqap_set_hook(mdev, true);
	return 0;
}

static void vfio_ap_close_device(struct vfio_device *vdev)
{
	struct vfio_ap_mdev *mdev = to_vfio_ap_mdev(vdev);
	struct kvm *kvm = mdev->kvm;

	vfio_ap_pqap_set_hook(mdev, false);
	vfio_ap_mig_close(mdev);
	vfio_ap_guest_unbind(mdev);
	vfio_ap_nibs_close(mdev);
	vfio_ap_unmaps_close(mdev);
	vfio_ap_dirty_close(mdev);
	vfio_ap_irqs_release(mdev);
	/* The last one destroys the VM: with no lock of ours held. */
	kvm_put_kvm(kvm);
}

/* The mdev is being removed: take the guest's queues, ask the VMM to go. */
static void vfio_ap_request(struct vfio_device *vdev, unsigned int count)
{
	vfio_ap_guest_revoke(to_vfio_ap_mdev(vdev));
	vfio_ap_irq_signal(to_vfio_ap_mdev(vdev), VFIO_AP_IRQ_REQ);
}

static int vfio_ap_get_info(unsigned long arg)
{
	size_t minsz = offsetofend(struct vfio_device_info, num_irqs);
	struct vfio_device_info info;

	if (copy_from_user(&info, (void __user *)arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;

	info.flags = VFIO_DEVICE_FLAGS_AP | VFIO_DEVICE_FLAGS_RESET;
	info.num_regions = 0;
	info.num_irqs = VFIO_AP_IRQS;
	return copy_to_user((void __user *)arg, &info, minsz) ? -EFAULT : 0;
}

/**
 * vfio_ap_reset_device - VFIO_DEVICE_RESET
 * @mdev: the mdev, open
 *
 * Whatever the queues do, the device is back in RUNNING after this: a VMM
 * resets after a failed migration and aborts if that does not help (review
 * finding X7). A deconfigured or checkstopped queue is no error (B5).
 *
 * Return: 0, or -EIO if a queue did not come back usable.
 */
static int vfio_ap_reset_device(struct vfio_ap_mdev *mdev)
{
	u64 failures;
	bool failed;

	mutex_lock(&vfio_ap_host->mdevs_lock);
	failures = mdev->resets.failures;
	vfio_ap_reset_assigned(mdev, VFIO_AP_RESET_IOCTL);
	if (!mdev->resets.pending)
		vfio_ap_event_reset(mdev, VFIO_AP_RESET_IOCTL, 0, 0, 0, 0);
	mutex_unlock(&vfio_ap_host->mdevs_lock);

	vfio_ap_reset_wait(mdev);

	mutex_lock(&vfio_ap_host->mdevs_lock);
	failed = mdev->resets.failures != failures;
	mutex_unlock(&vfio_ap_host->mdevs_lock);
	vfio_ap_mig_reset(mdev);
	return failed ? -EIO : 0;
}

static long vfio_ap_ioctl(struct vfio_device *vdev, unsigned int cmd,
			  unsigned long arg)
{
	struct vfio_ap_mdev *mdev = to_vfio_ap_mdev(vdev);

	switch (cmd) {
	case VFIO_DEVICE_GET_INFO:
		return vfio_ap_get_info(arg);
	case VFIO_DEVICE_RESET:
		return vfio_ap_reset_device(mdev);
	case VFIO_DEVICE_GET_IRQ_INFO:
		return vfio_ap_get_irq_info(arg);
	case VFIO_DEVICE_SET_IRQS:
		return vfio_ap_set_irqs(mdev, arg);
	default:
		return -EOPNOTSUPP;
	}
}

const struct vfio_device_ops vfio_ap_device_ops = {
	.name = VFIO_AP_DRV_NAME,
	.init = vfio_ap_init_dev,
	.release = vfio_ap_release_dev,
	.open_device = vfio_ap_open_device,
	.close_device = vfio_ap_close_device,
	.ioctl = vfio_ap_ioctl,
	.request = vfio_ap_request,
	.dma_unmap = vfio_ap_dma_unmap,
	.bind_iommufd = vfio_iommufd_emulated_bind,
	.unbind_iommufd = vfio_iommufd_emulated_unbind,
	.attach_ioas = vfio_iommufd_emulated_attach_ioas,
	.detach_ioas = vfio_iommufd_emulated_detach_ioas,
};
