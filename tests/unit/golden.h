/* SPDX-License-Identifier: GPL-2.0 */
/* The stream in golden/stream-v1.hex. */
#ifndef APTRACE_UNIT_GOLDEN_H
#define APTRACE_UNIT_GOLDEN_H

#include "../../driver/core/stream.h"

/* Reads the file; returns the number of bytes, 0 after an error message. */
size_t golden_read(u8 *bytes, size_t room);

/* What it describes. */
#define GOLDEN_QUEUES	4

extern const u8 golden_id[16];
extern const struct ap_stream_queue golden_queues[GOLDEN_QUEUES];
void golden_matrices(struct ap_matrix *assigned, struct ap_matrix *guest);

#endif /* APTRACE_UNIT_GOLDEN_H */
