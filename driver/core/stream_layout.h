/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Private to the encoder and the decoder: where things are in a stream.
 *
 * The offsets are those of the structures in the uapi header, and the asserts
 * below hold these to the numbers in Documentation/stream-format.rst. The
 * structures themselves are never laid over a buffer.
 */
#ifndef APTRACE_CORE_STREAM_LAYOUT_H
#define APTRACE_CORE_STREAM_LAYOUT_H

#include "stream.h"

#define HEADER_BYTES	sizeof(struct vfio_ap_mig_header)
#define RECORD_BYTES	sizeof(struct vfio_ap_mig_record)
#define CONFIG_BYTES	sizeof(struct vfio_ap_mig_config)
#define QUEUE_BYTES	sizeof(struct vfio_ap_mig_queue)
#define END_BYTES	sizeof(struct vfio_ap_mig_end)

/* What a non-final record must leave room for: the END record as a whole. */
#define TAIL_BYTES	(RECORD_BYTES + END_BYTES)

/* A stream that begins in PRE_COPY does not know its length. */
static inline bool stream_total_is_possible(u64 total_bytes, bool pre_copy)
{
	if (pre_copy)
		return !total_bytes;
	return total_bytes >= ap_stream_bytes(0) &&
	       total_bytes <= AP_STREAM_BYTES_MAX;
}

#define HEADER_AT(field)	offsetof(struct vfio_ap_mig_header, field)
#define RECORD_AT(field)	offsetof(struct vfio_ap_mig_record, field)
#define CONFIG_AT(field)	offsetof(struct vfio_ap_mig_config, field)
#define MASKS_AT(field)		offsetof(struct vfio_ap_mig_masks, field)
#define QUEUE_AT(field)		offsetof(struct vfio_ap_mig_queue, field)
#define END_AT(field)		offsetof(struct vfio_ap_mig_end, field)

#define ASSERT_AT(offset, number) \
	static_assert((offset) == (number), #offset " is part of the format")

ASSERT_AT(HEADER_BYTES, 64);
ASSERT_AT(HEADER_AT(magic), 0);
ASSERT_AT(HEADER_AT(major), 8);
ASSERT_AT(HEADER_AT(minor), 10);
ASSERT_AT(HEADER_AT(header_bytes), 12);
ASSERT_AT(HEADER_AT(migration_id), 16);
ASSERT_AT(HEADER_AT(total_bytes), 32);
ASSERT_AT(HEADER_AT(flags), 40);
ASSERT_AT(HEADER_AT(reserved), 44);
ASSERT_AT(HEADER_AT(header_crc), 60);

ASSERT_AT(RECORD_BYTES, 24);
ASSERT_AT(RECORD_AT(type), 0);
ASSERT_AT(RECORD_AT(flags), 2);
ASSERT_AT(RECORD_AT(reserved), 4);
ASSERT_AT(RECORD_AT(payload_bytes), 8);
ASSERT_AT(RECORD_AT(payload_crc), 16);
ASSERT_AT(RECORD_AT(record_crc), 20);

ASSERT_AT(MASKS_AT(apm), 0);
ASSERT_AT(MASKS_AT(aqm), 32);
ASSERT_AT(MASKS_AT(adm), 64);

ASSERT_AT(CONFIG_BYTES, 208);
ASSERT_AT(CONFIG_AT(assigned), 0);
ASSERT_AT(CONFIG_AT(guest), 96);
ASSERT_AT(CONFIG_AT(queue_count), 192);
ASSERT_AT(CONFIG_AT(reserved), 196);
ASSERT_AT(CONFIG_AT(queues), 208);

ASSERT_AT(QUEUE_BYTES, 16);
ASSERT_AT(QUEUE_AT(apqn), 0);
ASSERT_AT(QUEUE_AT(rc), 2);
ASSERT_AT(QUEUE_AT(reserved0), 3);
ASSERT_AT(QUEUE_AT(reserved1), 4);
ASSERT_AT(QUEUE_AT(info), 8);

ASSERT_AT(END_BYTES, 16);
ASSERT_AT(END_AT(stream_bytes), 0);
ASSERT_AT(END_AT(stream_crc), 8);
ASSERT_AT(END_AT(record_count), 12);

#endif /* APTRACE_CORE_STREAM_LAYOUT_H */
