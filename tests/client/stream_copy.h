/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What went over the wire, kept to say in the summary what it was: the
 * driver's own decoder reads it.
 */
#ifndef APVMM_STREAM_COPY_H
#define APVMM_STREAM_COPY_H

#include <stdbool.h>
#include <stddef.h>

struct stream_copy {
	unsigned char *data;
	size_t bytes;
	size_t room_bytes;
	bool overflow;		/* more came than any stream has */
};

int stream_copy_add(struct stream_copy *copy, const void *data, size_t bytes);
void stream_copy_reset(struct stream_copy *copy);
void stream_copy_free(struct stream_copy *copy);

/* Fields of the current report step: migration_id, queues, adapters, ... */
void stream_copy_report(const struct stream_copy *copy);

#endif /* APVMM_STREAM_COPY_H */
