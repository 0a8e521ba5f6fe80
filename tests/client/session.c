// SPDX-License-Identifier: GPL-2.0
#include "session.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "kernel_abi.h"
#include "migration.h"
#include "number.h"
#include "report.h"

static void walked_add(struct session *session, u32 state)
{
	session->state = state;
	if (session->walked_count < WALKED_MAX)
		session->walked[session->walked_count++] = state;
}

static void report_open(const struct session *session)
{
	report_begin("open");
	report_text("mdev", session->device.mdev.uuid);
	report_text("driver", session->device.mdev.driver);
	report_text("api", device_api_name(session->device.api));
	report_number("pid", getpid());
	report_text("state", mig_state_text(session->state));
	report_end();
}

int session_open(struct session *session, const struct options *options,
		 bool migrate)
{
	u32 state = VFIO_DEVICE_STATE_RUNNING;
	int ret;

	*session = (struct session){ .options = options, .data_fd = -1 };
	session->vm = VM_NONE;
	device_init(&session->device);
	ret = vm_create(&session->vm);
	if (ret)
		return ret;
	ret = device_open(&session->device, &session->vm, options->mdev,
			  options->api, options->ram_bytes,
			  options->ram_piece_bytes);
	if (ret)
		goto close;
	ret = mig_flags(&session->device, &session->migration_flags);
	if (!ret)
		ret = mig_get_state(&session->device, &state);
	if (migrate && (ret || !(session->migration_flags &
				 VFIO_MIGRATION_STOP_COPY))) {
		ret = fail(ret ? -ret : ENOTTY, "mdev %s: its driver \"%s\" has no VFIO migration; unload the in-tree vfio_ap and load ours",
			   session->device.mdev.uuid,
			   session->device.mdev.driver);
		goto close;
	}
	walked_add(session, state);
	report_open(session);
	return 0;
close:
	session_close(session);
	return ret;
}

void session_close(struct session *session)
{
	session_close_data_fd(session);
	device_close(&session->device);
	vm_destroy(&session->vm);
	stream_copy_free(&session->copy);
}

void session_close_data_fd(struct session *session)
{
	if (session->data_fd >= 0)
		close(session->data_fd);
	session->data_fd = -1;
}

static void note_running(struct session *session, u32 before,
			 u64 when_ns)
{
	bool ran = mig_state_runs(before);
	bool runs = mig_state_runs(session->state);

	if (ran && !runs)
		session->paused_ns = when_ns;
	if (!ran && runs && session->paused_ns) {
		session->downtime_ns += now_ns() - session->paused_ns;
		session->paused_ns = 0;
	}
}

int session_set_state(struct session *session, u32 state)
{
	u32 before = session->state;
	u32 after = state;
	u64 start_ns = now_ns();
	u64 duration_ns;
	int data_fd;
	int ret;

	ret = mig_set_state(&session->device, state, &data_fd);
	duration_ns = now_ns() - start_ns;
	if (ret && mig_get_state(&session->device, &after))
		after = before;
	if (data_fd >= 0) {
		session_close_data_fd(session);
		session->data_fd = data_fd;
	}
	if (after != before)
		walked_add(session, after);
	note_running(session, before, start_ns);

	report_begin("set_state");
	report_text("from", mig_state_text(before));
	report_text("target", mig_state_text(state));
	report_text("state", mig_state_text(after));
	report_errno(ret);
	report_number("duration_ns", duration_ns);
	report_end();
	if (ret)
		return fail(-ret, "mdev %s: state %s from %s failed, the device is in %s",
			    session->device.mdev.uuid, mig_state_text(state),
			    mig_state_text(before), mig_state_text(after));
	return 0;
}

int session_reset(struct session *session)
{
	u32 before = session->state;
	u64 start_ns = now_ns();
	u32 after = before;
	int ret;

	ret = device_reset(&session->device);
	/* Without migration there is no state to ask for. */
	if (mig_get_state(&session->device, &after))
		after = ret ? before : VFIO_DEVICE_STATE_RUNNING;
	if (after != before)
		walked_add(session, after);
	note_running(session, before, start_ns);
	report_begin("reset");
	report_text("state", mig_state_text(after));
	report_errno(ret);
	report_number("duration_ns", now_ns() - start_ns);
	report_end();
	if (ret)
		return fail(-ret, "mdev %s: VFIO_DEVICE_RESET",
			    session->device.mdev.uuid);
	if (after != VFIO_DEVICE_STATE_RUNNING)
		return fail(EIO, "mdev %s: after VFIO_DEVICE_RESET the device is in %s, not in RUNNING",
			    session->device.mdev.uuid, mig_state_text(after));
	return 0;
}

static int walk_back(struct session *session)
{
	int ret = 0;

	/* What runs needs no pause to go on. */
	if (!mig_state_runs(session->state) &&
	    session->state != VFIO_DEVICE_STATE_STOP)
		ret = session_set_state(session, VFIO_DEVICE_STATE_STOP);
	if (!ret)
		ret = session_set_state(session, VFIO_DEVICE_STATE_RUNNING);
	return ret ? session_reset(session) : 0;
}

int session_roll_back(struct session *session)
{
	u32 state;
	int ret = 0;

	session_close_data_fd(session);
	if (session->state != VFIO_DEVICE_STATE_RUNNING) {
		if (session->options->reset_back)
			ret = session_reset(session);
		else
			ret = walk_back(session);
		if (ret)
			return ret;
	}
	ret = mig_get_state(&session->device, &state);
	if (ret)
		return fail(-ret, "mdev %s: asking for its state",
			    session->device.mdev.uuid);
	if (state != VFIO_DEVICE_STATE_RUNNING)
		return fail(EIO, "mdev %s: rolled back, but in state %s",
			    session->device.mdev.uuid, mig_state_text(state));
	report_begin("rolled_back");
	report_text("state", mig_state_text(state));
	report_end();
	return 0;
}

static void report_walked(const struct session *session)
{
	unsigned int i;

	report_list_begin("states");
	for (i = 0; i < session->walked_count; i++)
		report_list_item(mig_state_text(session->walked[i]));
	report_list_end();
}

int session_summary(struct session *session, const char *result, int code,
		    const char *error)
{
	u64 end_ns = now_ns();

	report_begin("summary");
	report_text("result", result);
	report_number("exit_code", code);
	report_text("mdev", session->options->mdev);
	report_text("api", device_api_name(session->device.api));
	report_walked(session);
	report_number("bytes", session->bytes);
	report_number("chunks", session->pieces);
	stream_copy_report(&session->copy);
	report_number("transfer_ns", session->transfer_ns);
	report_number("downtime_ns", session->downtime_ns +
		      (session->paused_ns ? end_ns - session->paused_ns : 0));
	report_number("total_ns", session->started_ns ?
		      end_ns - session->started_ns : 0);
	if (error && *error)
		report_text("error", error);
	report_end();
	return code;
}
