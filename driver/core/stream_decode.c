// SPDX-License-Identifier: GPL-2.0
/*
 * The decoder. It trusts nothing: every number is checked before it is used,
 * in an order that makes the error of a given stream the same however the
 * stream was cut into pieces.
 *
 * The order, which Documentation/stream-format.rst promises: what tells a
 * foreign stream from a broken one (magic, version, size) before the checksum,
 * the checksum before everything that it covers.
 */
#include "be.h"
#include "crc32c.h"
#include "stream_error.h"
#include "stream_layout.h"

/* A record header in host byte order. */
struct record {
	u16 type;
	u16 flags;
	u32 reserved;
	u64 payload_bytes;
	u32 payload_crc;
};

static bool all_zero(const u8 *bytes, size_t count)
{
	while (count--)
		if (*bytes++)
			return false;
	return true;
}

static int fail(struct ap_stream_parser *parser, u32 error)
{
	parser->error = error;
	parser->complete = false;
	return ap_stream_error(error)->err;
}

void ap_stream_parser_init(struct ap_stream_parser *parser)
{
	memset(parser, 0, sizeof(*parser));
	parser->need_bytes = HEADER_BYTES;
}

static u32 parse_header(struct ap_stream_parser *parser, const u8 *header)
{
	u64 total_bytes;
	bool pre_copy;
	u32 flags;

	if (memcmp(header + HEADER_AT(magic), VFIO_AP_MIG_MAGIC,
		   VFIO_AP_MIG_MAGIC_BYTES))
		return VFIO_AP_STREAM_MAGIC;
	if (ap_get_be16(header + HEADER_AT(major)) != VFIO_AP_MIG_MAJOR)
		return VFIO_AP_STREAM_VERSION;
	if (ap_get_be32(header + HEADER_AT(header_bytes)) != HEADER_BYTES)
		return VFIO_AP_STREAM_HEADER_BYTES;
	if (ap_get_be32(header + HEADER_AT(header_crc)) !=
	    ap_crc32c(0, header, HEADER_AT(header_crc)))
		return VFIO_AP_STREAM_HEADER_CRC;

	flags = ap_get_be32(header + HEADER_AT(flags));
	if ((flags & ~VFIO_AP_MIG_F_PRE_COPY) ||
	    !all_zero(header + HEADER_AT(reserved),
		      HEADER_AT(header_crc) - HEADER_AT(reserved)))
		return VFIO_AP_STREAM_RESERVED;
	if (all_zero(header + HEADER_AT(migration_id),
		     sizeof(parser->migration_id)))
		return VFIO_AP_STREAM_MIGRATION_ID;
	total_bytes = ap_get_be64(header + HEADER_AT(total_bytes));
	pre_copy = flags & VFIO_AP_MIG_F_PRE_COPY;
	/* Before a caller allocates anything for it. */
	if (!stream_total_is_possible(total_bytes, pre_copy))
		return VFIO_AP_STREAM_TOTAL_BYTES;

	memcpy(parser->migration_id, header + HEADER_AT(migration_id),
	       sizeof(parser->migration_id));
	parser->pre_copy = pre_copy;
	parser->total_bytes = (size_t)total_bytes;
	parser->pos_bytes = HEADER_BYTES;
	parser->need_bytes = pre_copy ? HEADER_BYTES + RECORD_BYTES :
					parser->total_bytes;
	parser->have_header = true;
	return VFIO_AP_STREAM_OK;
}

/*
 * May a record of this length stand here, with END still to come? If every
 * record but END leaves room for END, then room_bytes is never negative, and
 * there is an END or an error before the limit is reached.
 */
static bool record_fits(const struct ap_stream_parser *parser,
			const struct record *record)
{
	size_t limit_bytes = parser->pre_copy ? AP_STREAM_BYTES_MAX :
						parser->total_bytes;
	size_t room_bytes = limit_bytes - parser->pos_bytes;

	/* The END record itself, which the check of all others left room for. */
	if (record->type == VFIO_AP_MIG_RECORD_END)
		return record->payload_bytes == END_BYTES;

	if (room_bytes < RECORD_BYTES + TAIL_BYTES ||
	    record->payload_bytes > room_bytes - RECORD_BYTES - TAIL_BYTES)
		return false;

	if (record->type == VFIO_AP_MIG_RECORD_CONFIG)
		return record->payload_bytes >= CONFIG_BYTES &&
		       (record->payload_bytes - CONFIG_BYTES) % QUEUE_BYTES == 0;

	return true;
}

