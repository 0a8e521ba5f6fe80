/* SPDX-License-Identifier: GPL-2.0 */
/* A zPCI function, opened through its VFIO group as a VMM does it. */
#ifndef FMB_FUNCTION_H
#define FMB_FUNCTION_H

#include <stddef.h>

#include "../../driver/core/fmb.h"

/* Pages for the function to map: each mapping and unmapping is a refresh. */
#define FUNCTION_RAM_BYTES	(16 * 4096)

/**
 * struct function - an open function
 * @address: PCI address
 * @container_fd: VFIO's container
 * @group_fd: its group
 * @device_fd: it
 * @ram: memory for DMA
 * @start_dma: first address that the function can use for it
 * @fmb_length: as the kernel says, of VFIO_DEVICE_INFO_CAP_ZPCI_BASE
 * @interval_ms: of VFIO_DEVICE_INFO_CAP_ZPCI_GROUP
 */
struct function {
	const char *address;
	int container_fd;
	int group_fd;
	int device_fd;
	void *ram;
	u64 start_dma;
	unsigned int fmb_length;
	unsigned int interval_ms;
};

/* All end the run if they cannot. */
void function_open(struct function *function, const char *address);
void function_close(struct function *function);

/* 0 or a negative errno: VFIO_DEVICE_FEATURE with that much data, copied back. */
int function_feature(const struct function *function, u32 flags, void *data,
		     size_t bytes);
/* The same with an argument anywhere, and the length that it claims. */
int function_feature_at(const struct function *function, void *argument);

/* The two features. @block: VFIO_ZPCI_FMB_BYTES bytes. */
int function_enable(const struct function *function, u8 enable);
int function_read(const struct function *function, void *block);
/* Decoded. */
int function_sample(const struct function *function, struct fmb *fmb);

/* Resets: of the function, and of its slot. */
int function_reset(const struct function *function);
int function_hot_reset(const struct function *function);

/* So many load, store and refresh operations; all end the run if they cannot. */
void function_load(const struct function *function, unsigned int count);
void function_store(const struct function *function, unsigned int count);
void function_refresh(const struct function *function, unsigned int count);

/*
 * Makes it read memory that it may not: the platform puts it into its error state. It
 * is a NVMe controller, and its command queue lies before the first address.
 */
void function_break(const struct function *function);

/* Eventfds by which the kernel asks for the function back, and tells of an error. */
int function_request_fd(const struct function *function);
int function_error_fd(const struct function *function);

#endif /* FMB_FUNCTION_H */
