/* SPDX-License-Identifier: GPL-2.0 */
/* The differences between the kernels that the module builds for. */
#ifndef VFIO_AP_COMPAT_H
#define VFIO_AP_COMPAT_H

#include <linux/version.h>
#include <ap_bus.h>

/* 7.0 renamed the mutex when driver_override for AP queues came. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 0, 0)
#define vfio_ap_perms_mutex ap_attr_mutex
#else
#define vfio_ap_perms_mutex ap_perms_mutex
#endif

/* 6.13 took the quotes off the namespace argument. */
#include <linux/module.h>
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
#define VFIO_AP_IMPORT_NS_IOMMUFD MODULE_IMPORT_NS("IOMMUFD")
#else
#define VFIO_AP_IMPORT_NS_IOMMUFD MODULE_IMPORT_NS(IOMMUFD)
#endif

/* 7.3 lets a user ask to be told of initial data that comes once more. */
#include <linux/vfio.h>
#ifdef VFIO_PRECOPY_INFO_REINIT
#define VFIO_AP_PRECOPY_REINIT VFIO_PRECOPY_INFO_REINIT
static inline bool vfio_ap_precopy_info_v2(const struct vfio_device *vdev)
{
	return vdev->precopy_info_v2;
}
#else
#define VFIO_AP_PRECOPY_REINIT 0
static inline bool vfio_ap_precopy_info_v2(const struct vfio_device *vdev)
{
	return false;
}
#endif

#endif /* VFIO_AP_COMPAT_H */
