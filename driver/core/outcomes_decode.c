// SPDX-License-Identifier: GPL-2.0
/*
 * Reading what is kept of migrations. The file may have been copied, cut or
 * changed on the way: every number is checked before it is used.
 */
#include "outcomes.h"

#define HEADER_BYTES	sizeof(struct vfio_ap_outcomes_header)
#define OUTCOME_BYTES	sizeof(struct vfio_ap_outcome)
#define RECORD_BYTES	sizeof(struct vfio_ap_outcome_record)

#define SWAPPED_MAGIC	0x4354554f50414656ULL

static const struct {
	const char *name;
	const char *sentence;
} errors[AP_OUTCOMES_ERRORS] = {
	[AP_OUTCOMES_OK] = { "ok", "the file has no error" },
	[AP_OUTCOMES_MAGIC] = { "magic", "this is no file of outcomes" },
	[AP_OUTCOMES_BYTE_ORDER] = { "byte_order",
		"the file is of a machine of the other byte order" },
	[AP_OUTCOMES_VERSION] = { "version",
		"the file is of a driver whose layout is not known here" },
	[AP_OUTCOMES_CUT] = { "cut", "the end of the file is missing" },
	[AP_OUTCOMES_TRAILING] = { "trailing",
		"there is something behind the end of the file" },
	[AP_OUTCOMES_HEADER] = { "header", "the numbers in the header do not fit" },
	[AP_OUTCOMES_MIGRATION] = { "migration",
		"a migration is not as long as it says, or out of order" },
	[AP_OUTCOMES_RECORD] = { "record",
		"a record is not as long as it must be, or out of place" },
};

const char *ap_outcomes_error_name(u32 error)
{
	return error < AP_OUTCOMES_ERRORS ? errors[error].name : "?";
}

const char *ap_outcomes_error_sentence(u32 error)
{
	return error < AP_OUTCOMES_ERRORS ? errors[error].sentence : "?";
}

static bool fail(struct ap_outcomes_reader *reader, u32 error)
{
	if (!reader->error)
		reader->error = error;
	return false;
}

static u32 check_header(const struct vfio_ap_outcomes_header *header, size_t bytes)
{
	if (header->version != VFIO_AP_OUTCOMES_VERSION ||
	    header->abi != VFIO_AP_TRACE_ABI)
		return AP_OUTCOMES_VERSION;
	if (header->header_bytes < HEADER_BYTES || header->header_bytes % 8 ||
	    header->total_bytes < header->header_bytes)
		return AP_OUTCOMES_HEADER;
	if (bytes < header->total_bytes)
		return AP_OUTCOMES_CUT;
	if (bytes > header->total_bytes)
		return AP_OUTCOMES_TRAILING;
	/* Neither sum can wrap around: each is less than the next. */
	if (header->not_kept > header->begun ||
	    header->migrations > header->begun - header->not_kept ||
	    !header->begun != !header->last_session)
		return AP_OUTCOMES_HEADER;
	return AP_OUTCOMES_OK;
}

/**
 * ap_outcomes_read - begin to read a file
 * @reader: filled in
 * @data: the whole file; must stay where it is
 * @bytes: its length
 *
 * Return: enum ap_outcomes_error, also in @reader.
 */
u32 ap_outcomes_read(struct ap_outcomes_reader *reader, const u8 *data, size_t bytes)
{
	/* Of a file that is even shorter it is enough if that much of it fits. */
	u64 magic = VFIO_AP_OUTCOMES_MAGIC;

	memset(reader, 0, sizeof(*reader));
	reader->data = data;
	if (bytes)
		memcpy(&magic, data, bytes < sizeof(magic) ? bytes : sizeof(magic));
	if (magic == SWAPPED_MAGIC)
		fail(reader, AP_OUTCOMES_BYTE_ORDER);
	else if (magic != VFIO_AP_OUTCOMES_MAGIC)
		fail(reader, AP_OUTCOMES_MAGIC);
	else if (bytes < HEADER_BYTES)
		fail(reader, AP_OUTCOMES_CUT);
	if (reader->error)
		return reader->error;

	memcpy(&reader->header, data, HEADER_BYTES);
	reader->error = check_header(&reader->header, bytes);
	if (reader->error)
		return reader->error;
	reader->at = reader->header.header_bytes;
	reader->end = bytes;
	reader->migrations_left = reader->header.migrations;
	return AP_OUTCOMES_OK;
}

