// SPDX-License-Identifier: GPL-2.0
/*
 * A file of outcomes of a machine of the other byte order, made one of this: by
 * tables of what is longer than a byte. Reserved fields are turned round as well,
 * so that a later version finds them right.
 */
#include <string.h>

#include "../../driver/core/outcomes.h"
#include "outcomes_swap.h"

/**
 * struct swap_field - a member that is a number, or an array of numbers
 * @offset: where it is
 * @width: bytes of a number; 0 ends a table
 * @count: how many numbers
 */
struct swap_field {
	uint16_t offset;
	uint8_t width;
	uint8_t count;
};

#define ONE(type, member)						\
	{ offsetof(struct type, member),				\
	  sizeof(((struct type *)0)->member), 1 }
#define ARRAY(type, member)						\
	{ offsetof(struct type, member),				\
	  sizeof(((struct type *)0)->member[0]),			\
	  sizeof(((struct type *)0)->member) /				\
	  sizeof(((struct type *)0)->member[0]) }

static const struct swap_field file_fields[] = {
	ONE(vfio_ap_outcomes_header, magic),
	ONE(vfio_ap_outcomes_header, version),
	ONE(vfio_ap_outcomes_header, abi),
	ONE(vfio_ap_outcomes_header, header_bytes),
	ONE(vfio_ap_outcomes_header, total_bytes),
	ONE(vfio_ap_outcomes_header, migrations),
	ONE(vfio_ap_outcomes_header, reserved),
	ONE(vfio_ap_outcomes_header, begun),
	ONE(vfio_ap_outcomes_header, not_kept),
	ONE(vfio_ap_outcomes_header, last_session),
	ONE(vfio_ap_outcomes_header, boot_ns),
	ONE(vfio_ap_outcomes_header, real_ns),
	{ 0 },
};

static const struct swap_field outcome_fields[] = {
	ONE(vfio_ap_outcome, bytes),
	ONE(vfio_ap_outcome, records),
	ONE(vfio_ap_outcome, session),
	ONE(vfio_ap_outcome, begin_ns),
	ONE(vfio_ap_outcome, flags),
	ONE(vfio_ap_outcome, reserved),
	ARRAY(vfio_ap_outcome, cut),
	{ 0 },
};

static const struct swap_field record_fields[] = {
	ONE(vfio_ap_outcome_record, kind),
	ONE(vfio_ap_outcome_record, event_bytes),
	ONE(vfio_ap_outcome_record, time_ns),
	{ 0 },
};

/* What each event begins with. */
static const struct swap_field head_fields[] = {
	ONE(vfio_ap_trace_hdr, session),
	ONE(vfio_ap_trace_hdr, seq),
	ONE(vfio_ap_trace_hdr, abi),
	ONE(vfio_ap_trace_hdr, reserved),
	{ 0 },
};

static const struct swap_field request_fields[] = {
	ONE(vfio_ap_ev_request, target),
	ONE(vfio_ap_ev_request, from),
	ONE(vfio_ap_ev_request, to),
	ONE(vfio_ap_ev_request, err),
	ONE(vfio_ap_ev_request, duration_ns),
	{ 0 },
};

static const struct swap_field arc_fields[] = {
	ONE(vfio_ap_ev_arc, target),
	ONE(vfio_ap_ev_arc, from),
	ONE(vfio_ap_ev_arc, to),
	ONE(vfio_ap_ev_arc, err),
	ONE(vfio_ap_ev_arc, duration_ns),
	{ 0 },
};

static const struct swap_field begin_fields[] = {
	ONE(vfio_ap_ev_begin, total_bytes),
	ONE(vfio_ap_ev_begin, queues),
	ONE(vfio_ap_ev_begin, adapters),
	ONE(vfio_ap_ev_begin, domains),
	ONE(vfio_ap_ev_begin, control_domains),
	ARRAY(vfio_ap_ev_begin, reserved),
	{ 0 },
};

static const struct swap_field io_fields[] = {
	ONE(vfio_ap_ev_io, pos_bytes),
	ONE(vfio_ap_ev_io, len_bytes),
	ONE(vfio_ap_ev_io, total_bytes),
	ONE(vfio_ap_ev_io, err),
	ONE(vfio_ap_ev_io, stream_error),
	{ 0 },
};

static const struct swap_field verdict_fields[] = {
	ONE(vfio_ap_ev_verdict, apqn),
	ONE(vfio_ap_ev_verdict, reserved1),
	ONE(vfio_ap_ev_verdict, reasons),
	ONE(vfio_ap_ev_verdict, reserved2),
	ONE(vfio_ap_ev_verdict, src_info),
	ONE(vfio_ap_ev_verdict, dst_info),
	ONE(vfio_ap_ev_verdict, index),
	ONE(vfio_ap_ev_verdict, count),
	{ 0 },
};

static const struct swap_field dropped_fields[] = {
	ONE(vfio_ap_ev_dropped, kind),
	ONE(vfio_ap_ev_dropped, id),
	{ 0 },
};

static const struct swap_field apply_fields[] = {
	ONE(vfio_ap_ev_apply, queues),
	ONE(vfio_ap_ev_apply, adapters),
	ONE(vfio_ap_ev_apply, domains),
	ONE(vfio_ap_ev_apply, control_domains),
	ONE(vfio_ap_ev_apply, dropped),
	ONE(vfio_ap_ev_apply, err),
	ARRAY(vfio_ap_ev_apply, reserved),
	ONE(vfio_ap_ev_apply, duration_ns),
	{ 0 },
};

