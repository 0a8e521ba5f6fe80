// SPDX-License-Identifier: GPL-2.0
/* Streams that say what the scene's says, put together in another way. */
#include <stdlib.h>
#include <string.h>

#include "../../driver/core/be.h"
#include "../../driver/core/crc32c.h"
#include "../../driver/core/stream_layout.h"
#include "hostile.h"

/* No version has it; whoever does not know it has to skip it. */
#define TYPE_UNKNOWN	0x7fff

static size_t put_unknown(unsigned char *at, unsigned char byte, size_t bytes)
{
	memset(at, 0, RECORD_BYTES);
	ap_put_be16(at + RECORD_AT(type), TYPE_UNKNOWN);
	ap_put_be16(at + RECORD_AT(flags), VFIO_AP_MIG_RECORD_F_OPTIONAL);
	ap_put_be64(at + RECORD_AT(payload_bytes), bytes);
	memset(at + RECORD_BYTES, byte, bytes);
	/* It computes the checksums of any record. */
	return ap_config_seal(at);
}

unsigned char *stream_make(const struct scene *scene, bool pre_copy,
			   size_t unknown_bytes, size_t *bytes)
{
	const size_t config_end = scene->stream_bytes - AP_STREAM_END_BYTES;
	size_t total = scene->stream_bytes;
	unsigned char *stream, *at;
	u32 records = 1;

	if (unknown_bytes)
		total += RECORD_BYTES + unknown_bytes;
	stream = malloc(total);
	if (!stream)
		bail("no memory");
	if (ap_stream_put_header(stream, scene->stream + HEADER_AT(migration_id),
				 pre_copy ? 0 : total))
		bail("no header for %zu bytes", total);
	memcpy(stream + HEADER_BYTES, scene->stream + HEADER_BYTES,
	       config_end - HEADER_BYTES);
	at = stream + config_end;
	if (unknown_bytes) {
		at += put_unknown(at, 0xa5, unknown_bytes);
		records++;
	}
	ap_stream_put_end(at, at - stream, ap_crc32c(0, stream, at - stream), records);
	*bytes = total;
	return stream;
}
