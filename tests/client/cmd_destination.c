// SPDX-License-Identifier: GPL-2.0
/* apvmm destination: the side that takes a guest. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "error.h"
#include "gate.h"
#include "kernel_abi.h"
#include "number.h"
#include "report.h"
#include "session.h"
#include "transfer.h"
#include "wire.h"

struct destination {
	struct session session;
	struct wire wire;
	struct transfer_load load;
	bool peer_lost;
};

/* The device has taken everything so far, or has something against it. */
static int synchronize(struct destination *destination)
{
	int ret = transfer_load_flush(&destination->load);

	if (ret)
		return ret;
	ret = wire_send(&destination->wire, WIRE_SYNCED, NULL, 0);
	if (ret)
		destination->peer_lost = true;
	return ret;
}

/* Until END. A failure is the device's, or (@peer_lost) the peer's. */
static int take_stream(struct destination *destination, void *payload)
{
	u32 type;
	size_t bytes;
	int ret;

	for (;;) {
		ret = wire_receive(&destination->wire, &type, payload, &bytes);
		if (!ret && type != WIRE_DATA && type != WIRE_END &&
		    type != WIRE_SYNC)
			ret = fail(EPROTO, "peer %s: frame of type %u in the middle of the stream",
				   destination->wire.peer, type);
		if (ret) {
			destination->peer_lost = true;
			return ret;
		}
		if (type == WIRE_END)
			return transfer_load_end(&destination->load);
		if (type == WIRE_SYNC)
			ret = synchronize(destination);
		else
			ret = transfer_load_add(&destination->load, payload,
						bytes);
		if (ret)
			return ret;
	}
}

static int load(struct destination *destination)
{
	struct session *session = &destination->session;
	void *payload;
	int ret;

	payload = malloc(WIRE_PAYLOAD_MAX);
	if (!payload)
		return fail(ENOMEM, "receive buffer");
	ret = session_set_state(session, VFIO_DEVICE_STATE_RESUMING);
	if (!ret)
		ret = transfer_load_begin(&destination->load, session);
	if (!ret)
		ret = take_stream(destination, payload);
	free(payload);
	if (!ret && !session->options->close_late)
		session_close_data_fd(session);
	if (!ret)
		ret = session_set_state(session, VFIO_DEVICE_STATE_STOP);
	return ret;
}

/* Only now may the guest run: the source has given its device up. */
static int wait_for_commit(struct destination *destination)
{
	char payload[WIRE_PAYLOAD_MAX];
	u32 type = 0;
	size_t bytes;
	int ret;

	ret = wire_receive(&destination->wire, &type, payload, &bytes);
	if (!ret && type != WIRE_COMMIT)
		ret = fail(EPROTO, "peer %s: frame of type %u instead of COMMIT",
			   destination->wire.peer, type);
	if (ret)
		destination->peer_lost = true;
	return ret;
}

/* The device does not take it, or nobody gives: back to where it began. */
static int give_up(struct destination *destination)
{
	struct session *session = &destination->session;
	struct wire_result result = { .err = last_failure_errno() };
	int code = APVMM_REFUSED;

	snprintf(result.text, sizeof(result.text), "%s", last_failure());
	transfer_load_free(&destination->load);
	session_close_data_fd(session);
	/* The source's guest waits for this: first tell, then clean up. */
	if (destination->peer_lost) {
		code = APVMM_PEER_LOST;
		wire_close(&destination->wire);
	} else if (wire_send_result(&destination->wire, &result)) {
		code = APVMM_PEER_LOST;
	}
	if (session_reset(session))
		code = APVMM_FAILED;
	if (destination->wire.fd >= 0)
		wire_close_drained(&destination->wire);
	session_summary(session, code == APVMM_REFUSED ? "refused" :
			code == APVMM_PEER_LOST ? "peer_lost" : "failed", code,
			result.text);
	return code;
}

static int resume(struct destination *destination)
{
	struct wire_result applied = { .text = "applied" };
	struct session *session = &destination->session;

	session->started_ns = now_ns();
	if (load(destination) || gate_wait(session, GATE_ANSWER))
		return give_up(destination);
	if (wire_send_result(&destination->wire, &applied)) {
		destination->peer_lost = true;
		return give_up(destination);
	}
	if (wait_for_commit(destination) || gate_wait(session, GATE_RUN))
		return give_up(destination);
	wire_close(&destination->wire);
	/* From here on the guest is ours: there is no way back. */
	if (session_set_state(session, VFIO_DEVICE_STATE_RUNNING))
		return session_summary(session, "lost", APVMM_FAILED,
				       last_failure());
	session_close_data_fd(session);
	return session_summary(session, "migrated", APVMM_OK, NULL);
}

static int serve(struct destination *destination, int listen_fd)
{
	const struct options *options = destination->session.options;
	int code;

	report_begin("listening");
	report_text("address", options->listen);
	report_number("pid", getpid());
	report_end();
	if (session_ready(&destination->session))
		return APVMM_FAILED;
	if (wire_accept(&destination->wire, listen_fd, options->timeout_s,
			options->silence_s) ||
	    wire_hello(&destination->wire))
		return session_summary(&destination->session, "peer_lost",
				       APVMM_PEER_LOST, last_failure());
	code = resume(destination);
	return session_hold(&destination->session) ? APVMM_FAILED : code;
}

int cmd_destination(const struct options *options, char **words)
{
	struct destination destination = { .wire.fd = -1 };
	int listen_fd;
	int code = APVMM_FAILED;

	(void)words;
	if (wire_check_address(options->listen, false))
		return APVMM_USAGE;
	listen_fd = wire_listen(options->listen);
	if (listen_fd < 0)
		return APVMM_FAILED;
	if (!session_open(&destination.session, options, true)) {
		code = serve(&destination, listen_fd);
		transfer_load_free(&destination.load);
		wire_close(&destination.wire);
		session_close(&destination.session);
	}
	close(listen_fd);
	return code;
}
