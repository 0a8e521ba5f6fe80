// SPDX-License-Identifier: GPL-2.0
#include "stream_copy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../driver/core/matrix.h"
#include "../../driver/core/stream.h"
#include "../../driver/core/stream_error.h"
#include "error.h"
#include "report.h"

/* Four times the largest stream of version 1.0, for records of later ones. */
#define COPY_MAX_BYTES	(8U << 20)

int stream_copy_add(struct stream_copy *copy, const void *data, size_t bytes)
{
	size_t room_bytes = copy->room_bytes ? copy->room_bytes : 4096;
	unsigned char *grown;

	if (copy->overflow || bytes > COPY_MAX_BYTES - copy->bytes) {
		copy->overflow = true;
		return 0;
	}
	while (room_bytes < copy->bytes + bytes)
		room_bytes *= 2;
	if (room_bytes > copy->room_bytes) {
		grown = realloc(copy->data, room_bytes);
		if (!grown)
			return fail(ENOMEM, "copy of the stream, %zu bytes",
				    room_bytes);
		copy->data = grown;
		copy->room_bytes = room_bytes;
	}
	memcpy(copy->data + copy->bytes, data, bytes);
	copy->bytes += bytes;
	return 0;
}

void stream_copy_reset(struct stream_copy *copy)
{
	copy->bytes = 0;
	copy->overflow = false;
}

void stream_copy_free(struct stream_copy *copy)
{
	free(copy->data);
	*copy = (struct stream_copy){ 0 };
}

/* As in ap_config: "0x...,0x...,0x..." */
static void report_matrix(const char *key, const struct ap_matrix *matrix)
{
	const struct ap_mask *masks[] = { &matrix->apm, &matrix->aqm, &matrix->adm };
	char text[3 * (2 + 2 * AP_MASK_BYTES + 1)];
	char *next = text;
	unsigned int i, byte;

	for (i = 0; i < ARRAY_SIZE(masks); i++) {
		next += sprintf(next, "%s0x", i ? "," : "");
		for (byte = 0; byte < AP_MASK_BYTES; byte++)
			next += sprintf(next, "%02x", masks[i]->bits[byte]);
	}
	report_text(key, text);
}

void stream_copy_report(const struct stream_copy *copy)
{
	struct ap_stream_parser parser;

	ap_stream_parser_init(&parser);
	if (copy->data && !copy->overflow)
		ap_stream_parse(&parser, copy->data, copy->bytes);
	if (parser.have_header)
		report_uuid("migration_id", parser.migration_id);
	if (parser.have_config) {
		report_number("queues", parser.queues);
		report_number("adapters", ap_mask_weight(&parser.guest.apm));
		report_number("domains", ap_mask_weight(&parser.guest.aqm));
		report_number("control_domains",
			      ap_mask_weight(&parser.guest.adm));
		report_matrix("guest", &parser.guest);
	}
	if (copy->bytes) {
		ap_stream_finish(&parser);
		report_text("stream", copy->overflow ? "too_long" :
			    parser.error ? ap_stream_error(parser.error)->name :
			    "complete");
	}
}