static const struct swap_field end_fields[] = {
	ONE(vfio_ap_ev_end, outcome),
	ONE(vfio_ap_ev_end, cause),
	ONE(vfio_ap_ev_end, err),
	ONE(vfio_ap_ev_end, stream_error),
	ONE(vfio_ap_ev_end, bytes),
	ONE(vfio_ap_ev_end, total_bytes),
	ONE(vfio_ap_ev_end, queues),
	ONE(vfio_ap_ev_end, bad_queues),
	ONE(vfio_ap_ev_end, bad_control_domains),
	ONE(vfio_ap_ev_end, reserved),
	ONE(vfio_ap_ev_end, first_seq),
	ONE(vfio_ap_ev_end, duration_ns),
	ARRAY(vfio_ap_ev_end, state_ns),
	{ 0 },
};

static const struct swap_field reset_fields[] = {
	ONE(vfio_ap_ev_reset, cause),
	ONE(vfio_ap_ev_reset, queues),
	ONE(vfio_ap_ev_reset, failed),
	ONE(vfio_ap_ev_reset, err),
	ONE(vfio_ap_ev_reset, duration_ns),
	{ 0 },
};

static const struct swap_field * const event_tables[VFIO_AP_EVENT_KINDS] = {
	[VFIO_AP_EVENT_REQUEST] = request_fields,
	[VFIO_AP_EVENT_ARC] = arc_fields,
	[VFIO_AP_EVENT_BEGIN] = begin_fields,
	[VFIO_AP_EVENT_READ] = io_fields,
	[VFIO_AP_EVENT_WRITE] = io_fields,
	[VFIO_AP_EVENT_VERDICT] = verdict_fields,
	[VFIO_AP_EVENT_DROPPED] = dropped_fields,
	[VFIO_AP_EVENT_APPLY] = apply_fields,
	[VFIO_AP_EVENT_END] = end_fields,
	[VFIO_AP_EVENT_RESET] = reset_fields,
};

static void reverse(uint8_t *number, unsigned int width)
{
	unsigned int i;
	uint8_t byte;

	for (i = 0; i < width / 2; i++) {
		byte = number[i];
		number[i] = number[width - 1 - i];
		number[width - 1 - i] = byte;
	}
}

static void swap_fields(uint8_t *data, const struct swap_field *fields)
{
	unsigned int i;

	for (; fields->width; fields++)
		for (i = 0; i < fields->count; i++)
			reverse(data + fields->offset + i * fields->width,
				fields->width);
}

bool outcomes_begins(const void *data, size_t bytes)
{
	uint64_t magic;

	if (bytes < sizeof(magic))
		return false;
	memcpy(&magic, data, sizeof(magic));
	return magic == VFIO_AP_OUTCOMES_MAGIC ||
	       magic == __builtin_bswap64(VFIO_AP_OUTCOMES_MAGIC);
}

bool outcomes_is_foreign(const void *data, size_t bytes)
{
	uint64_t magic;

	if (!outcomes_begins(data, bytes))
		return false;
	memcpy(&magic, data, sizeof(magic));
	return magic != VFIO_AP_OUTCOMES_MAGIC;
}

/* Returns how long the record is, 0 if there is none that can be read. */
static size_t swap_record(uint8_t *data, size_t room)
{
	struct vfio_ap_outcome_record record;

	if (room < sizeof(record))
		return 0;
	swap_fields(data, record_fields);
	memcpy(&record, data, sizeof(record));
	if (record.event_bytes > room - sizeof(record))
		return 0;
	if (record.kind < VFIO_AP_EVENT_KINDS &&
	    record.event_bytes == ap_event_bytes(record.kind)) {
		swap_fields(data + sizeof(record), head_fields);
		swap_fields(data + sizeof(record), event_tables[record.kind]);
	}
	return sizeof(record) + record.event_bytes;
}

/* The same of a migration. */
static size_t swap_outcome(uint8_t *data, size_t room)
{
	struct vfio_ap_outcome outcome;
	size_t at = sizeof(outcome), bytes;
	uint32_t records;

	if (room < sizeof(outcome))
		return 0;
	swap_fields(data, outcome_fields);
	memcpy(&outcome, data, sizeof(outcome));
	if (outcome.bytes < sizeof(outcome) || outcome.bytes > room)
		return 0;
	for (records = outcome.records; records; records--) {
		bytes = swap_record(data + at, outcome.bytes - at);
		if (!bytes)
			return 0;
		at += bytes;
	}
	return outcome.bytes;
}

void outcomes_swap(uint8_t *data, size_t bytes)
{
	struct vfio_ap_outcomes_header header;
	uint32_t migrations;
	size_t at, length;

	if (bytes < sizeof(header)) {
		/* All that a reader looks at in so little. */
		if (bytes >= sizeof(header.magic))
			reverse(data, sizeof(header.magic));
		return;
	}
	swap_fields(data, file_fields);
	memcpy(&header, data, sizeof(header));
	at = header.header_bytes;
	/* Another layout is another's business. */
	if (header.version != VFIO_AP_OUTCOMES_VERSION ||
	    header.abi != VFIO_AP_TRACE_ABI || at < sizeof(header))
		return;
	for (migrations = header.migrations; migrations; migrations--) {
		if (at > bytes)
			return;
		length = swap_outcome(data + at, bytes - at);
		if (!length)
			return;
		at += length;
	}
}
