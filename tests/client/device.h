/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The vfio-ap device, opened through a group and its container or through the
 * device's own character device and iommufd, in the order in which QEMU does.
 */
#ifndef APVMM_DEVICE_H
#define APVMM_DEVICE_H

#include <stddef.h>
#include <stdint.h>

#include "../../driver/core/types.h"
#include "mdev.h"
#include "vm.h"

enum device_api {
	DEVICE_API_AUTO,	/* cdev where there is one */
	DEVICE_API_GROUP,
	DEVICE_API_CDEV,
};

#define DEVICE_IRQS_MAX	2
#define RAM_UNMAPPED	UINT64_MAX

/**
 * struct device - an open device
 * @mdev: which one
 * @api: how it was opened; not DEVICE_API_AUTO
 * @device_fd: the device
 * @container_fd: group: the container; cdev: the iommufd
 * @group_fd: group only
 * @ioas_id: cdev only: the address space that the device is attached to
 * @flags: of VFIO_DEVICE_GET_INFO
 * @irq_count: of VFIO_DEVICE_GET_INFO
 * @irq_fd: eventfd of each interrupt index, -1 if the kernel refused it
 * @ram: guest memory, at guest address 0; NULL if none was asked for
 * @ram_bytes: its size
 */
struct device {
	struct mdev mdev;
	enum device_api api;
	int device_fd;
	int container_fd;
	int group_fd;
	u32 ioas_id;
	u32 flags;
	u32 irq_count;
	int irq_fd[DEVICE_IRQS_MAX];
	void *ram;
	size_t ram_bytes;
};

void device_init(struct device *device);
const char *device_api_name(enum device_api api);
/*
 * @piece_bytes: the guest's memory is mapped for the device in pieces of that size,
 * which can be unmapped singly; 0: in one; RAM_UNMAPPED: not at all.
 */
int device_open(struct device *device, const struct vm *vm, const char *uuid,
		enum device_api api, u64 ram_bytes, u64 piece_bytes);
/* Guest memory for the device, and away again. 0 or a negative errno. */
int device_map(const struct device *device, u64 iova, u64 bytes);
int device_unmap(const struct device *device, u64 iova, u64 bytes);
int device_reset(const struct device *device);
/*
 * A second opener, without a guest, whom VFIO has to refuse with -EINVAL: he goes
 * away again. -EOPNOTSUPP unless the device was opened as --api cdev.
 */
int device_open_again(const struct device *device);
void device_close(struct device *device);

/* Becomes readable when the kernel wants the device back; -1 if unknown. */
int device_request_fd(const struct device *device);

#endif /* APVMM_DEVICE_H */
