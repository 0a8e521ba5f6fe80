// SPDX-License-Identifier: GPL-2.0
/* How did a migration go? */
#include <errno.h>

#include "../../driver/core/stream_error.h"
#include "explain.h"

static bool has_ended(const struct story_half *half)
{
	return half->m.session.ended == APTRACE_SESSION_ENDED;
}

static enum explain_class_id open_end(const struct story_half *half)
{
	return half->gone_on ? EXPLAIN_UNSEEN : EXPLAIN_UNDER_WAY;
}

static enum explain_class_id class_of_stream(unsigned int stream_error)
{
	if (stream_error == VFIO_AP_STREAM_TRUNCATED)
		return EXPLAIN_STREAM_CUT;
	if (stream_error == VFIO_AP_STREAM_MAGIC)
		return EXPLAIN_STREAM_FOREIGN;
	switch (ap_stream_error(stream_error)->err) {
	case -EPROTONOSUPPORT:
		return EXPLAIN_STREAM_VERSION;
	case -EBADMSG:
		return EXPLAIN_STREAM_DAMAGED;
	case -EFBIG:
		return EXPLAIN_STREAM_TOO_LONG;
	default:
		return EXPLAIN_STREAM_MALFORMED;
	}
}

/* The first error of an arc, of a read or of a write; 0: there was none. */
static int first_failure(const struct story_half *half)
{
	size_t i;

	for (i = 0; i < half->event_count; i++) {
		const struct story_event *event = &half->events[i];

		if (event->kind == APTRACE_ARC && event->arc.err)
			return event->arc.err;
		if (event->kind == APTRACE_READ || event->kind == APTRACE_WRITE)
			/* "Nothing more for now" is how PRE_COPY goes. */
			if (event->io.err && event->io.err != -ENOMSG)
				return event->io.err;
	}
	return 0;
}

static enum explain_class_id class_of_errno(int err)
{
	switch (err) {
	case -EOPNOTSUPP:
		return EXPLAIN_SE_HOST;
	case -ENOMEM:
		return EXPLAIN_NO_MEMORY;
	case -EIO:
		return EXPLAIN_INTERRUPTS;
	case -EAGAIN:
		return EXPLAIN_RESTLESS;
	case -EFAULT:
		return EXPLAIN_BAD_ADDRESS;
	default:
		return EXPLAIN_KERNEL_ERROR;
	}
}

/* Something failed, or it merely was given up as @otherwise says. */
static enum explain_class_id given_up(const struct story_half *half,
				      enum explain_class_id otherwise)
{
	int err = first_failure(half);

	/* What failed may not have been recorded; the last event has it. */
	if (!err && half->m.session.outcome == VFIO_AP_OUTCOME_FAILED)
		err = half->m.session.err;
	/* What a destination refuses comes with an outcome of its own. */
	if (err)
		return class_of_errno(err);
	if (half->m.session.request_errors)
		return EXPLAIN_BAD_REQUEST;
	return otherwise;
}

static bool is_whole(const struct aptrace_session *s)
{
	return s->total_bytes && s->bytes >= s->total_bytes;
}

static enum explain_class_id class_of_destination(const struct story_half *half)
{
	const struct aptrace_session *s = &half->m.session;

	if (!has_ended(half))
		return open_end(half);
	if (s->outcome == VFIO_AP_OUTCOME_COMPLETED)
		return EXPLAIN_COMPLETED;
	if (s->outcome == VFIO_AP_OUTCOME_REFUSED && s->stream_error)
		return class_of_stream(s->stream_error);
	if (s->apply_err)
		return s->apply_err == -ENODEV ? EXPLAIN_APPLY_REFUSED :
						 class_of_errno(s->apply_err);
	if (s->outcome == VFIO_AP_OUTCOME_REFUSED)
		return EXPLAIN_REFUSED;
	if (s->cause == VFIO_AP_CAUSE_CLOSE)
		return given_up(half, EXPLAIN_DESTINATION_CLOSED);
	return given_up(half, is_whole(s) ? EXPLAIN_NOT_STARTED :
					    EXPLAIN_PEER_GONE);
}

static enum explain_class_id class_of_source(const struct story_half *half)
{
	const struct aptrace_session *s = &half->m.session;

	if (!has_ended(half))
		return open_end(half);
	switch (s->outcome) {
	case VFIO_AP_OUTCOME_COMPLETED:
		return EXPLAIN_HANDED_OVER;
	case VFIO_AP_OUTCOME_ROLLED_BACK:
		return given_up(half, EXPLAIN_ROLLED_BACK);
	default:
		/* It went back although something had failed on the way. */
		if (s->cause == VFIO_AP_CAUSE_STATE)
			return given_up(half, EXPLAIN_ROLLED_BACK);
		return given_up(half, s->cause == VFIO_AP_CAUSE_CLOSE ?
				EXPLAIN_SOURCE_CLOSED : EXPLAIN_SOURCE_RESET);
	}
}

/* A source that was not asked to do anything wrong has no part in it. */
static bool is_failure_of_source(enum explain_class_id id)
{
	return id != EXPLAIN_HANDED_OVER && id != EXPLAIN_ROLLED_BACK &&
	       id != EXPLAIN_UNDER_WAY && id != EXPLAIN_UNSEEN;
}

/* A source that was asked back is in RUNNING, whatever had failed before. */
static bool runs_on_source(const struct story_half *half)
{
	return has_ended(half) && half->m.session.cause == VFIO_AP_CAUSE_STATE;
}

enum explain_class_id explain_classify(const struct story *story)
{
	enum explain_class_id source, destination;

	/* A device that was merely stopped, or in a role of a later driver */
	if (story->neither)
		return story->neither->m.session.err ?
			class_of_errno(story->neither->m.session.err) :
			open_end(story->neither);
	if (!story->destination)
		return class_of_source(story->source);
	destination = class_of_destination(story->destination);
	if (!story->source)
		return destination;

	source = class_of_source(story->source);
	if (destination == EXPLAIN_COMPLETED)
		return runs_on_source(story->source) ? EXPLAIN_TWO_GUESTS :
						       EXPLAIN_COMPLETED;
	if (source == EXPLAIN_HANDED_OVER && has_ended(story->destination))
		return EXPLAIN_NO_GUEST;
	/* What ended it on the source is why the destination gave up. */
	if ((destination == EXPLAIN_PEER_GONE ||
	     destination == EXPLAIN_NOT_STARTED ||
	     destination == EXPLAIN_STREAM_CUT) && is_failure_of_source(source))
		return source;
	return destination;
}

const struct story_half *explain_subject(const struct story *story,
					 enum explain_class_id id)
{
	if (story->neither)
		return story->neither;
	if (!story->destination)
		return story->source;
	if (!story->source)
		return story->destination;
	if (id == class_of_source(story->source) &&
	    id != class_of_destination(story->destination))
		return story->source;
	return story->destination;
}
