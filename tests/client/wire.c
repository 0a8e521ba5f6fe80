// SPDX-License-Identifier: GPL-2.0
#include "wire.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <arpa/inet.h>

#include "error.h"
#include "number.h"

struct frame_header {
	u32 type;
	u32 bytes;
};

/* Until @events or the deadline. 0, or a negative errno. */
static int wait_for(const struct wire *wire, short events, u64 deadline_ns)
{
	struct pollfd polled = { .fd = wire->fd, .events = events };
	u64 now;
	int ret;

	for (;;) {
		now = now_ns();
		if (now >= deadline_ns)
			return -ETIMEDOUT;
		ret = poll(&polled, 1,
			   (deadline_ns - now) / NSEC_PER_MSEC + 1);
		if (ret > 0)
			return 0;
		if (ret < 0 && errno != EINTR)
			return -errno;
	}
}

static u64 deadline(const struct wire *wire)
{
	return now_ns() + wire->silence_s * NSEC_PER_SEC;
}

static int peer_failed(const struct wire *wire, int err, const char *what)
{
	return fail(err, "peer %s: lost while %s", wire->peer, what);
}

/* wait_for() has returned -@err. */
static int wait_failed(const struct wire *wire, int err, const char *what)
{
	if (err == ETIMEDOUT)
		return fail(err, "peer %s: nothing for %llu s while %s (--silence)",
			    wire->peer, (unsigned long long)wire->silence_s,
			    what);
	return peer_failed(wire, err, what);
}

static int send_all(struct wire *wire, const void *data, size_t bytes)
{
	const char *next = data;
	ssize_t count;
	int ret;

	while (bytes) {
		count = send(wire->fd, next, bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (count >= 0) {
			next += count;
			bytes -= count;
			continue;
		}
		if (errno != EAGAIN && errno != EINTR)
			return peer_failed(wire, errno, "sending");
		ret = wait_for(wire, POLLOUT, deadline(wire));
		if (ret)
			return wait_failed(wire, -ret, "sending");
	}
	return 0;
}

static int receive_all(struct wire *wire, void *data, size_t bytes)
{
	char *next = data;
	ssize_t count;
	int ret;

	while (bytes) {
		ret = wait_for(wire, POLLIN, deadline(wire));
		if (ret)
			return wait_failed(wire, -ret, "receiving");
		count = recv(wire->fd, next, bytes, MSG_DONTWAIT);
		if (!count)
			return peer_failed(wire, ECONNRESET, "receiving (it closed the connection)");
		if (count < 0) {
			if (errno == EAGAIN || errno == EINTR)
				continue;
			return peer_failed(wire, errno, "receiving");
		}
		next += count;
		bytes -= count;
	}
	return 0;
}

int wire_send(struct wire *wire, enum wire_type type, const void *payload,
	      size_t bytes)
{
	const char *next = payload;
	struct frame_header header;
	size_t part;
	int ret;

	do {
		part = bytes < WIRE_PAYLOAD_MAX ? bytes : WIRE_PAYLOAD_MAX;
		header.type = htonl(type);
		header.bytes = htonl(part);
		ret = send_all(wire, &header, sizeof(header));
		if (!ret)
			ret = send_all(wire, next, part);
		if (ret)
			return ret;
		next += part;
		bytes -= part;
	} while (bytes);
	return 0;
}

int wire_receive(struct wire *wire, u32 *type, void *payload, size_t *bytes)
{
	struct frame_header header;
	int ret;

	ret = receive_all(wire, &header, sizeof(header));
	if (ret)
		return ret;
	*type = ntohl(header.type);
	*bytes = ntohl(header.bytes);
	if (*bytes > WIRE_PAYLOAD_MAX)
		return fail(EPROTO, "peer %s: frame of type %u with %zu bytes, at most %u are allowed: not an apvmm?",
			    wire->peer, *type, *bytes, WIRE_PAYLOAD_MAX);
	return receive_all(wire, payload, *bytes);
}

bool wire_readable(const struct wire *wire)
{
	struct pollfd polled = { .fd = wire->fd, .events = POLLIN };

	return poll(&polled, 1, 0) > 0;
}

int wire_hello(struct wire *wire)
{
	char version[64] = { 0 };
	u32 header[2];
	int ret;

	ret = wire_send(wire, WIRE_HELLO, WIRE_VERSION, strlen(WIRE_VERSION));
	if (ret)
		return ret;
	/* Not wire_receive(): whoever this is may send anything. */
	ret = receive_all(wire, header, sizeof(header));
	if (ret)
		return ret;
	if (ntohl(header[0]) != WIRE_HELLO || ntohl(header[1]) >= sizeof(version))
		return fail(EPROTO, "peer %s: does not speak \"%s\"", wire->peer,
			    WIRE_VERSION);
	ret = receive_all(wire, version, ntohl(header[1]));
	if (ret)
		return ret;
	if (strcmp(version, WIRE_VERSION))
		return fail(EPROTO, "peer %s: speaks \"%s\", not \"%s\"; use the same apvmm on both hosts",
			    wire->peer, version, WIRE_VERSION);
	return 0;
}

int wire_send_result(struct wire *wire, const struct wire_result *result)
{
	struct {
		u32 err;
		char text[sizeof(result->text)];
	} payload = { .err = htonl(result->err) };
	size_t length = strnlen(result->text, sizeof(result->text) - 1);

	memcpy(payload.text, result->text, length);
	return wire_send(wire, WIRE_RESULT, &payload,
			 offsetof(typeof(payload), text) + length);
}

int wire_receive_synced(struct wire *wire, bool *synced,
			struct wire_result *result)
{
	char payload[WIRE_PAYLOAD_MAX];
	u32 type;
	u32 err;
	size_t bytes;
	int ret;

	ret = wire_receive(wire, &type, payload, &bytes);
	if (ret)
		return ret;
	*synced = type == WIRE_SYNCED && !bytes;
	if (*synced)
		return 0;
	if (type != WIRE_RESULT || bytes < sizeof(err) ||
	    bytes - sizeof(err) >= sizeof(result->text))
		return fail(EPROTO, "peer %s: sent a frame of type %u and %zu bytes instead of its result",
			    wire->peer, type, bytes);
	memcpy(&err, payload, sizeof(err));
	result->err = ntohl(err);
	memcpy(result->text, payload + sizeof(err), bytes - sizeof(err));
	result->text[bytes - sizeof(err)] = '\0';
	return 0;
}

int wire_receive_result(struct wire *wire, struct wire_result *result)
{
	bool synced;
	int ret = wire_receive_synced(wire, &synced, result);

	if (!ret && synced)
		return fail(EPROTO, "peer %s: sent SYNCED instead of its result",
			    wire->peer);
	return ret;
}

void wire_close_drained(struct wire *wire)
{
	u64 deadline_ns = deadline(wire);
	char dropped[4096];
	ssize_t count;

	shutdown(wire->fd, SHUT_WR);
	while (!wait_for(wire, POLLIN, deadline_ns)) {
		count = recv(wire->fd, dropped, sizeof(dropped), MSG_DONTWAIT);
		if (!count || (count < 0 && errno != EAGAIN && errno != EINTR))
			break;
	}
	wire_close(wire);
}

void wire_close(struct wire *wire)
{
	if (wire->fd >= 0)
		close(wire->fd);
	wire->fd = -1;
}
