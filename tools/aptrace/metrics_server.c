// SPDX-License-Identifier: GPL-2.0
/* Hands out the page of metrics over HTTP, by libmicrohttpd. */
#include <errno.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../driver/core/types.h"
#include "format.h"
#include "metrics_answer.h"
#include "metrics_server.h"
#include "text.h"

#define NSEC_PER_MSEC	1000000ULL

/**
 * struct guest - a connection
 * @fd: its socket
 * @since_ns: boot time at which it came; 0: the entry is free
 * @out: it was told to go
 */
struct guest {
	int fd;
	uint64_t since_ns;
	bool out;
};

/**
 * struct metrics_server - the server
 * @daemon: of libmicrohttpd
 * @tally: what is shown
 * @fd: of the daemon's epoll
 * @guests: the connections
 */
struct metrics_server {
	struct MHD_Daemon *daemon;
	const struct tally *tally;
	int fd;
	struct guest guests[METRICS_SERVER_CONNECTIONS];
};

static enum MHD_Result answer_request(void *context,
				      struct MHD_Connection *connection,
				      const char *url, const char *method,
				      const char *http_version,
				      const char *upload, size_t *upload_bytes,
				      void **request_context)
{
	struct metrics_server *server = context;
	struct metrics_answer answer;
	struct MHD_Response *response;
	enum MHD_Result result;

	(void)http_version;
	(void)upload;
	(void)upload_bytes;
	(void)request_context;
	metrics_answer(server->tally, method, url,
		       MHD_lookup_connection_value(connection, MHD_HEADER_KIND,
						   MHD_HTTP_HEADER_ACCEPT),
		       &answer);
	/* It frees the text. */
	response = MHD_create_response_from_buffer(answer.body.length,
						   answer.body.data,
						   MHD_RESPMEM_MUST_FREE);
	if (!response) {
		text_free(&answer.body);
		return MHD_NO;
	}
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE,
				answer.type);
	/* One question, one answer: nobody occupies a place between two. */
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
	if (answer.allow)
		MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW,
					answer.allow);
	result = MHD_queue_response(connection, answer.status, response);
	MHD_destroy_response(response);
	return result;
}

static void on_connection(void *context, struct MHD_Connection *connection,
			  void **socket_context,
			  enum MHD_ConnectionNotificationCode code)
{
	const union MHD_ConnectionInfo *info;
	struct metrics_server *server = context;
	struct guest *guest;
	size_t i;

	if (code != MHD_CONNECTION_NOTIFY_STARTED) {
		guest = *socket_context;
		if (guest)
			guest->since_ns = 0;
		return;
	}
	*socket_context = NULL;
	info = MHD_get_connection_info(connection,
				       MHD_CONNECTION_INFO_CONNECTION_FD);
	for (i = 0; i < ARRAY_SIZE(server->guests); i++) {
		guest = &server->guests[i];
		if (guest->since_ns)
			continue;
		guest->fd = info->connect_fd;
		guest->since_ns = clock_boot_ns();
		guest->out = false;
		*socket_context = guest;
		return;
	}
}

static int open_socket(union listen_address *address, char *why)
{
	socklen_t bytes = listen_address_bytes(address);
	char text[LISTEN_ADDRESS_BYTES];
	int fd, on = 1;

	fd = socket(address->any.sa_family,
		    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0) {
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
		if (!bind(fd, &address->any, bytes) &&
		    !listen(fd, METRICS_SERVER_CONNECTIONS) &&
		    !getsockname(fd, &address->any, &bytes))
			return fd;
	}
	listen_address_text(address, text);
	snprintf(why, METRICS_SERVER_WHY_BYTES,
		 "cannot listen on %s: %s; --listen takes another address or port%s",
		 text, strerror(errno), errno == EADDRINUSE ?
		 ", ss -ltnp shows who has this one" : "");
	if (fd >= 0)
		close(fd);
	return -1;
}

struct metrics_server *metrics_server_start(union listen_address *address,
					    const struct tally *tally,
					    char *why)
{
	struct metrics_server *server;
	int fd = open_socket(address, why);

	if (fd < 0)
		return NULL;
	server = must_alloc(1, sizeof(*server));
	server->tally = tally;
	server->daemon = MHD_start_daemon(MHD_USE_EPOLL, 0, NULL, NULL,
					  answer_request, server,
					  MHD_OPTION_LISTEN_SOCKET, fd,
					  MHD_OPTION_CONNECTION_LIMIT,
					  (unsigned int)METRICS_SERVER_CONNECTIONS,
					  MHD_OPTION_CONNECTION_TIMEOUT,
					  (unsigned int)METRICS_SERVER_SILENCE_S,
					  MHD_OPTION_CONNECTION_MEMORY_LIMIT,
					  (size_t)METRICS_SERVER_REQUEST_BYTES,
					  MHD_OPTION_NOTIFY_CONNECTION,
					  on_connection, server, MHD_OPTION_END);
	if (!server->daemon) {
		snprintf(why, METRICS_SERVER_WHY_BYTES,
			 "libmicrohttpd does not start");
		close(fd);
		free(server);
		return NULL;
	}
	server->fd = MHD_get_daemon_info(server->daemon,
					 MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
	return server;
}

void metrics_server_stop(struct metrics_server *server)
{
	if (!server)
		return;
	/* It closes the socket that it was given, too. */
	MHD_stop_daemon(server->daemon);
	free(server);
}

int metrics_server_fd(const struct metrics_server *server)
{
	return server->fd;
}

/*
 * The daemon's time-out is for silence only: a byte every few seconds would keep a
 * connection for ever. A socket that is shut down ends for the daemon.
 */
static void turn_out(struct metrics_server *server, uint64_t now_ns)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(server->guests); i++) {
		struct guest *guest = &server->guests[i];

		if (!guest->since_ns || guest->out ||
		    now_ns < guest->since_ns + METRICS_SERVER_LIFE_NS)
			continue;
		guest->out = true;
		shutdown(guest->fd, SHUT_RDWR);
	}
}

void metrics_server_run(struct metrics_server *server)
{
	turn_out(server, clock_boot_ns());
	MHD_run(server->daemon);
}

uint64_t metrics_server_until_ns(struct metrics_server *server)
{
	MHD_UNSIGNED_LONG_LONG timeout_ms;
	uint64_t until_ns = 0, end_ns;
	size_t i;

	if (MHD_get_timeout(server->daemon, &timeout_ms) == MHD_YES)
		until_ns = clock_boot_ns() + timeout_ms * NSEC_PER_MSEC;
	for (i = 0; i < ARRAY_SIZE(server->guests); i++) {
		const struct guest *guest = &server->guests[i];

		end_ns = guest->since_ns + METRICS_SERVER_LIFE_NS;
		if (guest->since_ns && !guest->out &&
		    (!until_ns || end_ns < until_ns))
			until_ns = end_ns;
	}
	return until_ns;
}
