/* SPDX-License-Identifier: GPL-2.0 */
/* VFIO migration version 2: the device features that a VMM uses. */
#ifndef APVMM_MIGRATION_H
#define APVMM_MIGRATION_H

#include <stdbool.h>

#include "../../driver/core/types.h"

struct device;

#define MIG_STATE_COUNT	8

/* VFIO_MIGRATION_* flags. 0, or a negative errno (-ENOTTY: no migration). */
int mig_flags(const struct device *device, u64 *flags);
/* An estimate of the bytes to come. */
int mig_data_size(const struct device *device, u64 *bytes);
int mig_get_state(const struct device *device, u32 *state);
/* @data_fd becomes -1 where the kernel gives none. */
int mig_set_state(const struct device *device, u32 state, int *data_fd);

/* Does the device work in this state? */
bool mig_state_runs(u32 state);

/**
 * struct mig_precopy_info - what there is to read in PRE_COPY
 * @flags: VFIO_PRECOPY_INFO_*, of a device that was asked for version 2
 * @initial_bytes: to be read before the guest is best paused
 * @dirty_bytes: changed since
 */
struct mig_precopy_info {
	u32 flags;
	u64 initial_bytes;
	u64 dirty_bytes;
};

/* VFIO_MIG_GET_PRECOPY_INFO on a migration file. 0, or a negative errno. */
int mig_precopy_info(int data_fd, struct mig_precopy_info *info);

/* Its name, or the number if it has none. Valid until the fourth call. */
const char *mig_state_text(u32 state);
/* Number of the state with this name, or any number; -EINVAL. */
int mig_state_parse(const char *text, u32 *state);

#endif /* APVMM_MIGRATION_H */
