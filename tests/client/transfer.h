/* SPDX-License-Identifier: GPL-2.0 */
/* Reading and writing the migration file. */
#ifndef APVMM_TRANSFER_H
#define APVMM_TRANSFER_H

#include <stddef.h>

#include "../../driver/core/types.h"
#include "chunk.h"
#include "session.h"

/* Takes what was read. 0, or a negative errno that ends the transfer. */
typedef int (*transfer_sink)(void *context, const void *data, size_t bytes);

/**
 * transfer_save - read the migration file until it ends
 * @session: its device is in STOP_COPY; or in PRE_COPY, and then the end is that
 *	there is nothing more for now
 * @sink: gets each piece
 * @context: its first argument
 * @sink_failed: set if the sink, not the device, ended the transfer
 *
 * Return: 0, or a negative errno after saying what failed.
 */
int transfer_save(struct session *session, transfer_sink sink, void *context,
		  bool *sink_failed);

/**
 * struct transfer_load - writes to the migration file in the pieces asked for
 * @session: its device is in RESUMING
 * @chunker: how large the next piece is
 * @next_bytes: that size
 * @held: what has arrived and is less than the next piece
 * @held_bytes: how much it is
 * @start_ns: when the first piece was written
 */
struct transfer_load {
	struct session *session;
	struct chunker chunker;
	size_t next_bytes;
	unsigned char *held;
	size_t held_bytes;
	u64 start_ns;
};

int transfer_load_begin(struct transfer_load *load, struct session *session);
int transfer_load_add(struct transfer_load *load, const void *data, size_t bytes);
/* Write what is held back: the source waits for a verdict. */
int transfer_load_flush(struct transfer_load *load);
/* Write what is left. */
int transfer_load_end(struct transfer_load *load);
void transfer_load_free(struct transfer_load *load);

#endif /* APVMM_TRANSFER_H */