static bool check_outcome(const struct ap_outcomes_reader *reader,
			  const struct vfio_ap_outcome *outcome)
{
	return outcome->bytes >= OUTCOME_BYTES && outcome->bytes % 8 == 0 &&
	       outcome->bytes <= reader->end - reader->at &&
	       outcome->session > reader->outcome.session &&
	       outcome->session <= reader->header.last_session &&
	       outcome->begin_ns <= reader->header.boot_ns;
}

/**
 * ap_outcomes_next - go to the next migration
 * @reader: who reads
 *
 * What is left of the one before is read, too: so an error in it is found.
 *
 * Return: true: it is in @reader; false: there is none, or an error.
 */
bool ap_outcomes_next(struct ap_outcomes_reader *reader)
{
	struct ap_outcome_event event;
	struct vfio_ap_outcome outcome;

	while (ap_outcomes_next_event(reader, &event))
		;
	reader->begun = false;
	if (reader->error)
		return false;
	if (!reader->migrations_left)
		return reader->at == reader->end ? false :
			fail(reader, AP_OUTCOMES_HEADER);
	if (reader->end - reader->at < OUTCOME_BYTES)
		return fail(reader, AP_OUTCOMES_MIGRATION);

	memcpy(&outcome, reader->data + reader->at, OUTCOME_BYTES);
	if (!check_outcome(reader, &outcome))
		return fail(reader, AP_OUTCOMES_MIGRATION);
	reader->outcome = outcome;
	reader->outcome_end = reader->at + outcome.bytes;
	reader->at += OUTCOME_BYTES;
	reader->migrations_left--;
	reader->records_left = outcome.records;
	reader->begun = true;
	reader->ended = false;
	reader->any = false;
	reader->time_ns = outcome.begin_ns;
	return true;
}

/* Is it an event of this migration, after the one before? */
static bool check_event(const struct ap_outcomes_reader *reader,
			const struct ap_outcome_event *event)
{
	return event->hdr.abi == reader->header.abi &&
	       event->hdr.session == reader->outcome.session &&
	       !memcmp(event->hdr.mdev_uuid, reader->header.mdev_uuid,
		       sizeof(event->hdr.mdev_uuid)) &&
	       (!reader->any || event->hdr.seq > reader->seq) && !reader->ended;
}

/* A record as it stands there; false and no error at the migration's end. */
static bool next_record(struct ap_outcomes_reader *reader,
			struct vfio_ap_outcome_record *record)
{
	size_t room = reader->outcome_end - reader->at;

	if (!reader->records_left)
		return room ? fail(reader, AP_OUTCOMES_RECORD) : false;
	if (room < RECORD_BYTES)
		return fail(reader, AP_OUTCOMES_RECORD);
	memcpy(record, reader->data + reader->at, RECORD_BYTES);
	if (record->event_bytes % 8 || record->event_bytes > room - RECORD_BYTES ||
	    record->time_ns < reader->time_ns ||
	    record->time_ns > reader->header.boot_ns)
		return fail(reader, AP_OUTCOMES_RECORD);
	reader->records_left--;
	reader->at += RECORD_BYTES + record->event_bytes;
	reader->time_ns = record->time_ns;
	return true;
}

/**
 * ap_outcomes_next_event - the next event of the migration
 * @reader: who reads; ap_outcomes_next() was true
 * @event: filled in
 *
 * Kinds that are not known here are left out.
 *
 * Return: true: there is one; false: there is none, or an error.
 */
bool ap_outcomes_next_event(struct ap_outcomes_reader *reader,
			    struct ap_outcome_event *event)
{
	struct vfio_ap_outcome_record record;

	while (!reader->error && reader->begun && next_record(reader, &record)) {
		if (record.kind >= VFIO_AP_EVENT_KINDS) {
			reader->skipped++;
			continue;
		}
		if (record.event_bytes != ap_event_bytes(record.kind))
			return fail(reader, AP_OUTCOMES_RECORD);
		memset(event, 0, sizeof(*event));
		event->kind = record.kind;
		event->event_bytes = record.event_bytes;
		event->time_ns = record.time_ns;
		/* Whichever it is, it begins where all of them begin. */
		memcpy((u8 *)event + offsetof(struct ap_outcome_event, hdr),
		       reader->data + reader->at - record.event_bytes,
		       record.event_bytes);
		if (!check_event(reader, event))
			return fail(reader, AP_OUTCOMES_RECORD);
		reader->any = true;
		reader->seq = event->hdr.seq;
		reader->ended = record.kind == VFIO_AP_EVENT_END;
		return true;
	}
	return false;
}
