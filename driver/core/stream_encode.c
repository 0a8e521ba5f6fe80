// SPDX-License-Identifier: GPL-2.0
/*
 * The encoder: header, one CONFIG record, END.
 *
 * In three steps, so that a driver can fill in the queues one by one while it
 * asks the hardware, and needs no second table.
 */
#include "be.h"
#include "crc32c.h"
#include "stream_layout.h"

/* Version 1.0 has its records at fixed places. */
#define CONFIG_RECORD	HEADER_BYTES
#define CONFIG_PAYLOAD	(CONFIG_RECORD + RECORD_BYTES)
#define QUEUES		(CONFIG_PAYLOAD + CONFIG_BYTES)

size_t ap_stream_bytes(u32 queues)
{
	return QUEUES + (size_t)queues * QUEUE_BYTES + TAIL_BYTES;
}

static u32 stream_queues(const u8 *stream)
{
	return ap_get_be32(stream + CONFIG_PAYLOAD + CONFIG_AT(queue_count));
}

static void put_masks(u8 *to, const struct ap_matrix *matrix)
{
	memcpy(to + MASKS_AT(apm), matrix->apm.bits, AP_MASK_BYTES);
	memcpy(to + MASKS_AT(aqm), matrix->aqm.bits, AP_MASK_BYTES);
	memcpy(to + MASKS_AT(adm), matrix->adm.bits, AP_MASK_BYTES);
}

static void put_record(u8 *to, u16 type, u64 payload_bytes)
{
	ap_put_be16(to + RECORD_AT(type), type);
	ap_put_be64(to + RECORD_AT(payload_bytes), payload_bytes);
}

int ap_stream_begin(void *buf, size_t buf_bytes, const u8 migration_id[16],
		    const struct ap_matrix *assigned,
		    const struct ap_matrix *guest)
{
	static const u8 no_id[16];
	u32 queues = ap_matrix_queues(guest);
	size_t bytes = ap_stream_bytes(queues);
	u8 *stream = buf;
	u8 *config;

	if (buf_bytes < bytes || !memcmp(migration_id, no_id, sizeof(no_id)) ||
	    !ap_matrix_subset(guest, assigned))
		return -EINVAL;

	/* Reserved fields, and queues that nobody puts, are zero. */
	memset(stream, 0, bytes);

	memcpy(stream + HEADER_AT(magic), VFIO_AP_MIG_MAGIC,
	       VFIO_AP_MIG_MAGIC_BYTES);
	ap_put_be16(stream + HEADER_AT(major), VFIO_AP_MIG_MAJOR);
	ap_put_be16(stream + HEADER_AT(minor), VFIO_AP_MIG_MINOR);
	ap_put_be32(stream + HEADER_AT(header_bytes), HEADER_BYTES);
	memcpy(stream + HEADER_AT(migration_id), migration_id, 16);
	ap_put_be64(stream + HEADER_AT(total_bytes), bytes);

	put_record(stream + CONFIG_RECORD, VFIO_AP_MIG_RECORD_CONFIG,
		   bytes - CONFIG_PAYLOAD - TAIL_BYTES);
	config = stream + CONFIG_PAYLOAD;
	put_masks(config + CONFIG_AT(assigned), assigned);
	put_masks(config + CONFIG_AT(guest), guest);
	ap_put_be32(config + CONFIG_AT(queue_count), queues);

	put_record(stream + bytes - TAIL_BYTES, VFIO_AP_MIG_RECORD_END,
		   END_BYTES);
	return 0;
}

int ap_stream_put_queue(void *buf, u32 index,
			const struct ap_stream_queue *queue)
{
	u8 *stream = buf;
	u8 *entry;

	if (index >= stream_queues(stream))
		return -EINVAL;

	entry = stream + QUEUES + (size_t)index * QUEUE_BYTES;
	ap_put_be16(entry + QUEUE_AT(apqn), queue->apqn);
	entry[QUEUE_AT(rc)] = queue->rc;
	ap_put_be64(entry + QUEUE_AT(info), queue->info);
	return 0;
}

static void seal_record(u8 *record)
{
	const u8 *payload = record + RECORD_BYTES;
	u64 payload_bytes = ap_get_be64(record + RECORD_AT(payload_bytes));

	ap_put_be32(record + RECORD_AT(payload_crc),
		    ap_crc32c(0, payload, payload_bytes));
	ap_put_be32(record + RECORD_AT(record_crc),
		    ap_crc32c(0, record, RECORD_AT(record_crc)));
}

size_t ap_stream_seal(void *buf)
{
	u8 *stream = buf;
	size_t bytes = ap_stream_bytes(stream_queues(stream));
	size_t end_bytes = bytes - TAIL_BYTES;
	u8 *end_record = stream + end_bytes;
	u8 *end = end_record + RECORD_BYTES;

	ap_put_be32(stream + HEADER_AT(header_crc),
		    ap_crc32c(0, stream, HEADER_AT(header_crc)));
	seal_record(stream + CONFIG_RECORD);

	/* Last, because it covers the checksums above. */
	ap_put_be64(end + END_AT(stream_bytes), end_bytes);
	ap_put_be32(end + END_AT(stream_crc), ap_crc32c(0, stream, end_bytes));
	ap_put_be32(end + END_AT(record_count), 1);
	seal_record(end_record);

	return bytes;
}
