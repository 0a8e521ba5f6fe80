/* SPDX-License-Identifier: GPL-2.0 */
/* Which guest memory does the device write to? VFIO_DEVICE_FEATURE_DMA_LOGGING_*. */
#ifndef APVMM_DIRTY_H
#define APVMM_DIRTY_H

#include "../../driver/core/types.h"
#include "device.h"

#define DIRTY_PAGE_BYTES	4096

/* Each: 0 or a negative errno. @bytes: a multiple of 64 pages, for the bitmap's sake. */
int dirty_start(const struct device *device, u64 iova, u64 bytes);
/* @bitmap: a bit for each page, in words of the host's byte order; bits are added. */
int dirty_report(const struct device *device, u64 iova, u64 bytes, u64 page_bytes,
		 u64 *bitmap);
int dirty_stop(const struct device *device);

#endif /* APVMM_DIRTY_H */
