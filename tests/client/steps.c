// SPDX-License-Identifier: GPL-2.0
#include "steps.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "file_wait.h"
#include "input_file.h"
#include "kernel_abi.h"
#include "migration.h"
#include "number.h"
#include "report.h"
#include "transfer.h"

/* A host with checkers on a busy machine may need minutes for what it does meanwhile. */
#define WAIT_MAX_S	600

static int step_get(struct session *session)
{
	u32 state = VFIO_DEVICE_STATE_ERROR;
	int ret = mig_get_state(&session->device, &state);

	report_begin("get");
	report_text("state", ret ? "?" : mig_state_text(state));
	report_errno(ret);
	report_end();
	return ret;
}

static int drop(void *context, const void *data, size_t bytes)
{
	(void)context;
	(void)data;
	(void)bytes;
	return 0;
}

static int step_read(struct session *session, const char *count_text)
{
	bool sink_failed;
	u64 bytes;
	ssize_t count;
	void *buffer;
	int err;

	if (!count_text)
		return transfer_save(session, drop, NULL, &sink_failed);
	if (parse_u64(count_text, 0, CHUNK_MAX_BYTES, &bytes))
		return -EINVAL;
	buffer = malloc(bytes + 1);
	if (!buffer)
		return fail(ENOMEM, "read=%s", count_text);
	count = read(session->data_fd, buffer, bytes);
	err = count < 0 ? errno : 0;
	if (count > 0) {
		session->bytes += count;
		session->pieces++;
		stream_copy_add(&session->copy, buffer, count);
	}
	free(buffer);
	report_begin("read");
	report_number("bytes", count > 0 ? count : 0);
	report_errno(err);
	report_end();
	return -err;
}

static int keep(void *context, const void *data, size_t bytes)
{
	return fwrite(data, 1, bytes, context) == bytes ? 0 : -EIO;
}

static int step_save(struct session *session, const char *path)
{
	u64 bytes_before = session->bytes, pieces_before = session->pieces;
	u64 ns_before = session->transfer_ns;
	FILE *file = fopen(path, "wbe");
	bool sink_failed = false;
	int ret;

	if (!file)
		return fail(errno, "save=%s: cannot create", path);
	ret = transfer_save(session, keep, file, &sink_failed);
	if (fclose(file) || sink_failed)
		ret = fail(EIO, "save=%s: cannot write", path);
	report_begin("save");
	report_number("bytes", session->bytes - bytes_before);
	report_number("chunks", session->pieces - pieces_before);
	report_errno(ret);
	report_number("duration_ns", session->transfer_ns - ns_before);
	report_end();
	return ret;
}

static int step_write(struct session *session, const char *path)
{
	u64 before = session->bytes, ns_before = session->transfer_ns;
	struct transfer_load load;
	struct input_file file;
	int ret;

	if (input_file_read(&file, path))
		return -EIO;
	ret = transfer_load_begin(&load, session);
	if (!ret)
		ret = transfer_load_add(&load, file.data, file.bytes);
	if (!ret)
		ret = transfer_load_end(&load);
	transfer_load_free(&load);
	input_file_free(&file);
	report_begin("write");
	report_number("bytes", session->bytes - before);
	report_errno(ret);
	report_number("duration_ns", session->transfer_ns - ns_before);
	report_end();
	return ret;
}

/* Lets somebody else act in the middle of the walk, who then makes the file. */
static int step_wait(const char *path)
{
	int ret = file_wait(path, WAIT_MAX_S);

	return ret ? fail(-ret, "wait=%s: waiting for that file", path) : 0;
}

static int step_precopy_info(struct session *session)
{
	struct mig_precopy_info info = { 0 };
	int ret = mig_precopy_info(session->data_fd, &info);

	report_begin("precopy-info");
	report_number("initial_bytes", info.initial_bytes);
	report_number("dirty_bytes", info.dirty_bytes);
	report_number("flags", info.flags);
	report_errno(ret);
	report_end();
	return ret;
}

static int step_open_again(struct session *session)
{
	int ret = device_open_again(&session->device);

	report_begin("open-again");
	report_errno(ret);
	report_end();
	return ret;
}

/* One of the states that share a data file. */
static bool begins_saving(u32 state)
{
	return state == VFIO_DEVICE_STATE_STOP_COPY ||
	       state == APVMM_STATE_PRE_COPY ||
	       state == APVMM_STATE_PRE_COPY_P2P;
}

int step_do(struct session *session, const char *word)
{
	u32 state;

	if (!strcmp(word, "get"))
		return step_get(session);
	if (!strcmp(word, "reset"))
		return session_reset(session);
	if (!strcmp(word, "read"))
		return step_read(session, NULL);
	if (!strncmp(word, "read=", 5))
		return step_read(session, word + 5);
	if (!strncmp(word, "save=", 5))
		return step_save(session, word + 5);
	if (!strncmp(word, "write=", 6))
		return step_write(session, word + 6);
	if (!strncmp(word, "wait=", 5))
		return step_wait(word + 5);
	if (!strcmp(word, "precopy-info"))
		return step_precopy_info(session);
	if (!strcmp(word, "open-again"))
		return step_open_again(session);
	if (!strcmp(word, "close-fd")) {
		session_close_data_fd(session);
		return 0;
	}
	mig_state_parse(word, &state);
	/* A new stream begins: what the summary says is about the last one. */
	if (state == VFIO_DEVICE_STATE_RESUMING ||
	    (begins_saving(state) && !begins_saving(session->state))) {
		stream_copy_reset(&session->copy);
		session->bytes = 0;
		session->pieces = 0;
	}
	return session_set_state(session, state);
}

bool step_is_known(const char *word)
{
	u64 bytes;
	u32 state;

	if (!strcmp(word, "get") || !strcmp(word, "reset") ||
	    !strcmp(word, "read") || !strcmp(word, "close-fd") ||
	    !strcmp(word, "precopy-info") || !strcmp(word, "open-again") ||
	    (!strncmp(word, "save=", 5) && word[5]) ||
	    (!strncmp(word, "write=", 6) && word[6]) ||
	    (!strncmp(word, "wait=", 5) && word[5]))
		return true;
	if (!strncmp(word, "read=", 5))
		return !parse_u64(word + 5, 0, CHUNK_MAX_BYTES, &bytes);
	return !mig_state_parse(word, &state);
}
