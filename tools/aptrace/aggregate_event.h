/* SPDX-License-Identifier: GPL-2.0 */
/* An event into the record of its session, as the BPF programs do it. */
#ifndef APTRACE_AGGREGATE_EVENT_H
#define APTRACE_AGGREGATE_EVENT_H

#include "record.h"

/* A record for the first event of a session: what is counted from there. */
void aggregate_start(struct aptrace_session *session,
		     const struct vfio_ap_trace_hdr *hdr);
/* @event is the structure that @record->kind says. */
void aggregate_event(struct aptrace_session *session,
		     const struct aptrace_record *record, const void *event);

#endif /* APTRACE_AGGREGATE_EVENT_H */
