/* SPDX-License-Identifier: GPL-2.0 */
/* VFIO migration version 2: the device features that a VMM uses. */
#ifndef APVMM_MIGRATION_H
#define APVMM_MIGRATION_H

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

/* Its name, or the number if it has none. Valid until the fourth call. */
const char *mig_state_text(u32 state);
/* Number of the state with this name, or any number; -EINVAL. */
int mig_state_parse(const char *text, u32 *state);

#endif /* APVMM_MIGRATION_H */
