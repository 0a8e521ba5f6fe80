// SPDX-License-Identifier: GPL-2.0
/* Opening a PCI function by VFIO. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/vfio.h>

#include "vfio_device.h"

#define CONTAINER_PATH	"/dev/vfio/vfio"
#define IOMMUFD_PATH	"/dev/iommu"
/* The capabilities of zPCI functions take a tenth of it. */
#define INFO_BYTES	4096

/* Headers of Linux before 6.6 do not have it, the kernel may. */
#ifndef VFIO_DEVICE_BIND_IOMMUFD
struct vfio_device_bind_iommufd {
	__u32 argsz;
	__u32 flags;
	__s32 iommufd;
	__u32 out_devid;
};

#define VFIO_DEVICE_BIND_IOMMUFD	_IO(VFIO_TYPE, VFIO_BASE + 18)
#endif

/* Open a file; its name is the step that fails. */
static int open_file(const char *path, int *fd, char *what)
{
	snprintf(what, VFIO_WHAT_BYTES, "%s", path);
	*fd = open(path, O_RDWR | O_CLOEXEC);
	return *fd < 0 ? -errno : 0;
}

static int try_ioctl(int fd, unsigned long request, void *arg, const char *name,
		     char *what)
{
	snprintf(what, VFIO_WHAT_BYTES, "%s", name);
	return ioctl(fd, request, arg) < 0 ? -errno : 0;
}

static void cdev_path(const struct zpci_device *device, char path[VFIO_WHAT_BYTES])
{
	snprintf(path, VFIO_WHAT_BYTES, "/dev/vfio/devices/%s", device->cdev);
}

static int open_cdev(struct vfio_device *vfio, const struct zpci_device *device,
		     char *what)
{
	struct vfio_device_bind_iommufd bind = { .argsz = sizeof(bind) };
	char path[VFIO_WHAT_BYTES];
	int err;

	cdev_path(device, path);
	err = open_file(path, &vfio->fd, what);
	if (!err)
		err = open_file(IOMMUFD_PATH, &vfio->iommu_fd, what);
	if (err)
		return err;
	bind.iommufd = vfio->iommu_fd;
	err = try_ioctl(vfio->fd, VFIO_DEVICE_BIND_IOMMUFD, &bind,
			"VFIO_DEVICE_BIND_IOMMUFD", what);
	/*
	 * EBUSY is what it says if the group is open. If the character device is,
	 * it is EINVAL, for which there is no other cause here.
	 */
	return err == -EINVAL ? -EBUSY : err;
}

static int open_group(struct vfio_device *vfio, const struct zpci_device *device,
		      char *what)
{
	struct vfio_group_status status = { .argsz = sizeof(status) };
	char path[VFIO_WHAT_BYTES];
	int err;

	snprintf(path, sizeof(path), "/dev/vfio/%s", device->group);
	err = open_file(path, &vfio->group_fd, what);
	if (!err)
		err = open_file(CONTAINER_PATH, &vfio->iommu_fd, what);
	if (!err)
		err = try_ioctl(vfio->group_fd, VFIO_GROUP_GET_STATUS, &status,
				"VFIO_GROUP_GET_STATUS", what);
	if (err)
		return err;
	if (!(status.flags & VFIO_GROUP_FLAGS_VIABLE)) {
		snprintf(what, VFIO_WHAT_BYTES, "a host driver in its group");
		return -EPERM;
	}
	err = try_ioctl(vfio->group_fd, VFIO_GROUP_SET_CONTAINER,
			&vfio->iommu_fd, "VFIO_GROUP_SET_CONTAINER", what);
	if (!err)
		err = try_ioctl(vfio->iommu_fd, VFIO_SET_IOMMU,
				(void *)VFIO_TYPE1v2_IOMMU, "VFIO_SET_IOMMU",
				what);
	if (err)
		return err;
	snprintf(what, VFIO_WHAT_BYTES, "VFIO_GROUP_GET_DEVICE_FD");
	vfio->fd = ioctl(vfio->group_fd, VFIO_GROUP_GET_DEVICE_FD,
			 device->address);
	return vfio->fd < 0 ? -errno : 0;
}

/* Without it the host waits for us, and says so in its log. No reason to fail. */
static void connect_wanted(struct vfio_device *vfio)
{
	struct {
		struct vfio_irq_set set;
		__s32 fd;
	} request = {
		.set = {
			.argsz = sizeof(request),
			.flags = VFIO_IRQ_SET_DATA_EVENTFD |
				 VFIO_IRQ_SET_ACTION_TRIGGER,
			.index = VFIO_PCI_REQ_IRQ_INDEX,
			.count = 1,
		},
	};

	vfio->wanted_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (vfio->wanted_fd < 0)
		return;
	request.fd = vfio->wanted_fd;
	if (!ioctl(vfio->fd, VFIO_DEVICE_SET_IRQS, &request))
		return;
	close(vfio->wanted_fd);
	vfio->wanted_fd = -1;
}

int vfio_device_open(struct vfio_device *vfio, const struct zpci_device *device,
		     char *what)
{
	char path[VFIO_WHAT_BYTES];
	int err;

	*vfio = (struct vfio_device) { -1, -1, -1, -1 };
	cdev_path(device, path);
	if (!access(path, F_OK) && !access(IOMMUFD_PATH, F_OK))
		err = open_cdev(vfio, device, what);
	else
		err = open_group(vfio, device, what);
	if (err)
		vfio_device_close(vfio);
	else
		connect_wanted(vfio);
	return err;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void vfio_device_close(struct vfio_device *vfio)
{
	close_fd(&vfio->fd);
	close_fd(&vfio->group_fd);
	close_fd(&vfio->iommu_fd);
	close_fd(&vfio->wanted_fd);
}

bool vfio_device_capability(const struct vfio_device *vfio, uint16_t id,
			    void *capability, size_t bytes)
{
	union {
		struct vfio_device_info info;
		char bytes[INFO_BYTES];
	} answer = { .info.argsz = sizeof(answer) };
	struct vfio_info_cap_header header;
	uint32_t at, after;

	if (ioctl(vfio->fd, VFIO_DEVICE_GET_INFO, &answer) ||
	    !(answer.info.flags & VFIO_DEVICE_FLAGS_CAPS))
		return false;
	/* Each begins behind the one before. */
	for (at = answer.info.cap_offset; at; at = after > at ? after : 0) {
		if (at > sizeof(answer) - sizeof(header))
			return false;
		memcpy(&header, answer.bytes + at, sizeof(header));
		after = header.next;
		if (header.id != id)
			continue;
		if (at > sizeof(answer) - bytes)
			return false;
		memcpy(capability, answer.bytes + at, bytes);
		return true;
	}
	return false;
}
