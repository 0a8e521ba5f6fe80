// SPDX-License-Identifier: GPL-2.0
#include "transfer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "gate.h"
#include "migration.h"
#include "number.h"
#include "report.h"
#include "stuck.h"

/* As QEMU: a buffer of the size that the device estimates, at most 1 MiB. */
#define QEMU_BUFFER_BYTES	(1U << 20)

static size_t default_read_bytes(struct session *session)
{
	u64 bytes;

	if (mig_data_size(&session->device, &bytes) || !bytes ||
	    bytes > QEMU_BUFFER_BYTES)
		return QEMU_BUFFER_BYTES;
	return bytes;
}

static void report_piece(struct session *session, const char *step,
			 size_t bytes, int err)
{
	if (!session->options->verbose)
		return;
	report_begin(step);
	report_number("position_bytes", session->bytes);
	report_number("bytes", bytes);
	report_errno(err);
	report_end();
}

static void report_transfer(const struct session *session, const char *step,
			    int err)
{
	if (session->quiet)
		return;
	report_begin(step);
	report_number("bytes", session->bytes);
	report_number("chunks", session->pieces);
	report_errno(err);
	report_number("duration_ns", session->transfer_ns);
	report_end();
}

static void pause_after_piece(struct session *session)
{
	if (session->options->delay_us)
		usleep(session->options->delay_us);
}

static int read_pieces(struct session *session, transfer_sink sink,
		       void *context, bool *sink_failed, unsigned char *buffer)
{
	size_t default_bytes = default_read_bytes(session);
	struct chunker chunker;
	ssize_t count;
	size_t want;
	int ret;

	chunk_start(&chunker, &session->options->chunk);
	for (;;) {
		ret = gate_wait(session, GATE_BYTES);
		if (ret)
			return ret;
		want = chunk_next(&chunker, default_bytes);
		count = stuck_is_due(session) ?
			stuck_read(session, buffer, want) :
			read(session->data_fd, buffer, want);
		if (count < 0 && errno == EINTR)
			continue;
		/* PRE_COPY: that is all for now, the rest comes in STOP_COPY. */
		if (count < 0 && errno == ENOMSG &&
		    mig_state_runs(session->state))
			return 0;
		if (count < 0) {
			ret = -errno;
			report_piece(session, "read", 0, ret);
			return fail(-ret, "mdev %s: read of the migration data at byte %llu in state %s",
				    session->device.mdev.uuid,
				    (unsigned long long)session->bytes,
				    mig_state_text(session->state));
		}
		report_piece(session, "read", count, 0);
		if (!count)
			return 0;
		ret = stream_copy_add(&session->copy, buffer, count);
		if (ret)
			return ret;
		session->bytes += count;
		session->pieces++;
		ret = sink(context, buffer, count);
		if (ret) {
			*sink_failed = true;
			return ret;
		}
		pause_after_piece(session);
	}
}

int transfer_save(struct session *session, transfer_sink sink, void *context,
		  bool *sink_failed)
{
	u64 start_ns = now_ns();
	unsigned char *buffer;
	int ret;

	*sink_failed = false;
	buffer = malloc(CHUNK_MAX_BYTES);
	if (!buffer)
		return fail(ENOMEM, "read buffer of %u bytes", CHUNK_MAX_BYTES);
	ret = read_pieces(session, sink, context, sink_failed, buffer);
	free(buffer);
	session->transfer_ns += now_ns() - start_ns;
	report_transfer(session, "saved", ret);
	return ret;
}

int transfer_load_begin(struct transfer_load *load, struct session *session)
{
	*load = (struct transfer_load){ .session = session };
	load->held = malloc(2 * CHUNK_MAX_BYTES);
	if (!load->held)
		return fail(ENOMEM, "write buffer of %u bytes",
			    2 * CHUNK_MAX_BYTES);
	chunk_start(&load->chunker, &session->options->chunk);
	load->next_bytes = chunk_next(&load->chunker, 1);
	return 0;
}

static void note_time(struct transfer_load *load)
{
	if (load->start_ns)
		load->session->transfer_ns += now_ns() - load->start_ns;
	load->start_ns = 0;
}

static int write_piece(struct transfer_load *load, const unsigned char *data,
		       size_t bytes)
{
	struct session *session = load->session;
	size_t done = 0;
	ssize_t count;
	int err;

	err = gate_wait(session, GATE_BYTES);
	if (err)
		return err;
	if (!load->start_ns)
		load->start_ns = now_ns();
	while (done < bytes) {
		count = stuck_is_due(session) ?
			stuck_write(session, data + done, bytes - done) :
			write(session->data_fd, data + done, bytes - done);
		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0) {
			/* Nothing taken and no reason given: no way on. */
			err = count ? errno : EIO;
			note_time(load);
			report_piece(session, "write", bytes - done, err);
			return fail(err, "mdev %s: write of %zu bytes of migration data at byte %llu in state %s",
				    session->device.mdev.uuid, bytes - done,
				    (unsigned long long)session->bytes,
				    mig_state_text(session->state));
		}
		report_piece(session, "write", count, 0);
		session->bytes += count;
		session->pieces++;
		done += count;
	}
	pause_after_piece(session);
	return 0;
}

/* Write the full pieces among what is held; keep the rest. */
static int write_held(struct transfer_load *load)
{
	size_t done = 0;
	int ret = 0;

	while (!ret && load->held_bytes - done >= load->next_bytes) {
		ret = write_piece(load, load->held + done, load->next_bytes);
		done += load->next_bytes;
		load->next_bytes = chunk_next(&load->chunker, 1);
	}
	load->held_bytes -= done;
	memmove(load->held, load->held + done, load->held_bytes);
	return ret;
}

int transfer_load_add(struct transfer_load *load, const void *data, size_t bytes)
{
	const unsigned char *next = data;
	size_t room_bytes;
	size_t part;
	int ret;

	ret = stream_copy_add(&load->session->copy, data, bytes);
	if (ret)
		return ret;
	if (load->chunker.spec.kind == CHUNK_DEFAULT)
		return bytes ? write_piece(load, data, bytes) : 0;
	while (bytes) {
		room_bytes = 2 * CHUNK_MAX_BYTES - load->held_bytes;
		part = bytes < room_bytes ? bytes : room_bytes;
		memcpy(load->held + load->held_bytes, next, part);
		load->held_bytes += part;
		next += part;
		bytes -= part;
		ret = write_held(load);
		if (ret)
			return ret;
	}
	return 0;
}

int transfer_load_flush(struct transfer_load *load)
{
	int ret = 0;

	if (load->held_bytes)
		ret = write_piece(load, load->held, load->held_bytes);
	load->held_bytes = 0;
	return ret;
}

int transfer_load_end(struct transfer_load *load)
{
	struct session *session = load->session;
	int ret = transfer_load_flush(load);

	note_time(load);
	if (!ret)
		ret = gate_wait(session, GATE_BYTES);
	if (!ret)
		report_transfer(session, "loaded", 0);
	return ret;
}

void transfer_load_free(struct transfer_load *load)
{
	/* Nothing was begun if there is no session. */
	if (load->session)
		note_time(load);
	free(load->held);
	load->held = NULL;
}
