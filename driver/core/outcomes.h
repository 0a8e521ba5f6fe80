/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is kept of the last migrations of an mdev, in bounded memory: the driver's
 * side (outcomes.c), and that of who reads it afterwards (outcomes_decode.c).
 * See include/uapi/linux/vfio_ap_outcomes.h for the layout.
 */
#ifndef APTRACE_CORE_OUTCOMES_H
#define APTRACE_CORE_OUTCOMES_H

#include "types.h"
#include "../../include/uapi/linux/vfio_ap_outcomes.h"
#include "../../include/uapi/linux/vfio_ap_trace.h"

/* The last so many migrations, if they are small. */
#define AP_OUTCOMES_MIGRATIONS	8
/* Memory for them. The last two are always kept, however much they have to say. */
#define AP_OUTCOMES_BYTES	65536
#define AP_OUTCOMES_FILE_BYTES \
	(sizeof(struct vfio_ap_outcomes_header) + AP_OUTCOMES_BYTES)

/**
 * struct ap_outcomes - what is kept of the migrations of one mdev
 * @buf: AP_OUTCOMES_BYTES bytes, or NULL: then migrations are counted, not kept
 * @bytes: how much of it is used: whole migrations, oldest first, without gaps
 * @migrations: how many these are
 * @open: the last of them is not over
 * @open_at: where in @buf it begins
 * @outcome: what stands there
 * @kept: how many events of each kind it has
 * @begun: as in struct vfio_ap_outcomes_header
 * @not_kept: as there
 * @last_session: as there
 *
 * All zero at first.
 */
struct ap_outcomes {
	u8 *buf;
	u32 bytes;
	u32 migrations;
	bool open;
	u32 open_at;
	struct vfio_ap_outcome outcome;
	u32 kept[VFIO_AP_EVENT_KINDS];
	u64 begun;
	u64 not_kept;
	u64 last_session;
};

/* Length of the structure of an event, 0 for a kind that is not known. */
u32 ap_event_bytes(u32 kind);
/* How many events of a kind are kept of one migration. */
u32 ap_outcomes_max(u32 kind);

bool ap_outcomes_matters(u32 kind, const void *event);
void ap_outcomes_begin(struct ap_outcomes *outcomes, u64 session, u64 time_ns);
void ap_outcomes_add(struct ap_outcomes *outcomes, u32 kind, const void *event,
		     u64 time_ns);
void ap_outcomes_close(struct ap_outcomes *outcomes);
size_t ap_outcomes_file(const struct ap_outcomes *outcomes,
			struct vfio_ap_outcomes_header *header, u8 *file);

/* What can be wrong with a file. */
enum ap_outcomes_error {
	AP_OUTCOMES_OK,
	AP_OUTCOMES_MAGIC,	/* it is something else */
	AP_OUTCOMES_BYTE_ORDER,	/* of a machine of the other byte order */
	AP_OUTCOMES_VERSION,	/* of a driver that is not known here */
	AP_OUTCOMES_CUT,	/* its end is missing */
	AP_OUTCOMES_TRAILING,	/* there is something behind its end */
	AP_OUTCOMES_HEADER,	/* the header contradicts itself */
	AP_OUTCOMES_MIGRATION,	/* the header of a migration does */
	AP_OUTCOMES_RECORD,	/* a record does, or belongs to something else */
	AP_OUTCOMES_ERRORS
};

/**
 * struct ap_outcomes_reader - who reads such a file
 * @header: the file's header
 * @outcome: the migration that is being read
 * @error: enum ap_outcomes_error; nothing more is read after the first
 * @skipped: records of kinds that are not known here
 * @data: the file
 * @at: how far it has been read
 * @end: where its end is
 * @outcome_end: where that of the migration is
 * @migrations_left: not read yet
 * @records_left: of the migration, not read yet
 * @begun: a migration is being read
 * @ended: its VFIO_AP_EVENT_END was read
 * @any: a record of it was read
 * @seq: number of the last event that was read
 * @time_ns: time of it, or of the migration's beginning
 *
 * For others than outcomes_decode.c all is constant, and only the first four are
 * of interest.
 */
struct ap_outcomes_reader {
	struct vfio_ap_outcomes_header header;
	struct vfio_ap_outcome outcome;
	u32 error;
	u32 skipped;
	const u8 *data;
	size_t at;
	size_t end;
	size_t outcome_end;
	u32 migrations_left;
	u32 records_left;
	bool begun;
	bool ended;
	bool any;
	u64 seq;
	u64 time_ns;
};

/**
 * struct ap_outcome_event - one event out of such a file
 * @kind: enum vfio_ap_event_kind: which member of the union
 * @event_bytes: its length
 * @time_ns: boot time at which it happened
 * @hdr: what all of them begin with
 * @request: VFIO_AP_EVENT_REQUEST
 * @arc: VFIO_AP_EVENT_ARC
 * @begin: VFIO_AP_EVENT_BEGIN
 * @io: VFIO_AP_EVENT_READ and VFIO_AP_EVENT_WRITE
 * @verdict: VFIO_AP_EVENT_VERDICT
 * @dropped: VFIO_AP_EVENT_DROPPED
 * @apply: VFIO_AP_EVENT_APPLY
 * @end: VFIO_AP_EVENT_END
 * @reset: VFIO_AP_EVENT_RESET
 */
struct ap_outcome_event {
	u32 kind;
	u32 event_bytes;
	u64 time_ns;
	union {
		struct vfio_ap_trace_hdr hdr;
		struct vfio_ap_ev_request request;
		struct vfio_ap_ev_arc arc;
		struct vfio_ap_ev_begin begin;
		struct vfio_ap_ev_io io;
		struct vfio_ap_ev_verdict verdict;
		struct vfio_ap_ev_dropped dropped;
		struct vfio_ap_ev_apply apply;
		struct vfio_ap_ev_end end;
		struct vfio_ap_ev_reset reset;
	};
};

u32 ap_outcomes_read(struct ap_outcomes_reader *reader, const u8 *data, size_t bytes);
bool ap_outcomes_next(struct ap_outcomes_reader *reader);
bool ap_outcomes_next_event(struct ap_outcomes_reader *reader,
			    struct ap_outcome_event *event);

/* Short and stable: "magic", "byte_order", ... and a sentence. Never NULL. */
const char *ap_outcomes_error_name(u32 error);
const char *ap_outcomes_error_sentence(u32 error);

#endif /* APTRACE_CORE_OUTCOMES_H */
