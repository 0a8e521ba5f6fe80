// SPDX-License-Identifier: GPL-2.0
/* The VFIO device: vfio-pci's, but for its opening, closing and features. */
#include "compat.h"
#include "zpci_fmb.h"

/*
 * Enabling the function begins the measurement, and what vfio-pci does next ends
 * it: a reset, and with KVM another handle for the function.
 */
static int zfmb_open_device(struct vfio_device *vdev)
{
	struct zfmb *zfmb = zfmb_of(vdev);
	int ret;

	ret = vfio_pci_core_enable(&zfmb->core);
	if (ret)
		return ret;
	zfmb_opened(zfmb);
	vfio_pci_core_finish_enable(&zfmb->core);
	return 0;
}

static void zfmb_close_device(struct vfio_device *vdev)
{
	/* First, as disabling the function frees the block without fmb_lock. */
	zfmb_closing(zfmb_of(vdev));
	vfio_pci_core_close_device(vdev);
}

const struct vfio_device_ops zfmb_vfio_ops = {
	.name = ZFMB_NAME,
	.init = vfio_pci_core_init_dev,
	.release = vfio_pci_core_release_dev,
	.open_device = zfmb_open_device,
	.close_device = zfmb_close_device,
	.ioctl = vfio_pci_core_ioctl,
	.device_feature = zfmb_device_feature,
	.read = vfio_pci_core_read,
	.write = vfio_pci_core_write,
	.mmap = vfio_pci_core_mmap,
	.request = vfio_pci_core_request,
	.match = vfio_pci_core_match,
	.bind_iommufd = vfio_iommufd_physical_bind,
	.unbind_iommufd = vfio_iommufd_physical_unbind,
	.attach_ioas = vfio_iommufd_physical_attach_ioas,
	.detach_ioas = vfio_iommufd_physical_detach_ioas,
	ZFMB_VFIO_OPS_OF_7
};
