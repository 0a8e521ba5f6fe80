// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dirty.h"
#include "kernel_abi.h"

/* A feature's header, with room for what follows it. */
struct request {
	struct vfio_device_feature feature;
	union {
		struct vfio_device_feature_dma_logging_control control;
		struct vfio_device_feature_dma_logging_report report;
	};
};

static int ask(const struct device *device, struct request *request, u32 flags)
{
	request->feature.argsz = sizeof(*request);
	request->feature.flags = flags;
	return ioctl(device->device_fd, VFIO_DEVICE_FEATURE, &request->feature) ?
		-errno : 0;
}

int dirty_start(const struct device *device, u64 iova, u64 bytes)
{
	struct vfio_device_feature_dma_logging_range range = {
		.iova = iova,
		.length = bytes,
	};
	struct request request = {
		.control = {
			.page_size = DIRTY_PAGE_BYTES,
			.num_ranges = 1,
			.ranges = (uintptr_t)&range,
		},
	};

	return ask(device, &request, VFIO_DEVICE_FEATURE_SET |
		   VFIO_DEVICE_FEATURE_DMA_LOGGING_START);
}

int dirty_report(const struct device *device, u64 iova, u64 bytes, u64 page_bytes,
		 u64 *bitmap)
{
	struct request request = {
		.report = {
			.iova = iova,
			.length = bytes,
			.page_size = page_bytes,
			.bitmap = (uintptr_t)bitmap,
		},
	};

	return ask(device, &request, VFIO_DEVICE_FEATURE_GET |
		   VFIO_DEVICE_FEATURE_DMA_LOGGING_REPORT);
}

int dirty_stop(const struct device *device)
{
	struct vfio_device_feature feature = {
		.argsz = sizeof(feature),
		.flags = VFIO_DEVICE_FEATURE_SET |
			 VFIO_DEVICE_FEATURE_DMA_LOGGING_STOP,
	};

	return ioctl(device->device_fd, VFIO_DEVICE_FEATURE, &feature) ? -errno : 0;
}
