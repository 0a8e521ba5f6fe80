// SPDX-License-Identifier: GPL-2.0
/*
 * The encoder is the driver's; what is around it follows vfio_ap_save_add() and
 * vfio_ap_mig_read().
 */
#include "save.h"

#include "../../driver/core/crc32c.h"
#include "../../driver/core/stream.h"

static const u8 migration_id[16] = "aptrace's bench";

static int put_queues(struct bench_guest *guest, u8 *config)
{
	struct ap_stream_queue entry;
	u32 apqn, index = 0;
	int err = 0;

	ap_matrix_for_each_queue(apqn, &guest->matrix) {
		entry.apqn = (u16)apqn;
		entry.rc = bench_tapq(guest, entry.apqn, &entry.info);
		err |= ap_config_put_queue(config, index++, &entry);
	}
	return err;
}

/* The whole stream, in memory of its own; NULL on failure. */
static u8 *build(struct bench_guest *guest, size_t bytes, bool checksums)
{
	size_t config_bytes = ap_stream_config_bytes(guest->queues);
	u8 *stream = malloc(bytes), *config;
	size_t before_bytes;
	u32 crc = 0;
	int err;

	if (!stream)
		return NULL;
	err = ap_stream_put_header(stream, migration_id, bytes);
	config = stream + AP_STREAM_HEADER_BYTES;
	err |= ap_config_begin(config, config_bytes, &guest->matrix,
			       &guest->matrix);
	if (!err)
		err = put_queues(guest, config);
	if (err) {
		free(stream);
		return NULL;
	}
	before_bytes = AP_STREAM_HEADER_BYTES + config_bytes;
	if (checksums) {
		ap_config_seal(config);
		crc = ap_crc32c(0, stream, before_bytes);
	}
	ap_stream_put_end(stream + before_bytes, before_bytes, crc, 1);
	return stream;
}

size_t bench_reads(size_t stream_bytes)
{
	return (stream_bytes + BENCH_READ_BYTES - 1) / BENCH_READ_BYTES;
}

/* The read that finds nothing more is free of charge, whichever way. */
size_t bench_save(struct bench_guest *guest, enum bench_way way, u8 *to)
{
	size_t total_bytes = ap_stream_bytes(guest->queues);
	size_t pos_bytes = 0, count;
	u8 *stream = NULL;

	while (pos_bytes < total_bytes) {
		if (!stream)
			stream = build(guest, total_bytes,
				       way != BENCH_REBUILT_BARE);
		if (!stream)
			return 0;
		count = total_bytes - pos_bytes;
		if (count > BENCH_READ_BYTES)
			count = BENCH_READ_BYTES;
		memcpy(to + pos_bytes, stream + pos_bytes, count);
		pos_bytes += count;
		if (way != BENCH_SNAPSHOT) {
			free(stream);
			stream = NULL;
		}
	}
	free(stream);
	return pos_bytes;
}
