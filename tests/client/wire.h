/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The connection of source and destination: frames over TCP.
 *
 * A frame is its type and the length of its payload (32 bits each, big endian),
 * then the payload. The order:
 *
 *	both		HELLO	protocol and version; anything else is refused
 *	source		DATA	the device's stream, in pieces; END after the last
 *	source		SYNC	in PRE_COPY: is there anything against what was sent?
 *	destination	SYNCED	there is nothing (else RESULT): the guest may pause
 *	destination	RESULT	applied, or refused and why; may come early
 *	source		COMMIT	the source has given its device up: run
 *
 * The destination runs only after COMMIT, and the source sends COMMIT only
 * after it has heard "applied": at no time both run. No side waits for longer
 * than --silence without a byte from the other; that its host is dead is found out
 * by TCP, within a minute.
 */
#ifndef APVMM_WIRE_H
#define APVMM_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#include "../../driver/core/types.h"

enum wire_type {
	WIRE_HELLO = 1,
	WIRE_DATA,
	WIRE_END,
	WIRE_RESULT,
	WIRE_COMMIT,
	WIRE_SYNC,
	WIRE_SYNCED,
};

#define WIRE_VERSION		"apvmm/2 vfio-migration/2"
/* One DATA frame holds at most that much; more is sent in several. */
#define WIRE_PAYLOAD_MAX	(1U << 20)

struct wire {
	int fd;
	u64 silence_s;
	char peer[64];
};

/**
 * struct wire_result - payload of WIRE_RESULT
 * @err: 0: applied; else the (positive) errno of the step that failed
 * @text: what failed, for people
 */
struct wire_result {
	u32 err;
	char text[1024];
};

/*
 * All return 0 or a negative errno, after saying what is wrong. Whatever fails
 * means that the peer is lost; but not of wire_check_address(): bad usage.
 */
int wire_check_address(const char *address, bool need_host);
int wire_connect(struct wire *wire, const char *address, u64 timeout_s,
		 u64 silence_s);
/* A listening socket, or a negative errno. */
int wire_listen(const char *address);
int wire_accept(struct wire *wire, int listen_fd, u64 timeout_s, u64 silence_s);
/* Send HELLO, wait for the peer's, compare. */
int wire_hello(struct wire *wire);
int wire_send(struct wire *wire, enum wire_type type, const void *payload,
	      size_t bytes);
/* @payload has room for WIRE_PAYLOAD_MAX bytes. */
int wire_receive(struct wire *wire, u32 *type, void *payload,
		 size_t *bytes);
/* Has something arrived, or has the peer closed? */
bool wire_readable(const struct wire *wire);
int wire_send_result(struct wire *wire, const struct wire_result *result);
int wire_receive_result(struct wire *wire, struct wire_result *result);
/* As wire_receive_result(), but SYNCED may come instead: @synced tells. */
int wire_receive_synced(struct wire *wire, bool *synced,
			struct wire_result *result);
/*
 * Close after a refusal. What the peer still sends is read and dropped first:
 * closing with unread data would reset the connection and destroy RESULT.
 */
void wire_close_drained(struct wire *wire);
void wire_close(struct wire *wire);

#endif /* APVMM_WIRE_H */
