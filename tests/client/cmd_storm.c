// SPDX-License-Identifier: GPL-2.0
/* apvmm storm: many migrations of one open device. */
#include <errno.h>
#include <string.h>

#include "commands.h"
#include "error.h"
#include "input_file.h"
#include "kernel_abi.h"
#include "migration.h"
#include "number.h"
#include "report.h"
#include "session.h"
#include "transfer.h"

/* Without a report of each step: that would be slower than the device. */
static int quiet_state(struct session *session, u32 state)
{
	int data_fd;
	int ret;

	ret = mig_set_state(&session->device, state, &data_fd);
	if (ret) {
		mig_get_state(&session->device, &session->state);
		return fail(-ret, "mdev %s: state %s failed, the device is in %s",
			    session->device.mdev.uuid, mig_state_text(state),
			    mig_state_text(session->state));
	}
	session->state = state;
	if (data_fd >= 0) {
		session_close_data_fd(session);
		session->data_fd = data_fd;
	}
	return 0;
}

static int keep_nothing(void *context, const void *data, size_t bytes)
{
	(void)context;
	(void)data;
	(void)bytes;
	return 0;
}

static int once_source(struct session *session)
{
	bool sink_failed;
	int ret;

	ret = quiet_state(session, VFIO_DEVICE_STATE_STOP_COPY);
	if (!ret)
		ret = transfer_save(session, keep_nothing, NULL, &sink_failed);
	return ret;
}

static int once_destination(struct session *session,
			    const struct input_file *file)
{
	struct transfer_load load = { 0 };
	int ret;

	ret = quiet_state(session, VFIO_DEVICE_STATE_RESUMING);
	if (!ret)
		ret = transfer_load_begin(&load, session);
	if (!ret)
		ret = transfer_load_add(&load, file->data, file->bytes);
	if (!ret)
		ret = transfer_load_end(&load);
	transfer_load_free(&load);
	return ret;
}

static int once(struct session *session, const struct input_file *file)
{
	int ret;

	stream_copy_reset(&session->copy);
	ret = file->data ? once_destination(session, file) :
			   once_source(session);
	session_close_data_fd(session);
	if (!ret)
		ret = quiet_state(session, VFIO_DEVICE_STATE_STOP);
	if (!ret)
		ret = quiet_state(session, VFIO_DEVICE_STATE_RUNNING);
	return ret;
}

static int storm(struct session *session, const struct input_file *file)
{
	u64 count = session->options->count;
	u64 elapsed_ns;
	u64 done;
	int ret = 0;

	session->quiet = true;
	session->started_ns = now_ns();
	for (done = 0; done < count && !ret; done++)
		ret = once(session, file);
	if (ret)
		done--;
	elapsed_ns = now_ns() - session->started_ns;
	report_begin("storm");
	report_text("kind", file->data ? "destination" : "source");
	report_number("count", count);
	report_number("done", done);
	report_number("elapsed_ns", elapsed_ns);
	report_number("migrations_per_second",
		      elapsed_ns ? done * NSEC_PER_SEC / elapsed_ns : 0);
	report_end();
	if (!ret)
		return session_summary(session, "walked", APVMM_OK, NULL);
	session_summary(session, "failed", APVMM_FAILED, last_failure());
	session_reset(session);
	return APVMM_FAILED;
}

int cmd_storm(const struct options *options, char **words)
{
	struct input_file file = { 0 };
	struct session session;
	int code;

	(void)words;
	if (options->input && input_file_read(&file, options->input))
		return APVMM_FAILED;
	if (session_open(&session, options, true)) {
		input_file_free(&file);
		return APVMM_FAILED;
	}
	code = storm(&session, &file);
	session_close(&session);
	input_file_free(&file);
	return code;
}
