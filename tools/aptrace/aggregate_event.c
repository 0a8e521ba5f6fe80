// SPDX-License-Identifier: GPL-2.0
/* An event into the record of its session. */
#include <string.h>

#include "aggregate.h"
#include "aggregate_event.h"

void aggregate_start(struct aptrace_session *session,
		     const struct vfio_ap_trace_hdr *hdr)
{
	memset(session, 0, sizeof(*session));
	session->session = hdr->session;
	session->min_seq = APTRACE_SEQ_NONE;
	memcpy(session->mdev_uuid, hdr->mdev_uuid, sizeof(session->mdev_uuid));
}

void aggregate_event(struct aptrace_session *session,
		     const struct aptrace_record *record, const void *event)
{
	aptrace_add_header(session, event, record->time_ns);
	/* A record that has ended stands. */
	if (session->ended)
		return;
	switch (record->kind) {
	case APTRACE_REQUEST:
		aptrace_add_request(session, event);
		break;
	case APTRACE_ARC:
		aptrace_add_arc(session, event, record->time_ns);
		break;
	case APTRACE_BEGIN:
		aptrace_add_begin(session, event);
		break;
	case APTRACE_READ:
	case APTRACE_WRITE:
		aptrace_add_io(session, event);
		break;
	case APTRACE_VERDICT:
		aptrace_add_verdict(session, event);
		break;
	case APTRACE_DROPPED:
		aptrace_add_dropped(session);
		break;
	case APTRACE_APPLY:
		aptrace_add_apply(session, event);
		break;
	case APTRACE_END:
		aptrace_add_end(session, event);
		break;
	case APTRACE_RESET:
		aptrace_add_reset(session, event);
		break;
	}
}
