// SPDX-License-Identifier: GPL-2.0
/* apvmm source: the side that gives a guest away. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "error.h"
#include "gate.h"
#include "kernel_abi.h"
#include "number.h"
#include "report.h"
#include "session.h"
#include "transfer.h"
#include "wire.h"

/* How far the conversation got, what became of it, and of --repeat. */
struct source {
	struct session session;
	struct wire wire;
	struct wire_result answer;
	bool answered;
	bool peer_lost;
	bool repeated;
};

/*
 * The answer of a destination that has said, or may have said, that it refuses:
 * worth more than the broken connection by which we noticed.
 */
static void collect_answer(struct source *source)
{
	if (source->answered)
		return;
	if (wire_receive_result(&source->wire, &source->answer))
		source->peer_lost = true;
	else
		source->answered = true;
}

static int send_data(struct source *source, const void *data, size_t bytes)
{
	return bytes ? wire_send(&source->wire, WIRE_DATA, data, bytes) : 0;
}

/* How much of these bytes, which begin at @begin of the stream, is before @position. */
static size_t bytes_before(u64 position, u64 begin, size_t bytes)
{
	if (position <= begin)
		return 0;
	return position - begin < bytes ? position - begin : bytes;
}

/* The piece as it is, unless --end or --repeat want the stream otherwise. */
static int send_as_told(struct source *source, const void *data, size_t bytes)
{
	const struct session *session = &source->session;
	u64 repeat_bytes = session->options->repeat_bytes;
	u64 begin = session->bytes - bytes;
	size_t first;
	int ret;

	bytes = bytes_before(session->options->end_bytes, begin, bytes);
	if (source->repeated || session->bytes < repeat_bytes)
		return send_data(source, data, bytes);
	first = bytes_before(repeat_bytes, begin, bytes);
	source->repeated = true;
	ret = send_data(source, data, first);
	if (!ret)
		ret = send_data(source, session->copy.data, repeat_bytes);
	if (!ret)
		ret = send_data(source, (const char *)data + first, bytes - first);
	return ret;
}

static int send_piece(void *context, const void *data, size_t bytes)
{
	struct source *source = context;
	int ret;

	/* Before END the destination speaks only to refuse, or is gone. */
	if (wire_readable(&source->wire)) {
		collect_answer(source);
		return -ECANCELED;
	}
	ret = send_as_told(source, data, bytes);
	if (ret)
		collect_answer(source);
	return ret;
}

/* What the destination needs in order to refuse, while the guest still runs. */
static int pre_copy(struct source *source)
{
	struct session *session = &source->session;
	bool sink_failed, synced = false;
	int ret;

	ret = session_set_state(session, APVMM_STATE_PRE_COPY);
	if (!ret)
		ret = transfer_save(session, send_piece, source, &sink_failed);
	if (!ret)
		ret = wire_send(&source->wire, WIRE_SYNC, NULL, 0);
	if (ret)
		return ret;
	ret = wire_receive_synced(&source->wire, &synced, &source->answer);
	if (ret)
		source->peer_lost = true;
	else
		source->answered = !synced;
	return ret || synced ? ret : -ECANCELED;
}

static int stream(struct source *source)
{
	struct session *session = &source->session;
	bool sink_failed;
	int ret = 0;

	if (session->options->pre_copy)
		ret = pre_copy(source);
	else
		ret = session_set_state(session, VFIO_DEVICE_STATE_STOP);
	if (!ret)
		ret = session_set_state(session, VFIO_DEVICE_STATE_STOP_COPY);
	if (!ret)
		ret = transfer_save(session, send_piece, source, &sink_failed);
	if (ret)
		return ret;
	ret = wire_send(&source->wire, WIRE_END, NULL, 0);
	collect_answer(source);
	return ret && !source->answered ? ret : 0;
}

static void report_answer(const struct source *source)
{
	const char *status = !source->answered ? "none" :
			     source->answer.err ? "refused" : "applied";

	report_begin("answer");
	report_text("peer", source->wire.peer);
	report_text("status", status);
	if (source->answered) {
		report_errno(source->answer.err);
		report_text("text", source->answer.text);
	}
	report_end();
}

/* The destination has applied it: give the device up, then let it run there. */
static int commit(struct source *source)
{
	int ret;

	ret = session_set_state(&source->session, VFIO_DEVICE_STATE_STOP);
	if (ret)
		return ret;
	session_close_data_fd(&source->session);
	ret = wire_send(&source->wire, WIRE_COMMIT, NULL, 0);
	if (ret)
		source->peer_lost = true;
	return ret;
}

static int roll_back(struct source *source)
{
	struct session *session = &source->session;
	char why[sizeof(source->answer.text) + 64];
	const char *result = "failed";
	int code = APVMM_FAILED;

	snprintf(why, sizeof(why), "%s", last_failure());
	if (source->answered && source->answer.err) {
		result = "refused";
		code = APVMM_REFUSED;
		snprintf(why, sizeof(why), "destination %s refused: %s",
			 source->wire.peer, source->answer.text);
		fail(0, "%s", why);
	} else if (source->peer_lost) {
		result = "peer_lost";
		code = APVMM_PEER_LOST;
	}
	/* The peer must not wait for us while we hold. */
	wire_close(&source->wire);
	if (session_roll_back(session)) {
		fail(0, "the guest does NOT run here again: %s", last_failure());
		return session_summary(session, "lost", APVMM_FAILED,
				       last_failure());
	}
	session_summary(session, result, code, why);
	return session_hold(session) ? APVMM_FAILED : code;
}

static int migrate(struct source *source)
{
	struct session *session = &source->session;
	int ret;

	ret = stream(source);
	report_answer(source);
	if (ret || !source->answered || source->answer.err ||
	    gate_wait(session, GATE_COMMIT) || commit(source))
		return roll_back(source);
	wire_close(&source->wire);
	return session_summary(session, "migrated", APVMM_OK, NULL);
}

int cmd_source(const struct options *options, char **words)
{
	struct source source = { .wire.fd = -1 };
	int code = APVMM_PEER_LOST;
	int ret;

	(void)words;
	if (wire_check_address(options->connect, true))
		return APVMM_USAGE;
	if (session_open(&source.session, options, true))
		return APVMM_FAILED;
	ret = gate_wait(&source.session, GATE_OPEN);
	if (!ret)
		ret = wire_connect(&source.wire, options->connect,
				   options->timeout_s, options->silence_s);
	if (!ret)
		ret = wire_hello(&source.wire);
	source.session.started_ns = now_ns();
	if (ret) {
		/* Nothing has happened to the guest. */
		session_summary(&source.session, "peer_lost", code,
				last_failure());
		if (session_hold(&source.session))
			code = APVMM_FAILED;
	} else {
		code = migrate(&source);
	}
	wire_close(&source.wire);
	session_close(&source.session);
	return code;
}
