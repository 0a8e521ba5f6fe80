// SPDX-License-Identifier: GPL-2.0
/* A whole stream out of the encoder's parts. */
#include <stdlib.h>

#include "../../driver/core/crc32c.h"
#include "encode.h"

/* What was in the buffer before must not show (R17). */
#define STALE	0x5a

static u8 *part_alloc(size_t count)
{
	u8 *part = malloc(count);

	if (!part)
		abort();
	memset(part, STALE, count);
	return part;
}

/* Takes the part over. */
static void add(struct encoded *encoded, u8 *part, size_t count)
{
	encoded->bytes = realloc(encoded->bytes, encoded->length + count);
	if (!encoded->bytes)
		abort();
	memcpy(encoded->bytes + encoded->length, part, count);
	encoded->length += count;
	encoded->crc = ap_crc32c(encoded->crc, part, count);
	free(part);
}

static void note(struct encoded *encoded, int err)
{
	if (!encoded->err)
		encoded->err = err;
}

void encode_header(struct encoded *encoded, const u8 migration_id[16],
		   u64 total_bytes)
{
	u8 *part = part_alloc(AP_STREAM_HEADER_BYTES);

	note(encoded, ap_stream_put_header(part, migration_id, total_bytes));
	add(encoded, part, AP_STREAM_HEADER_BYTES);
}

void encode_config(struct encoded *encoded, const struct ap_matrix *assigned,
		   const struct ap_matrix *guest,
		   const struct ap_stream_queue *queues)
{
	u32 count = ap_matrix_queues(guest), index;
	size_t part_bytes = ap_stream_config_bytes(count);
	u8 *part = part_alloc(part_bytes);
	int err;

	err = ap_config_begin(part, part_bytes, assigned, guest);
	note(encoded, err);
	if (err) {
		/* Nothing is there to be filled in. */
		free(part);
		return;
	}
	for (index = 0; index < count; index++)
		note(encoded, ap_config_put_queue(part, index, &queues[index]));
	if (ap_config_seal(part) != part_bytes)
		note(encoded, -ERANGE);
	add(encoded, part, part_bytes);
	encoded->records++;
}

void encode_end(struct encoded *encoded)
{
	u8 *part = part_alloc(AP_STREAM_END_BYTES);

	ap_stream_put_end(part, encoded->length, encoded->crc,
			  encoded->records);
	add(encoded, part, AP_STREAM_END_BYTES);
	encoded->records++;
}

void encode_free(struct encoded *encoded)
{
	free(encoded->bytes);
	memset(encoded, 0, sizeof(*encoded));
}
