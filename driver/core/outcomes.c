// SPDX-License-Identifier: GPL-2.0
/*
 * Keeping the last migrations of an mdev in bounded memory.
 *
 * What is kept lies in one piece, oldest first, just as the file shows it. There
 * is no ring: when room is needed the oldest migration goes as a whole, and what
 * is left moves up. That is some kilobytes of memmove(), at most seven times in a
 * migration, and spares every reader the arithmetic.
 */
#include "outcomes.h"

/*
 * Of one migration. A guest can have more queues that are refused, and a VMM can
 * fail as often as it likes: what comes first is kept, as it explains the rest.
 */
#define REQUESTS_MAX	8
#define ARCS_MAX	8
#define BEGINS_MAX	8
#define READS_MAX	4
#define WRITES_MAX	4
#define VERDICTS_MAX	224
#define DROPPED_MAX	24
#define APPLIES_MAX	4
#define ENDS_MAX	1
#define RESETS_MAX	8

#define ROOM(count, type) \
	((count) * (sizeof(struct vfio_ap_outcome_record) + sizeof(struct vfio_ap_ev_##type)))
#define MIGRATION_BYTES_MAX						\
	(sizeof(struct vfio_ap_outcome) + ROOM(REQUESTS_MAX, request) +	\
	 ROOM(ARCS_MAX, arc) + ROOM(BEGINS_MAX, begin) +		\
	 ROOM(READS_MAX, io) + ROOM(WRITES_MAX, io) +			\
	 ROOM(VERDICTS_MAX, verdict) + ROOM(DROPPED_MAX, dropped) +	\
	 ROOM(APPLIES_MAX, apply) + ROOM(ENDS_MAX, end) + ROOM(RESETS_MAX, reset))

/* So the one before the one that is open is never given up for it. */
static_assert(2 * MIGRATION_BYTES_MAX <= AP_OUTCOMES_BYTES, "room for two");

static_assert(VFIO_AP_EVENT_RESET + 1 == VFIO_AP_EVENT_KINDS, "all kinds");

#define KIND(name, count, type)						\
	[VFIO_AP_EVENT_##name] = {					\
		.max = (count),						\
		.bytes = sizeof(struct vfio_ap_ev_##type),		\
	}

static const struct {
	u16 max;
	u16 bytes;
} kinds[VFIO_AP_EVENT_KINDS] = {
	KIND(REQUEST, REQUESTS_MAX, request),
	KIND(ARC, ARCS_MAX, arc),
	KIND(BEGIN, BEGINS_MAX, begin),
	KIND(READ, READS_MAX, io),
	KIND(WRITE, WRITES_MAX, io),
	KIND(VERDICT, VERDICTS_MAX, verdict),
	KIND(DROPPED, DROPPED_MAX, dropped),
	KIND(APPLY, APPLIES_MAX, apply),
	KIND(END, ENDS_MAX, end),
	KIND(RESET, RESETS_MAX, reset),
};

u32 ap_event_bytes(u32 kind)
{
	return kind < VFIO_AP_EVENT_KINDS ? kinds[kind].bytes : 0;
}

u32 ap_outcomes_max(u32 kind)
{
	return kind < VFIO_AP_EVENT_KINDS ? kinds[kind].max : 0;
}

/**
 * ap_outcomes_matters - is that an event to be kept?
 * @kind: enum vfio_ap_event_kind
 * @event: its structure; the header may still be missing
 *
 * What went well is not: how much there was of it is in the last event.
 *
 * Return: whether it is.
 */
bool ap_outcomes_matters(u32 kind, const void *event)
{
	switch (kind) {
	case VFIO_AP_EVENT_REQUEST:
		return ((const struct vfio_ap_ev_request *)event)->err;
	case VFIO_AP_EVENT_ARC:
		return ((const struct vfio_ap_ev_arc *)event)->err;
	case VFIO_AP_EVENT_READ:
	case VFIO_AP_EVENT_WRITE:
		return ((const struct vfio_ap_ev_io *)event)->err;
	case VFIO_AP_EVENT_VERDICT:
		return ((const struct vfio_ap_ev_verdict *)event)->reasons;
	default:
		return kind < VFIO_AP_EVENT_KINDS;
	}
}

static void put_outcome(struct ap_outcomes *outcomes)
{
	memcpy(outcomes->buf + outcomes->open_at, &outcomes->outcome,
	       sizeof(outcomes->outcome));
}

/* Not if it is the one that is open. */
static bool give_up_oldest(struct ap_outcomes *outcomes)
{
	struct vfio_ap_outcome oldest;

	if (outcomes->migrations <= (outcomes->open ? 1 : 0))
		return false;
	memcpy(&oldest, outcomes->buf, sizeof(oldest));
	outcomes->bytes -= oldest.bytes;
	memmove(outcomes->buf, outcomes->buf + oldest.bytes, outcomes->bytes);
	outcomes->migrations--;
	outcomes->open_at -= outcomes->open ? oldest.bytes : 0;
	return true;
}

static bool make_room(struct ap_outcomes *outcomes, size_t bytes)
{
	while (AP_OUTCOMES_BYTES - outcomes->bytes < bytes)
		if (!give_up_oldest(outcomes))
			return false;
	return true;
}

/**
 * ap_outcomes_begin - a migration begins
 * @outcomes: where it is kept
 * @session: its number; the second time for one that is known is no other
 * @time_ns: boot time now
 */
void ap_outcomes_begin(struct ap_outcomes *outcomes, u64 session, u64 time_ns)
{
	if (!session || session == outcomes->last_session)
		return;
	ap_outcomes_close(outcomes);
	outcomes->begun++;
	outcomes->last_session = session;
	if (!outcomes->buf) {
		outcomes->not_kept++;
		return;
	}

	if (outcomes->migrations == AP_OUTCOMES_MIGRATIONS)
		give_up_oldest(outcomes);
	make_room(outcomes, sizeof(outcomes->outcome));
	memset(&outcomes->outcome, 0, sizeof(outcomes->outcome));
	memset(outcomes->kept, 0, sizeof(outcomes->kept));
	outcomes->outcome.bytes = sizeof(outcomes->outcome);
	outcomes->outcome.session = session;
	outcomes->outcome.begin_ns = time_ns;
	outcomes->open = true;
	outcomes->open_at = outcomes->bytes;
	outcomes->bytes += sizeof(outcomes->outcome);
	outcomes->migrations++;
	put_outcome(outcomes);
}

static void put_record(struct ap_outcomes *outcomes, u32 kind, const void *event,
		       u64 time_ns)
{
	struct vfio_ap_outcome_record record = {
		.kind = kind,
		.event_bytes = kinds[kind].bytes,
		.time_ns = time_ns,
	};
	u32 bytes = sizeof(record) + record.event_bytes;
	u8 *to;

	if (outcomes->kept[kind] == kinds[kind].max || !make_room(outcomes, bytes)) {
		if (outcomes->outcome.cut[kind] != ~0U)
			outcomes->outcome.cut[kind]++;
		return;
	}
	to = outcomes->buf + outcomes->bytes;
	memcpy(to, &record, sizeof(record));
	memcpy(to + sizeof(record), event, record.event_bytes);
	outcomes->kept[kind]++;
	outcomes->bytes += bytes;
	outcomes->outcome.bytes += bytes;
	outcomes->outcome.records++;
}

/**
 * ap_outcomes_add - an event of the mdev
 * @outcomes: where it is kept, if it is one to be kept
 * @kind: enum vfio_ap_event_kind
 * @event: its structure
 * @time_ns: boot time now
 *
 * It is kept with the migration that is open, if it is of that one. An arc that
 * fails begins one: before there is anything to transfer, the device may not even
 * get to where that begins. VFIO_AP_EVENT_END ends one.
 */
void ap_outcomes_add(struct ap_outcomes *outcomes, u32 kind, const void *event,
		     u64 time_ns)
{
	const struct vfio_ap_trace_hdr *hdr = event;

	if (!ap_outcomes_matters(kind, event))
		return;
	if (kind == VFIO_AP_EVENT_ARC)
		ap_outcomes_begin(outcomes, hdr->session, time_ns);
	if (!outcomes->open || hdr->session != outcomes->outcome.session)
		return;
	put_record(outcomes, kind, event, time_ns);
	if (kind == VFIO_AP_EVENT_END)
		ap_outcomes_close(outcomes);
	else
		put_outcome(outcomes);
}

/**
 * ap_outcomes_close - the migration is over; nothing more is added to it
 * @outcomes: where it is kept; none need be open
 */
void ap_outcomes_close(struct ap_outcomes *outcomes)
{
	if (!outcomes->open)
		return;
	outcomes->outcome.flags |= VFIO_AP_OUTCOME_F_OVER;
	put_outcome(outcomes);
	outcomes->open = false;
}

/**
 * ap_outcomes_file - all that is kept, as a file
 * @outcomes: where it is kept
 * @header: the caller has filled in the times and the UUID
 * @file: room for AP_OUTCOMES_FILE_BYTES
 *
 * Return: length of the file.
 */
size_t ap_outcomes_file(const struct ap_outcomes *outcomes,
			struct vfio_ap_outcomes_header *header, u8 *file)
{
	header->magic = VFIO_AP_OUTCOMES_MAGIC;
	header->version = VFIO_AP_OUTCOMES_VERSION;
	header->abi = VFIO_AP_TRACE_ABI;
	header->header_bytes = sizeof(*header);
	header->total_bytes = sizeof(*header) + outcomes->bytes;
	header->migrations = outcomes->migrations;
	header->reserved = 0;
	header->begun = outcomes->begun;
	header->not_kept = outcomes->not_kept;
	header->last_session = outcomes->last_session;
	memcpy(file, header, sizeof(*header));
	if (outcomes->bytes)
		memcpy(file + sizeof(*header), outcomes->buf, outcomes->bytes);
	return header->total_bytes;
}
