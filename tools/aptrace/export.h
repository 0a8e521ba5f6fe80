/* SPDX-License-Identifier: GPL-2.0 */
/* Recordings for other programs. What they get comes from event_fields.h. */
#ifndef APTRACE_EXPORT_H
#define APTRACE_EXPORT_H

#include "event_list.h"
#include "piece_file.h"

/* RFC 4180: a row for each event, below a row with the names of the columns. */
bool export_csv(const struct event_list *list, piece_fn fn, void *context);
/* The trace-event format of Chrome and Perfetto: one JSON object. */
bool export_trace(const struct event_list *list, piece_fn fn, void *context);

#endif /* APTRACE_EXPORT_H */
