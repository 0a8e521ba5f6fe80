/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Opening a PCI function by VFIO, and nothing else: no memory is mapped for it. By
 * its own character device and iommufd where the kernel has both, else by its group.
 */
#ifndef APTRACE_VFIO_DEVICE_H
#define APTRACE_VFIO_DEVICE_H

#include "zpci_device.h"

/* Enough for the name of a file or of an ioctl. */
#define VFIO_WHAT_BYTES	128

/**
 * struct vfio_device - an open function
 * @fd: takes the ioctls of a VFIO device
 * @group_fd: its group, or -1
 * @iommu_fd: the iommufd or container, which must stay open as long as it
 * @wanted_fd: an eventfd that is readable when the host wants it back, or -1
 */
struct vfio_device {
	int fd;
	int group_fd;
	int iommu_fd;
	int wanted_fd;
};

/**
 * vfio_device_open - open it
 * @vfio: filled in
 * @device: the function
 * @what: receives the step that failed, VFIO_WHAT_BYTES
 *
 * Return: 0 or a negative errno; -EBUSY if somebody else has it.
 */
int vfio_device_open(struct vfio_device *vfio, const struct zpci_device *device,
		     char *what);
void vfio_device_close(struct vfio_device *vfio);

/* A capability of VFIO_DEVICE_GET_INFO; false if it has none with that number. */
bool vfio_device_capability(const struct vfio_device *vfio, uint16_t id,
			    void *capability, size_t bytes);

#endif /* APTRACE_VFIO_DEVICE_H */
