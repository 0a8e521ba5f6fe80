// SPDX-License-Identifier: GPL-2.0
/* What can be wrong with a stream, in words. */
#include "stream_error.h"

#define ENTRY(number, text, code, words) \
	[VFIO_AP_STREAM_##number] = { .name = (text), .err = (code), \
				      .sentence = (words) }

static const struct ap_stream_error errors[VFIO_AP_STREAM_ERROR_COUNT] = {
	ENTRY(OK, "ok", 0, "the stream has no error"),
	ENTRY(MAGIC, "magic", -EINVAL,
	      "the data does not begin like a vfio_ap migration stream"),
	ENTRY(VERSION, "version", -EPROTONOSUPPORT,
	      "the stream has a major version that is not known here"),
	ENTRY(HEADER_BYTES, "header_bytes", -EINVAL,
	      "the header announces a size of its own other than 64 bytes"),
	ENTRY(HEADER_CRC, "header_crc", -EBADMSG,
	      "the header was changed on the way: its checksum is wrong"),
	ENTRY(RESERVED, "reserved", -EINVAL,
	      "a field or flag that must be zero is not"),
	ENTRY(MIGRATION_ID, "migration_id", -EINVAL,
	      "the migration id is all zero"),
	ENTRY(TOTAL_BYTES, "total_bytes", -EFBIG,
	      "the header announces an impossible length of the stream"),
	ENTRY(RECORD_CRC, "record_crc", -EBADMSG,
	      "a record header was changed on the way: its checksum is wrong"),
	ENTRY(RECORD_TYPE, "record_type", -EPROTONOSUPPORT,
	      "there is a record that is not known here and not optional"),
	ENTRY(RECORD_ORDER, "record_order", -EINVAL,
	      "a record is missing, there too often, or in the wrong place"),
	ENTRY(RECORD_BYTES, "record_bytes", -EINVAL,
	      "a record is not as long as it must be, or not as it may be"),
	ENTRY(PAYLOAD_CRC, "payload_crc", -EBADMSG,
	      "a record was changed on the way: its checksum is wrong"),
	ENTRY(QUEUE_COUNT, "queue_count", -EINVAL,
	      "the number of queues is not adapters times domains"),
	ENTRY(QUEUE_ORDER, "queue_order", -EINVAL,
	      "a queue of the guest is missing, there twice, or out of order"),
	ENTRY(GUEST_MATRIX, "guest_matrix", -EINVAL,
	      "the guest sees something that is not assigned to its mdev"),
	ENTRY(DIGEST, "digest", -EBADMSG,
	      "the END record does not fit the bytes before it"),
	ENTRY(TRAILING, "trailing", -EFBIG,
	      "there are bytes after the end of the stream"),
	ENTRY(TRUNCATED, "truncated", -EBADMSG,
	      "the stream ended before its END record was complete"),
};

static const struct ap_stream_error unknown = {
	.name = "?",
	.err = -EINVAL,
	.sentence = "an error with a number that is not known here",
};

const struct ap_stream_error *ap_stream_error(unsigned int number)
{
	if (number >= ARRAY_SIZE(errors) || !errors[number].name)
		return &unknown;
	return &errors[number];
}
