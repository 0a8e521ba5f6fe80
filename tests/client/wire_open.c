// SPDX-License-Identifier: GPL-2.0
/* How the connection comes about: addresses, listening, connecting. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "error.h"
#include "number.h"
#include "wire.h"

#define RETRY_MS	50
/* A host that does not even acknowledge for so long is dead. */
#define DEAD_HOST_MS	45000
#define PROBE_AFTER_S	15
#define PROBE_EVERY_S	5

/* "PORT" or "ADDRESS:PORT". */
static int parse_address(const char *text, bool need_host,
			 struct sockaddr_in *address)
{
	const char *colon = strrchr(text, ':');
	const char *port_text = colon ? colon + 1 : text;
	char host[INET_ADDRSTRLEN] = "";
	u64 port;

	*address = (struct sockaddr_in){ .sin_family = AF_INET };
	if (colon) {
		if ((size_t)(colon - text) >= sizeof(host))
			return fail(0, "address \"%s\": not an IPv4 address",
				    text);
		memcpy(host, text, colon - text);
	} else if (need_host) {
		return fail(0, "address \"%s\": give ADDRESS:PORT", text);
	}
	if (*host && inet_pton(AF_INET, host, &address->sin_addr) != 1)
		return fail(0, "address \"%s\": \"%s\" is not an IPv4 address such as 10.77.0.2",
			    text, host);
	if (!*host && need_host)
		return fail(0, "address \"%s\": give ADDRESS:PORT", text);
	if (parse_u64(port_text, 1, 65535, &port))
		return fail(0, "address \"%s\": port \"%s\" is not a number from 1 to 65535",
			    text, port_text);
	address->sin_port = htons(port);
	return 0;
}

int wire_check_address(const char *address, bool need_host)
{
	struct sockaddr_in parsed;

	return parse_address(address, need_host, &parsed);
}

static void set_option(int fd, int level, int name, int value)
{
	setsockopt(fd, level, name, &value, sizeof(value));
}

static void set_up(struct wire *wire, int fd, const struct sockaddr_in *peer,
		   u64 silence_s)
{
	char host[INET_ADDRSTRLEN] = "?";

	wire->fd = fd;
	wire->silence_s = silence_s;
	inet_ntop(AF_INET, &peer->sin_addr, host, sizeof(host));
	snprintf(wire->peer, sizeof(wire->peer), "%s:%u", host,
		 ntohs(peer->sin_port));
	/* The frames are small and somebody waits for each. */
	set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
	set_option(fd, IPPROTO_TCP, TCP_KEEPIDLE, PROBE_AFTER_S);
	set_option(fd, IPPROTO_TCP, TCP_KEEPINTVL, PROBE_EVERY_S);
	set_option(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, DEAD_HOST_MS);
}

static int finish_connect(int fd, int wait_ms)
{
	struct pollfd polled = { .fd = fd, .events = POLLOUT };
	socklen_t length = sizeof(int);
	int err = 0;
	int ret;

	ret = poll(&polled, 1, wait_ms);
	if (ret < 0)
		return -errno;
	if (!ret)
		return -ETIMEDOUT;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &length))
		return -errno;
	return -err;
}

/* One attempt: a connected socket, or a negative errno. */
static int try_connect(const struct sockaddr_in *peer, u64 deadline_ns)
{
	u64 now = now_ns();
	int ret = 0;
	int fd;

	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (const struct sockaddr *)peer, sizeof(*peer)))
		ret = -errno;
	if (ret == -EINPROGRESS)
		ret = now < deadline_ns ?
			finish_connect(fd, (deadline_ns - now) / NSEC_PER_MSEC + 1) :
			-ETIMEDOUT;
	if (ret) {
		close(fd);
		return ret;
	}
	return fd;
}

int wire_connect(struct wire *wire, const char *address, u64 timeout_s,
		 u64 silence_s)
{
	u64 deadline_ns = now_ns() + timeout_s * NSEC_PER_SEC;
	struct sockaddr_in peer;
	int fd;

	wire->fd = -1;
	if (parse_address(address, true, &peer))
		return -EINVAL;
	/* The destination may have been started at the same moment as we. */
	do {
		fd = try_connect(&peer, deadline_ns);
		if (fd != -ECONNREFUSED)
			break;
		poll(NULL, 0, RETRY_MS);
	} while (now_ns() < deadline_ns);
	if (fd < 0)
		return fail(-fd, "--connect %s: nobody answered for up to %llu s; is apvmm destination running there?",
			    address, (unsigned long long)timeout_s);
	set_up(wire, fd, &peer, silence_s);
	return 0;
}

int wire_listen(const char *address)
{
	struct sockaddr_in own;
	int one = 1;
	int err;
	int fd;

	if (parse_address(address, false, &own))
		return -EINVAL;
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return fail(errno, "--listen %s: socket", address);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&own, sizeof(own)) || listen(fd, 1)) {
		err = errno;
		close(fd);
		return fail(err, "--listen %s: cannot listen there; choose another port or address",
			    address);
	}
	return fd;
}

int wire_accept(struct wire *wire, int listen_fd, u64 timeout_s, u64 silence_s)
{
	struct pollfd polled = { .fd = listen_fd, .events = POLLIN };
	struct sockaddr_in peer = { 0 };
	socklen_t length = sizeof(peer);
	int fd;

	wire->fd = -1;
	if (poll(&polled, 1, timeout_s * 1000) <= 0)
		return fail(ETIMEDOUT, "no source connected for %llu s (--timeout)",
			    (unsigned long long)timeout_s);
	fd = accept4(listen_fd, (struct sockaddr *)&peer, &length, SOCK_CLOEXEC);
	if (fd < 0)
		return fail(errno, "accepting the source's connection");
	set_up(wire, fd, &peer, silence_s);
	return 0;
}
