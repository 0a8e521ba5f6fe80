// SPDX-License-Identifier: GPL-2.0
/* apvmm open, info, reset: a guest with the device, without migration. */
#include <errno.h>
#include <string.h>

#include "commands.h"
#include "error.h"
#include "kernel_abi.h"
#include "migration.h"
#include "report.h"
#include "session.h"

int cmd_open(const struct options *options, char **words)
{
	struct session session;
	int ret;

	(void)words;
	if (session_open(&session, options, false))
		return APVMM_FAILED;
	ret = session_hold(&session);
	session_close(&session);
	return ret ? APVMM_FAILED : APVMM_OK;
}

static void report_irqs(const struct device *device)
{
	struct vfio_irq_info irq;
	u32 index;
	int err;

	for (index = 0; index < device->irq_count; index++) {
		irq = (struct vfio_irq_info){ .argsz = sizeof(irq), .index = index };
		err = ioctl(device->device_fd, VFIO_DEVICE_GET_IRQ_INFO, &irq) ?
			errno : 0;
		report_begin("irq");
		report_number("index", index);
		report_number("flags", irq.flags);
		report_number("count", irq.count);
		report_errno(err);
		report_end();
	}
}

static void report_migration(const struct session *session)
{
	static const struct {
		u64 flag;
		const char *name;
	} names[] = {
		{ VFIO_MIGRATION_STOP_COPY, "STOP_COPY" },
		{ VFIO_MIGRATION_P2P, "P2P" },
		{ VFIO_MIGRATION_PRE_COPY, "PRE_COPY" },
	};
	u64 data_bytes = 0;
	u64 flags = 0;
	u32 state = 0;
	size_t i;
	int ret;

	ret = mig_flags(&session->device, &flags);
	report_begin("migration");
	report_errno(ret);
	if (!ret) {
		report_number("flags", flags);
		report_list_begin("features");
		for (i = 0; i < ARRAY_SIZE(names); i++) {
			if (flags & names[i].flag)
				report_list_item(names[i].name);
		}
		report_list_end();
		ret = mig_get_state(&session->device, &state);
		report_text("state", ret ? errno_name(-ret) :
			    mig_state_text(state));
		ret = mig_data_size(&session->device, &data_bytes);
		if (ret)
			report_text("data_size_errno", errno_name(-ret));
		else
			report_number("data_bytes", data_bytes);
	}
	report_end();
}

int cmd_info(const struct options *options, char **words)
{
	struct session session;

	(void)words;
	if (session_open(&session, options, false))
		return APVMM_FAILED;
	report_begin("device");
	report_number("flags", session.device.flags);
	report_flag("ap", session.device.flags & VFIO_DEVICE_FLAGS_AP);
	report_flag("reset", session.device.flags & VFIO_DEVICE_FLAGS_RESET);
	report_number("irqs", session.device.irq_count);
	report_end();
	report_irqs(&session.device);
	report_migration(&session);
	session_close(&session);
	return APVMM_OK;
}

int cmd_reset(const struct options *options, char **words)
{
	struct session session;
	int ret;

	(void)words;
	if (session_open(&session, options, false))
		return APVMM_FAILED;
	ret = session_reset(&session);
	session_close(&session);
	return ret ? APVMM_FAILED : APVMM_OK;
}
