// SPDX-License-Identifier: GPL-2.0
/* apvmm save and restore: a migration through a file. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "error.h"
#include "input_file.h"
#include "kernel_abi.h"
#include "number.h"
#include "report.h"
#include "session.h"
#include "transfer.h"

static int write_file(void *context, const void *data, size_t bytes)
{
	FILE *file = context;

	if (fwrite(data, 1, bytes, file) == bytes)
		return 0;
	return fail(errno, "--output: writing %zu bytes; is there room?", bytes);
}

static int save(struct session *session, FILE *file)
{
	bool sink_failed;
	int ret;

	ret = session_set_state(session, VFIO_DEVICE_STATE_STOP);
	if (!ret)
		ret = session_set_state(session, VFIO_DEVICE_STATE_STOP_COPY);
	if (!ret)
		ret = transfer_save(session, write_file, file, &sink_failed);
	if (!ret && fflush(file))
		ret = fail(errno, "--output: writing; is there room?");
	return ret;
}

static int finish_save(struct session *session, int ret)
{
	const char *why = ret ? last_failure() : NULL;

	if (!ret && session->options->give_up) {
		ret = session_set_state(session, VFIO_DEVICE_STATE_STOP);
		if (!ret)
			return session_summary(session, "given_up", APVMM_OK,
					       NULL);
		why = last_failure();
	}
	if (session_roll_back(session))
		return session_summary(session, "lost", APVMM_FAILED,
				       last_failure());
	session_summary(session, ret ? "failed" : "saved",
			ret ? APVMM_FAILED : APVMM_OK, why);
	if (session_hold(session))
		ret = -EIO;
	return ret ? APVMM_FAILED : APVMM_OK;
}

int cmd_save(const struct options *options, char **words)
{
	struct session session;
	FILE *file;
	int code;

	(void)words;
	file = fopen(options->output, "wbe");
	if (!file) {
		fail(errno, "--output %s: cannot create", options->output);
		return APVMM_FAILED;
	}
	if (session_open(&session, options, true)) {
		fclose(file);
		return APVMM_FAILED;
	}
	session.started_ns = now_ns();
	code = finish_save(&session, save(&session, file));
	fclose(file);
	session_close(&session);
	return code;
}

static int restore(struct session *session, const struct input_file *file)
{
	struct transfer_load load = { 0 };
	int ret;

	ret = session_set_state(session, VFIO_DEVICE_STATE_RESUMING);
	if (!ret)
		ret = transfer_load_begin(&load, session);
	if (!ret)
		ret = transfer_load_add(&load, file->data, file->bytes);
	if (!ret)
		ret = transfer_load_end(&load);
	transfer_load_free(&load);
	if (!ret && !session->options->close_late)
		session_close_data_fd(session);
	if (!ret)
		ret = session_set_state(session, VFIO_DEVICE_STATE_STOP);
	if (!ret)
		ret = session_set_state(session, VFIO_DEVICE_STATE_RUNNING);
	session_close_data_fd(session);
	return ret;
}

static int finish_restore(struct session *session, int ret)
{
	char why[1024];
	int code = APVMM_OK;

	if (ret) {
		snprintf(why, sizeof(why), "%s", last_failure());
		code = session_reset(session) ? APVMM_FAILED : APVMM_REFUSED;
	}
	session_summary(session, !ret ? "restored" :
			code == APVMM_REFUSED ? "refused" : "failed", code,
			ret ? why : NULL);
	return session_hold(session) ? APVMM_FAILED : code;
}

int cmd_restore(const struct options *options, char **words)
{
	struct session session;
	struct input_file file;
	int code = APVMM_FAILED;

	(void)words;
	if (input_file_read(&file, options->input))
		return APVMM_FAILED;
	if (input_file_damage(&file, options)) {
		input_file_free(&file);
		return APVMM_USAGE;
	}
	if (!session_open(&session, options, true)) {
		session.started_ns = now_ns();
		code = finish_restore(&session, restore(&session, &file));
		session_close(&session);
	}
	input_file_free(&file);
	return code;
}
