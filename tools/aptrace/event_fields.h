/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one table of what each event carries; text and JSON print from it.
 */
#ifndef APTRACE_EVENT_FIELDS_H
#define APTRACE_EVENT_FIELDS_H

#include <stdbool.h>

#include "json_writer.h"
#include "record.h"

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
void event_header_json(const struct vfio_ap_trace_hdr *hdr, struct json *json);

/* "ENODEV (No such device)" */
void event_errno_text(int err, struct text *text);

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
