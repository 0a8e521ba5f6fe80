// SPDX-License-Identifier: GPL-2.0
/*
 * The encoder: header, CONFIG record, END.
 *
 * A CONFIG record is made in three steps, so that a driver can fill in the
 * queues one by one while it asks the hardware, and needs no second table.
 */
#include "be.h"
#include "crc32c.h"
#include "stream_layout.h"

size_t ap_stream_config_bytes(u32 queues)
{
	return RECORD_BYTES + CONFIG_BYTES + (size_t)queues * QUEUE_BYTES;
}

size_t ap_stream_bytes(u32 queues)
{
	return HEADER_BYTES + ap_stream_config_bytes(queues) + TAIL_BYTES;
}

bool ap_stream_config_fits(u64 before_bytes, u32 records)
{
	const u64 reserve_bytes = 2 * ap_stream_config_bytes(VFIO_AP_MIG_QUEUES_MAX) +
				  TAIL_BYTES;

	return records < VFIO_AP_MIG_CONFIGS_MAX - 1 &&
	       before_bytes <= AP_STREAM_BYTES_MAX - reserve_bytes;
}

int ap_stream_put_header(void *buf, const u8 migration_id[16], u64 total_bytes)
{
	static const u8 no_id[16];
	u8 *header = buf;

	if (!memcmp(migration_id, no_id, sizeof(no_id)))
		return -EINVAL;
	if (!stream_total_is_possible(total_bytes, !total_bytes))
		return -EINVAL;

	memset(header, 0, HEADER_BYTES);
	memcpy(header + HEADER_AT(magic), VFIO_AP_MIG_MAGIC,
	       VFIO_AP_MIG_MAGIC_BYTES);
	ap_put_be16(header + HEADER_AT(major), VFIO_AP_MIG_MAJOR);
	ap_put_be16(header + HEADER_AT(minor), VFIO_AP_MIG_MINOR);
	ap_put_be32(header + HEADER_AT(header_bytes), HEADER_BYTES);
	memcpy(header + HEADER_AT(migration_id), migration_id, 16);
	ap_put_be64(header + HEADER_AT(total_bytes), total_bytes);
	ap_put_be32(header + HEADER_AT(flags),
		    total_bytes ? 0 : VFIO_AP_MIG_F_PRE_COPY);
	ap_put_be32(header + HEADER_AT(header_crc),
		    ap_crc32c(0, header, HEADER_AT(header_crc)));
	return 0;
}

static void put_record(u8 *to, u16 type, u64 payload_bytes)
{
	ap_put_be16(to + RECORD_AT(type), type);
	ap_put_be64(to + RECORD_AT(payload_bytes), payload_bytes);
}

static u64 record_payload_bytes(const u8 *record)
{
	return ap_get_be64(record + RECORD_AT(payload_bytes));
}

static void seal_record(u8 *record)
{
	ap_put_be32(record + RECORD_AT(payload_crc),
		    ap_crc32c(0, record + RECORD_BYTES,
			      record_payload_bytes(record)));
	ap_put_be32(record + RECORD_AT(record_crc),
		    ap_crc32c(0, record, RECORD_AT(record_crc)));
}

static void put_masks(u8 *to, const struct ap_matrix *matrix)
{
	memcpy(to + MASKS_AT(apm), matrix->apm.bits, AP_MASK_BYTES);
	memcpy(to + MASKS_AT(aqm), matrix->aqm.bits, AP_MASK_BYTES);
	memcpy(to + MASKS_AT(adm), matrix->adm.bits, AP_MASK_BYTES);
}

int ap_config_begin(void *buf, size_t buf_bytes, const struct ap_matrix *assigned,
		    const struct ap_matrix *guest)
{
	u32 queues = ap_matrix_queues(guest);
	size_t bytes = ap_stream_config_bytes(queues);
	u8 *config;

	if (buf_bytes < bytes || !ap_matrix_subset(guest, assigned))
		return -EINVAL;

	/* Reserved fields, and queues that nobody puts, are zero. */
	memset(buf, 0, bytes);
	put_record(buf, VFIO_AP_MIG_RECORD_CONFIG, bytes - RECORD_BYTES);
	config = (u8 *)buf + RECORD_BYTES;
	put_masks(config + CONFIG_AT(assigned), assigned);
	put_masks(config + CONFIG_AT(guest), guest);
	ap_put_be32(config + CONFIG_AT(queue_count), queues);
	return 0;
}

int ap_config_put_queue(void *buf, u32 index,
			const struct ap_stream_queue *queue)
{
	u8 *config = (u8 *)buf + RECORD_BYTES;
	u8 *entry;

	if (index >= ap_get_be32(config + CONFIG_AT(queue_count)))
		return -EINVAL;

	entry = config + CONFIG_AT(queues) + (size_t)index * QUEUE_BYTES;
	ap_put_be16(entry + QUEUE_AT(apqn), queue->apqn);
	entry[QUEUE_AT(rc)] = queue->rc;
	ap_put_be64(entry + QUEUE_AT(info), queue->info);
	return 0;
}

size_t ap_config_seal(void *buf)
{
	seal_record(buf);
	return RECORD_BYTES + record_payload_bytes(buf);
}

void ap_stream_put_end(void *buf, u64 before_bytes, u32 before_crc, u32 records)
{
	u8 *end = (u8 *)buf + RECORD_BYTES;

	memset(buf, 0, TAIL_BYTES);
	put_record(buf, VFIO_AP_MIG_RECORD_END, END_BYTES);
	ap_put_be64(end + END_AT(stream_bytes), before_bytes);
	ap_put_be32(end + END_AT(stream_crc), before_crc);
	ap_put_be32(end + END_AT(record_count), records);
	seal_record(buf);
}
