// SPDX-License-Identifier: GPL-2.0
#include "migration.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "../../driver/core/names.h"
#include "device.h"
#include "kernel_abi.h"
#include "number.h"

#define FEATURE_DATA_BYTES	16

/* A feature request; the payload follows the header without a gap. */
struct feature {
	struct vfio_device_feature header;
	__u8 data[FEATURE_DATA_BYTES];
} __attribute__((aligned(8)));

static int feature(const struct device *device, struct feature *request,
		   u32 flags, size_t data_bytes)
{
	request->header.argsz = sizeof(request->header) + data_bytes;
	request->header.flags = flags;
	return ioctl(device->device_fd, VFIO_DEVICE_FEATURE, request) < 0 ?
		-errno : 0;
}

int mig_flags(const struct device *device, u64 *flags)
{
	struct vfio_device_feature_migration data;
	struct feature request = { 0 };
	int ret;

	ret = feature(device, &request, VFIO_DEVICE_FEATURE_GET |
		      VFIO_DEVICE_FEATURE_MIGRATION, sizeof(data));
	if (ret)
		return ret;
	memcpy(&data, request.data, sizeof(data));
	*flags = data.flags;
	return 0;
}

int mig_data_size(const struct device *device, u64 *bytes)
{
	struct vfio_device_feature_mig_data_size data;
	struct feature request = { 0 };
	int ret;

	ret = feature(device, &request, VFIO_DEVICE_FEATURE_GET |
		      VFIO_DEVICE_FEATURE_MIG_DATA_SIZE, sizeof(data));
	if (ret)
		return ret;
	memcpy(&data, request.data, sizeof(data));
	*bytes = data.stop_copy_length;
	return 0;
}

int mig_get_state(const struct device *device, u32 *state)
{
	struct vfio_device_feature_mig_state data;
	struct feature request = { 0 };
	int ret;

	ret = feature(device, &request, VFIO_DEVICE_FEATURE_GET |
		      VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE, sizeof(data));
	if (ret)
		return ret;
	memcpy(&data, request.data, sizeof(data));
	*state = data.device_state;
	return 0;
}

int mig_set_state(const struct device *device, u32 state, int *data_fd)
{
	struct vfio_device_feature_mig_state data = {
		.device_state = state,
		.data_fd = -1,
	};
	struct feature request = { 0 };
	int ret;

	*data_fd = -1;
	memcpy(request.data, &data, sizeof(data));
	ret = feature(device, &request, VFIO_DEVICE_FEATURE_SET |
		      VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE, sizeof(data));
	if (ret)
		return ret;
	memcpy(&data, request.data, sizeof(data));
	*data_fd = data.data_fd;
	return 0;
}

bool mig_state_runs(u32 state)
{
	return state == VFIO_DEVICE_STATE_RUNNING ||
	       state == VFIO_DEVICE_STATE_RUNNING_P2P ||
	       state == APVMM_STATE_PRE_COPY ||
	       state == APVMM_STATE_PRE_COPY_P2P;
}

int mig_precopy_info(int data_fd, struct mig_precopy_info *info)
{
	struct apvmm_precopy_info request = { .argsz = sizeof(request) };

	if (ioctl(data_fd, APVMM_MIG_GET_PRECOPY_INFO, &request) < 0)
		return -errno;
	info->flags = request.flags;
	info->initial_bytes = request.initial_bytes;
	info->dirty_bytes = request.dirty_bytes;
	return 0;
}

const char *mig_state_text(u32 state)
{
	static char numbers[4][16];
	static unsigned int next;
	char *number;

	if (state < MIG_STATE_COUNT)
		return ap_state_name(state);
	number = numbers[next++ % 4];
	snprintf(number, sizeof(numbers[0]), "%u", state);
	return number;
}

int mig_state_parse(const char *text, u32 *state)
{
	u64 number;
	unsigned int i;

	for (i = 0; i < MIG_STATE_COUNT; i++) {
		if (!strcasecmp(text, ap_state_name(i))) {
			*state = i;
			return 0;
		}
	}
	/* Numbers too: a test asks for states that do not exist. */
	if (parse_u64(text, 0, UINT32_MAX, &number))
		return -EINVAL;
	*state = number;
	return 0;
}
