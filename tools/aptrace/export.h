/* SPDX-License-Identifier: GPL-2.0 */
/* Recordings for other programs. What they get comes from event_fields.h. */
#ifndef APTRACE_EXPORT_H
#define APTRACE_EXPORT_H

#include "event_list.h"

/* Takes a piece of the output, and empties it; false: no more is wanted. */
typedef bool (*export_fn)(void *context, struct text *text);

/* RFC 4180: a row for each event, below a row with the names of the columns. */
bool export_csv(const struct event_list *list, export_fn fn, void *context);
/* The trace-event format of Chrome and Perfetto: one JSON object. */
bool export_trace(const struct event_list *list, export_fn fn, void *context);

#endif /* APTRACE_EXPORT_H */
