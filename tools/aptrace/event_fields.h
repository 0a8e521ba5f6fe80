/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one table of what each event carries: text and JSON print from it, and JSON
 * is read by it.
 */
#ifndef APTRACE_EVENT_FIELDS_H
#define APTRACE_EVENT_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../driver/core/reasons.h"
#include "json_writer.h"
#include "record.h"

/* How a field reads. */
enum event_form {
	FORM_NUMBER,
	FORM_BYTES,
	FORM_NS,
	FORM_ERR,		/* last in text, like a system call's result */
	FORM_UUID,
	FORM_ID,		/* JSON null if it is all zero */
	FORM_ROLE,		/* from here on words for numbers; null if it is 0 */
	FORM_STATE,
	FORM_STREAM_ERROR,	/* null if it is 0 */
	FORM_OUTCOME,
	FORM_CAUSE,
	FORM_RESET_CAUSE,
	FORM_DROPPED,
	FORM_VERDICT_KIND,
	FORM_STATE_TIMES,	/* __u64[VFIO_AP_TRACE_STATES] */
	FORM_SUBJECT,		/* these three look at the whole verdict */
	FORM_REASONS,
	FORM_INFO,
};

/**
 * struct event_field - a member of an event's structure, and of its JSON object
 * @name: in JSON and in lines
 * @offset: where it is in the structure
 * @bytes: how long it is there
 * @form: how it reads
 * @json_only: a line says it in another way
 *
 * What JSON has beyond (subject, reasons, err_name) follows from other members.
 */
struct event_field {
	const char *name;
	size_t offset;
	size_t bytes;
	enum event_form form;
	bool json_only;
};

/* Tables that end with a field without name; NULL if there is no such kind. */
const struct event_field *event_header_fields(void);
const struct event_field *event_fields(unsigned int kind);
/* The other way round: APTRACE_KINDS if there is no such name. */
unsigned int event_kind(const char *name);

/* The kernel has no other errors; they are negative. */
#define EVENT_ERRNO_MAX	4095

/* The largest number that the member can hold. */
uint64_t event_field_max(const struct event_field *field);
/* Does JSON have words for the numbers of the field? */
bool event_field_is_word(const struct event_field *field);
/* The word of a number, NULL if there is none. */
const char *event_field_word(const struct event_field *field, uint64_t number);
/* The number of a word; false if there is no such word. */
bool event_field_number(const struct event_field *field, const char *word,
			uint64_t *number);
/* Is 0 (of an id: all zero) null in JSON? */
bool event_field_may_be_null(const struct event_field *field);
/* The number of a field that is one. */
uint64_t event_load_number(const struct event_field *field, const void *event);
void event_store_number(const struct event_field *field, void *event,
			uint64_t number);

/* "arc", "verdict", ...; the tracepoint is vfio_ap_mig_arc and so on. */
const char *event_name(unsigned int kind);
/* The structure that belongs to a kind. */
size_t event_bytes(unsigned int kind);
/* "arc,end" -> mask of APTRACE_KIND_MASK(); false if a name is unknown. */
bool event_parse_kinds(void *mask, const char *text);

/* " from=STOP to=STOP_COPY ... = 0" */
void event_text(unsigned int kind, const void *event, struct text *text);
/* Members of an open object: the header and the fields of the event. */
void event_json(unsigned int kind, const void *event, struct json *json);

/* "ENODEV (No such device)" */
void event_errno_text(int err, struct text *text);

/* The verdict as the rules know it. */
struct ap_verdict verdict_core(const struct vfio_ap_ev_verdict *ev);

/* Called for each reason of a verdict. */
struct verdict_reason {
	const char *subject;	/* "0a.0006" */
	const char *name;	/* "type" */
	const char *expected;	/* "CEX8 or newer" */
	const char *found;	/* "CEX7" */
	const char *remedy;
};

typedef void (*verdict_reason_fn)(void *context,
				  const struct verdict_reason *reason);
void verdict_for_each_reason(const struct vfio_ap_ev_verdict *verdict,
			     verdict_reason_fn fn, void *context);

#endif /* APTRACE_EVENT_FIELDS_H */
