/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel interfaces that the client speaks, also where the build machine's
 * headers are older than the lab's kernel (Debian 12 has those of 6.1: no
 * iommufd, no device cdev, no MIG_DATA_SIZE). Only what is missing is filled
 * in; numbers and layouts are those of the kernel's ABI.
 */
#ifndef APVMM_KERNEL_ABI_H
#define APVMM_KERNEL_ABI_H

#include <sys/ioctl.h>
#include <linux/kvm.h>
#include <linux/types.h>
#include <linux/vfio.h>

/* Never from <linux/iommufd.h>: it is missing on Debian 12. */
struct iommu_ioas_alloc {
	__u32 size;
	__u32 flags;
	__u32 out_ioas_id;
};

#define IOMMU_IOAS_ALLOC	_IO(';', 0x81)

struct iommu_ioas_map {
	__u32 size;
	__u32 flags;
	__u32 ioas_id;
	__u32 __reserved;
	__aligned_u64 user_va;
	__aligned_u64 length;
	__aligned_u64 iova;
};

#define IOMMU_IOAS_MAP			_IO(';', 0x85)
#define IOMMU_IOAS_MAP_FIXED_IOVA	(1U << 0)
#define IOMMU_IOAS_MAP_WRITEABLE	(1U << 1)
#define IOMMU_IOAS_MAP_READABLE		(1U << 2)

struct iommu_ioas_unmap {
	__u32 size;
	__u32 ioas_id;
	__aligned_u64 iova;
	__aligned_u64 length;
};

#define IOMMU_IOAS_UNMAP		_IO(';', 0x86)

#ifndef VFIO_DEVICE_BIND_IOMMUFD
struct vfio_device_bind_iommufd {
	__u32 argsz;
	__u32 flags;
	__s32 iommufd;
	__u32 out_devid;
};

#define VFIO_DEVICE_BIND_IOMMUFD	_IO(VFIO_TYPE, VFIO_BASE + 18)

struct vfio_device_attach_iommufd_pt {
	__u32 argsz;
	__u32 flags;
	__u32 pt_id;
};

#define VFIO_DEVICE_ATTACH_IOMMUFD_PT	_IO(VFIO_TYPE, VFIO_BASE + 19)
#endif /* VFIO_DEVICE_BIND_IOMMUFD */

#ifndef VFIO_MIGRATION_PRE_COPY
#define VFIO_MIGRATION_PRE_COPY		(1 << 2)
#endif

#ifndef VFIO_DEVICE_FEATURE_MIG_DATA_SIZE
struct vfio_device_feature_mig_data_size {
	__aligned_u64 stop_copy_length;
};

#define VFIO_DEVICE_FEATURE_MIG_DATA_SIZE 9
#endif

/* KVM_DEV_VFIO_FILE is the newer name of KVM_DEV_VFIO_GROUP. */
#define APVMM_KVM_VFIO_FILE		1
#define APVMM_KVM_VFIO_FILE_ADD		1
#define APVMM_KVM_VFIO_FILE_DEL		2

/* From asm/kvm.h of s390, which other architectures do not see. */
#define APVMM_KVM_S390_VM_CRYPTO	2
#define APVMM_KVM_S390_ENABLE_APIE	4

#define APVMM_VFIO_AP_REQ_IRQ_INDEX	0

/* PRE_COPY came with 6.2; the headers of the build machine may be older. */
#define APVMM_STATE_PRE_COPY		6
#define APVMM_STATE_PRE_COPY_P2P	7

struct apvmm_precopy_info {
	__u32 argsz;
	__u32 flags;
	__aligned_u64 initial_bytes;
	__aligned_u64 dirty_bytes;
};

#define APVMM_MIG_GET_PRECOPY_INFO	_IO(VFIO_TYPE, VFIO_BASE + 21)

#endif /* APVMM_KERNEL_ABI_H */