/* CONFIG once, or again and again if things change under way; then END. */
static bool record_is_next(const struct ap_stream_parser *parser, u16 type)
{
	if (type == VFIO_AP_MIG_RECORD_END)
		return parser->have_config;
	return parser->configs <
	       (parser->pre_copy ? VFIO_AP_MIG_CONFIGS_MAX : 1);
}

static u32 parse_record_header(const struct ap_stream_parser *parser,
			       const u8 *header, struct record *record)
{
	if (ap_get_be32(header + RECORD_AT(record_crc)) !=
	    ap_crc32c(0, header, RECORD_AT(record_crc)))
		return VFIO_AP_STREAM_RECORD_CRC;

	record->type = ap_get_be16(header + RECORD_AT(type));
	record->flags = ap_get_be16(header + RECORD_AT(flags));
	record->reserved = ap_get_be32(header + RECORD_AT(reserved));
	record->payload_bytes = ap_get_be64(header + RECORD_AT(payload_bytes));
	record->payload_crc = ap_get_be32(header + RECORD_AT(payload_crc));

	if (record->reserved ||
	    (record->flags & ~VFIO_AP_MIG_RECORD_F_OPTIONAL))
		return VFIO_AP_STREAM_RESERVED;

	switch (record->type) {
	case VFIO_AP_MIG_RECORD_CONFIG:
	case VFIO_AP_MIG_RECORD_END:
		/* A stream without them means nothing: they have no flags. */
		if (record->flags)
			return VFIO_AP_STREAM_RESERVED;
		if (!record_is_next(parser, record->type))
			return VFIO_AP_STREAM_RECORD_ORDER;
		break;
	default:
		if (!(record->flags & VFIO_AP_MIG_RECORD_F_OPTIONAL))
			return VFIO_AP_STREAM_RECORD_TYPE;
	}

	return record_fits(parser, record) ? VFIO_AP_STREAM_OK :
					     VFIO_AP_STREAM_RECORD_BYTES;
}

static void get_masks(struct ap_matrix *matrix, const u8 *from)
{
	memcpy(matrix->apm.bits, from + MASKS_AT(apm), AP_MASK_BYTES);
	memcpy(matrix->aqm.bits, from + MASKS_AT(aqm), AP_MASK_BYTES);
	memcpy(matrix->adm.bits, from + MASKS_AT(adm), AP_MASK_BYTES);
}

/*
 * The table must be the product of adapters and domains, ascending: then there
 * is no queue in the guest's matrix that nobody judged, and none twice.
 */
static u32 check_queues(const struct ap_matrix *guest, const u8 *entry)
{
	u32 apqn;

	ap_matrix_for_each_queue(apqn, guest) {
		if (ap_get_be16(entry + QUEUE_AT(apqn)) != apqn)
			return VFIO_AP_STREAM_QUEUE_ORDER;
		if (!all_zero(entry + QUEUE_AT(reserved0),
			      QUEUE_AT(info) - QUEUE_AT(reserved0)))
			return VFIO_AP_STREAM_RESERVED;
		entry += QUEUE_BYTES;
	}
	return VFIO_AP_STREAM_OK;
}

static u32 parse_config(struct ap_stream_parser *parser, const u8 *stream,
			size_t payload_at, u64 payload_bytes)
{
	const u8 *payload = stream + payload_at;
	struct ap_matrix assigned, guest;
	u32 queues, error;

	if (!all_zero(payload + CONFIG_AT(reserved),
		      CONFIG_AT(queues) - CONFIG_AT(reserved)))
		return VFIO_AP_STREAM_RESERVED;

	get_masks(&assigned, payload + CONFIG_AT(assigned));
	get_masks(&guest, payload + CONFIG_AT(guest));
	if (!ap_matrix_subset(&guest, &assigned))
		return VFIO_AP_STREAM_GUEST_MATRIX;

	queues = ap_get_be32(payload + CONFIG_AT(queue_count));
	if (queues != ap_matrix_queues(&guest))
		return VFIO_AP_STREAM_QUEUE_COUNT;
	/* No overflow: a product of masks is at most 65,536. */
	if (payload_bytes != CONFIG_BYTES + (u64)queues * QUEUE_BYTES)
		return VFIO_AP_STREAM_RECORD_BYTES;

	error = check_queues(&guest, payload + CONFIG_AT(queues));
	if (error)
		return error;

	parser->assigned = assigned;
	parser->guest = guest;
	parser->queues = queues;
	parser->queues_offset = payload_at + CONFIG_AT(queues);
	parser->have_config = true;
	parser->configs++;
	return VFIO_AP_STREAM_OK;
}

