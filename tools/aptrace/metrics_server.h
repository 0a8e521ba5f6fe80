/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hands out the page of metrics over HTTP. It has no thread: the caller polls a
 * file and lets it work, so what it shows never changes under it. Whoever is slow
 * or silent loses his connection; of those there is a limit.
 */
#ifndef APTRACE_METRICS_SERVER_H
#define APTRACE_METRICS_SERVER_H

#include "listen_address.h"
#include "tally.h"

#define METRICS_SERVER_CONNECTIONS	16
/* As long as nothing comes, and all in all. */
#define METRICS_SERVER_SILENCE_S	5
#define METRICS_SERVER_LIFE_NS		15000000000ULL
/* For the head of a request; a longer one is refused. */
#define METRICS_SERVER_REQUEST_BYTES	16384
#define METRICS_SERVER_WHY_BYTES	256

struct metrics_server;

/**
 * metrics_server_start - listen
 * @address: where; the port that was found is filled in if it was 0
 * @tally: what is shown
 * @why: receives what is wrong, METRICS_SERVER_WHY_BYTES
 *
 * Return: the server, or NULL.
 */
struct metrics_server *metrics_server_start(union listen_address *address,
					    const struct tally *tally,
					    char *why);
void metrics_server_stop(struct metrics_server *server);

/* Readable when there is something to do. */
int metrics_server_fd(const struct metrics_server *server);
/* Do it, and turn out who has been here too long. */
void metrics_server_run(struct metrics_server *server);
/* The boot time at which it wants to run though nothing came; 0: none. */
uint64_t metrics_server_until_ns(struct metrics_server *server);

#endif /* APTRACE_METRICS_SERVER_H */
