/* SPDX-License-Identifier: GPL-2.0 */
/* The destination's side: take a stream, judge its queues. */
#ifndef APTRACE_BENCH_RESTORE_H
#define APTRACE_BENCH_RESTORE_H

#include "guest.h"

/**
 * bench_restore - take a stream in pieces
 * @host: what the destination has: its queues are asked
 * @stream: the stream
 * @bytes: its length
 * @write_bytes: size of the pieces, not 0
 *
 * Return: true if the stream was taken, and every queue found compatible.
 */
bool bench_restore(struct bench_guest *host, const u8 *stream, size_t bytes,
		   size_t write_bytes);

#endif /* APTRACE_BENCH_RESTORE_H */
