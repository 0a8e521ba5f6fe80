/* SPDX-License-Identifier: GPL-2.0 */
/* The source's side: ways to serve a guest's state in reads. */
#ifndef APTRACE_BENCH_SAVE_H
#define APTRACE_BENCH_SAVE_H

#include <stdlib.h>

#include "guest.h"

/* As a VMM reads it. */
#define BENCH_READ_BYTES	4096

enum bench_way {
	/* As vfio_ap does: built once, then copied from. */
	BENCH_SNAPSHOT,
	/* Built for each read, for the part that the read is about. */
	BENCH_REBUILT,
	/*
	 * The same without checksums, and so no stream: less than this no rebuild
	 * of the queue table can cost.
	 */
	BENCH_REBUILT_BARE,
	BENCH_WAYS
};

/**
 * bench_save - save a guest's state
 * @guest: the guest
 * @way: how
 * @to: where what is read goes; room for ap_stream_bytes() of its queues
 *
 * Return: number of bytes; 0 if there is no memory, or the encoder refused.
 */
size_t bench_save(struct bench_guest *guest, enum bench_way way, u8 *to);

/* How many reads of BENCH_READ_BYTES a stream takes; the end of it not counted. */
size_t bench_reads(size_t stream_bytes);

#endif /* APTRACE_BENCH_SAVE_H */
