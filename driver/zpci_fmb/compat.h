/* SPDX-License-Identifier: GPL-2.0 */
/* The differences between the kernels that the module builds for. */
#ifndef ZPCI_FMB_COMPAT_H
#define ZPCI_FMB_COMPAT_H

#include <linux/version.h>
#include <linux/vfio.h>
#include <linux/vfio_pci_core.h>

/*
 * Operations of vfio-pci that 7.x has in addition: region capabilities without an
 * ioctl, tokens of a character device, processes' address spaces, DMA buffers.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0) && LINUX_VERSION_CODE < KERNEL_VERSION(7, 0, 0)
#error "compare zfmb_vfio_ops with this kernel's vfio_pci_ops in vfio_pci.c: nobody has"
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(7, 0, 0)
#define ZFMB_VFIO_OPS_OF_7						\
	.get_region_info_caps = vfio_pci_ioctl_get_region_info,		\
	.match_token_uuid = vfio_pci_core_match_token_uuid,		\
	.pasid_attach_ioas = vfio_iommufd_physical_pasid_attach_ioas,	\
	.pasid_detach_ioas = vfio_iommufd_physical_pasid_detach_ioas

static const struct vfio_pci_device_ops zfmb_pci_ops = {
	.get_dmabuf_phys = vfio_pci_core_get_dmabuf_phys,
};

static inline void zfmb_set_pci_ops(struct vfio_pci_core_device *core)
{
	core->pci_ops = &zfmb_pci_ops;
}
#else
#define ZFMB_VFIO_OPS_OF_7
static inline void zfmb_set_pci_ops(struct vfio_pci_core_device *core)
{
}
#endif

/*
 * The kernel's own features must not reach the numbers that ours have. If one of
 * them does one day, this header and include/uapi/linux/vfio_zpci_fmb.h are what
 * has to change.
 */
#ifdef VFIO_DEVICE_FEATURE_ZPCI_ERROR
#define ZFMB_LAST_FEATURE_OF_KERNEL VFIO_DEVICE_FEATURE_ZPCI_ERROR
#else
#define ZFMB_LAST_FEATURE_OF_KERNEL VFIO_DEVICE_FEATURE_BUS_MASTER
#endif

#endif /* ZPCI_FMB_COMPAT_H */