static u32 parse_end(struct ap_stream_parser *parser, const u8 *stream)
{
	size_t record_at = parser->pos_bytes;
	const u8 *end = stream + record_at + RECORD_BYTES;

	if (ap_get_be64(end + END_AT(stream_bytes)) != record_at ||
	    ap_get_be32(end + END_AT(record_count)) != parser->records ||
	    ap_get_be32(end + END_AT(stream_crc)) !=
	    ap_crc32c(0, stream, record_at))
		return VFIO_AP_STREAM_DIGEST;
	if (parser->pre_copy)
		parser->total_bytes = record_at + TAIL_BYTES;
	if (record_at + TAIL_BYTES != parser->total_bytes)
		return VFIO_AP_STREAM_TRAILING;

	parser->complete = true;
	return VFIO_AP_STREAM_OK;
}

/* One record, if it is there as a whole; then pos_bytes moves behind it. */
static u32 parse_record(struct ap_stream_parser *parser, const u8 *stream,
			size_t have_bytes)
{
	size_t payload_at = parser->pos_bytes + RECORD_BYTES;
	struct record record;
	u32 error;

	if (have_bytes < payload_at)
		return VFIO_AP_STREAM_OK;
	error = parse_record_header(parser, stream + parser->pos_bytes,
				    &record);
	if (error)
		return error;

	/* record_fits() bounded it, and need_bytes with it. */
	if (parser->pre_copy)
		parser->need_bytes = payload_at + record.payload_bytes;
	if (have_bytes - payload_at < record.payload_bytes)
		return VFIO_AP_STREAM_OK;
	if (record.payload_crc !=
	    ap_crc32c(0, stream + payload_at, record.payload_bytes))
		return VFIO_AP_STREAM_PAYLOAD_CRC;

	if (record.type == VFIO_AP_MIG_RECORD_CONFIG)
		error = parse_config(parser, stream, payload_at,
				     record.payload_bytes);
	else if (record.type == VFIO_AP_MIG_RECORD_END)
		error = parse_end(parser, stream);
	if (error)
		return error;

	parser->pos_bytes = payload_at + record.payload_bytes;
	parser->records++;
	if (parser->pre_copy && !parser->complete)
		parser->need_bytes = parser->pos_bytes + RECORD_BYTES;
	return VFIO_AP_STREAM_OK;
}

int ap_stream_parse(struct ap_stream_parser *parser, const void *buf,
		    size_t have_bytes)
{
	size_t usable_bytes, pos_bytes;
	u32 error;

	if (parser->error)
		return fail(parser, parser->error);

	if (!parser->have_header) {
		if (have_bytes < HEADER_BYTES)
			return 0;
		error = parse_header(parser, buf);
		if (error)
			return fail(parser, error);
	}

	/* The length may become known only now. */
	usable_bytes = have_bytes;
	if (!parser->pre_copy && usable_bytes > parser->total_bytes)
		usable_bytes = parser->total_bytes;
	while (!parser->complete) {
		pos_bytes = parser->pos_bytes;
		error = parse_record(parser, buf, usable_bytes);
		if (error)
			return fail(parser, error);
		if (parser->pos_bytes == pos_bytes)
			break;
	}

	/* Last, so that cutting the same bytes differently changes nothing. */
	if (have_bytes > parser->total_bytes &&
	    (parser->complete || !parser->pre_copy))
		return fail(parser, VFIO_AP_STREAM_TRAILING);
	return 0;
}

int ap_stream_finish(struct ap_stream_parser *parser)
{
	if (parser->error)
		return fail(parser, parser->error);
	if (!parser->complete)
		return fail(parser, VFIO_AP_STREAM_TRUNCATED);
	return 0;
}

int ap_stream_get_queue(const struct ap_stream_parser *parser, const void *buf,
			u32 index, struct ap_stream_queue *queue)
{
	const u8 *entry = buf;

	if (!parser->have_config || index >= parser->queues)
		return -EINVAL;

	entry += parser->queues_offset + (size_t)index * QUEUE_BYTES;
	queue->apqn = ap_get_be16(entry + QUEUE_AT(apqn));
	queue->rc = entry[QUEUE_AT(rc)];
	queue->info = ap_get_be64(entry + QUEUE_AT(info));
	return 0;
}
