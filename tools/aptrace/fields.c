// SPDX-License-Identifier: GPL-2.0
/* The one table of what can be said of a migration. */
#include <stdio.h>
#include <string.h>

#include "../../driver/core/names.h"
#include "../../driver/core/stream_error.h"
#include "aggregate.h"
#include "fields.h"
#include "format.h"

/* Getters that only hand out a member of the session's record. */
#define GET_NUMBER(member)						\
static void get_##member(const struct migration *m, uint64_t now_ns,	\
			 struct value *value)				\
{									\
	(void)now_ns;							\
	value_set_unsigned(value, m->session.member);			\
}									\
struct aptrace_semicolon

/* The same for what counts events that went well, too: unknown if nobody did. */
#define GET_SEEN(member)						\
static void get_##member(const struct migration *m, uint64_t now_ns,	\
			 struct value *value)				\
{									\
	(void)now_ns;							\
	if (!m->kept)							\
		value_set_unsigned(value, m->session.member);		\
}									\
struct aptrace_semicolon

GET_NUMBER(session);
GET_NUMBER(queues);
GET_SEEN(judged);
GET_NUMBER(bad_queues);
GET_NUMBER(bad_control_domains);
GET_NUMBER(adapters);
GET_NUMBER(domains);
GET_NUMBER(control_domains);
GET_NUMBER(dropped);
GET_SEEN(chunks);
GET_SEEN(requests);
GET_NUMBER(request_errors);
GET_NUMBER(io_errors);
GET_NUMBER(resets);
GET_NUMBER(apply_ns);
GET_NUMBER(details_lost);
GET_NUMBER(verdicts_cut);
GET_SEEN(events_seen);
GET_NUMBER(first_ns);
GET_NUMBER(last_ns);

/* Of what was only kept, the end has the amounts, and nothing before it. */
static bool amounts_known(const struct migration *m)
{
	return !m->kept || m->session.ended == APTRACE_SESSION_ENDED;
}

static void get_bytes(const struct migration *m, uint64_t now_ns,
		      struct value *value)
{
	(void)now_ns;
	if (amounts_known(m))
		value_set_unsigned(value, m->session.bytes);
}

static void get_migration_id(const struct migration *m, uint64_t now_ns,
			     struct value *value)
{
	char text[UUID_TEXT_BYTES];

	(void)now_ns;
	format_id(text, m->session.migration_id);
	if (text[0])
		value_set_text(value, text);
}

static void get_mdev_uuid(const struct migration *m, uint64_t now_ns,
			  struct value *value)
{
	char text[UUID_TEXT_BYTES];

	(void)now_ns;
	format_uuid(text, m->session.mdev_uuid);
	value_set_text(value, text);
}

static void get_role(const struct migration *m, uint64_t now_ns,
		     struct value *value)
{
	(void)now_ns;
	if (m->session.role)
		value_set_text(value, ap_role_name(m->session.role));
}

static void get_state(const struct migration *m, uint64_t now_ns,
		      struct value *value)
{
	(void)now_ns;
	value_set_text(value, ap_state_name(m->session.state));
}

static void get_target(const struct migration *m, uint64_t now_ns,
		       struct value *value)
{
	(void)now_ns;
	if (m->session.requests)
		value_set_text(value, ap_state_name(m->session.target));
}

static void get_total_bytes(const struct migration *m, uint64_t now_ns,
			    struct value *value)
{
	(void)now_ns;
	if (m->session.total_bytes)
		value_set_unsigned(value, m->session.total_bytes);
}

static void get_percent(const struct migration *m, uint64_t now_ns,
			struct value *value)
{
	const struct aptrace_session *s = &m->session;

	(void)now_ns;
	/* Rounded down: 100 must mean all. */
	if (s->total_bytes && amounts_known(m))
		value_set_unsigned(value, s->bytes >= s->total_bytes ? 100 :
				   s->bytes * 100 / s->total_bytes);
}

static void get_good_queues(const struct migration *m, uint64_t now_ns,
			    struct value *value)
{
	(void)now_ns;
	if (m->session.role == VFIO_AP_ROLE_DESTINATION && !m->kept)
		value_set_unsigned(value, model_good_queues(m));
}

static void get_reasons(const struct migration *m, uint64_t now_ns,
			struct value *value)
{
	(void)now_ns;
	value->type = VALUE_REASONS;
	value->counts = m->session.reason_count;
}

static void get_err(const struct migration *m, uint64_t now_ns,
		    struct value *value)
{
	(void)now_ns;
	value->type = VALUE_SIGNED;
	value->number = (uint64_t)(int64_t)m->session.err;
}

static void get_err_name(const struct migration *m, uint64_t now_ns,
			 struct value *value)
{
	(void)now_ns;
	if (!m->session.err)
		return;
	value->type = VALUE_TEXT;
	format_errno(value->text, sizeof(value->text), m->session.err);
}

static void get_stream_error(const struct migration *m, uint64_t now_ns,
			     struct value *value)
{
	(void)now_ns;
	if (m->session.stream_error)
		value_set_text(value,
			       ap_stream_error(m->session.stream_error)->name);
}

static void get_outcome(const struct migration *m, uint64_t now_ns,
			struct value *value)
{
	(void)now_ns;
	if (m->session.ended == APTRACE_SESSION_ENDED)
		value_set_text(value, ap_outcome_name(m->session.outcome));
	else if (m->over)
		value_set_text(value, "unseen");
}

static void get_cause(const struct migration *m, uint64_t now_ns,
		      struct value *value)
{
	(void)now_ns;
	if (m->session.ended == APTRACE_SESSION_ENDED)
		value_set_text(value, ap_cause_name(m->session.cause));
}

static void get_elapsed(const struct migration *m, uint64_t now_ns,
			struct value *value)
{
	const struct aptrace_session *s = &m->session;
	uint64_t start = s->left_running_ns ? s->left_running_ns : s->first_ns;

	if (!amounts_known(m))
		return;
	if (s->ended == APTRACE_SESSION_ENDED)
		value_set_unsigned(value, s->duration_ns);
	else if (m->over)
		value_set_unsigned(value, s->last_ns - start);
	else
		value_set_unsigned(value, now_ns > start ? now_ns - start : 0);
}

/* Time in a state up to now; the current one is still growing. */
static uint64_t time_in_state(const struct migration *m, unsigned int state,
			      uint64_t now_ns)
{
	const struct aptrace_session *s = &m->session;
	uint64_t spent = s->state_ns[state];

	if (s->ended != APTRACE_SESSION_ENDED && !m->over &&
	    s->state == state && now_ns > s->state_since_ns)
		spent += now_ns - s->state_since_ns;
	return spent;
}

/*
 * How long the guest has stood still. Only the source knows when it stopped
 * it: the destination's guest is not the one that was running.
 */
static void get_downtime(const struct migration *m, uint64_t now_ns,
			 struct value *value)
{
	if (m->session.role != VFIO_AP_ROLE_SOURCE || !amounts_known(m))
		return;
	value_set_unsigned(value,
			   time_in_state(m, APTRACE_STATE_ERROR, now_ns) +
			   time_in_state(m, APTRACE_STATE_STOP, now_ns) +
			   time_in_state(m, APTRACE_STATE_STOP_COPY, now_ns));
}

#define GET_STATE_NS(number)						\
static void get_state_##number(const struct migration *m,		\
			       uint64_t now_ns, struct value *value)	\
{									\
	if (amounts_known(m))						\
		value_set_unsigned(value,				\
				   time_in_state(m, number, now_ns));	\
}									\
struct aptrace_semicolon

GET_STATE_NS(0);
GET_STATE_NS(1);
GET_STATE_NS(2);
GET_STATE_NS(3);
GET_STATE_NS(4);
GET_STATE_NS(5);
GET_STATE_NS(6);
GET_STATE_NS(7);

static void get_phases(const struct migration *m, uint64_t now_ns,
		       struct value *value)
{
	char time[FORMAT_BYTES];
	size_t used = 0;
	unsigned int state;
	uint64_t spent;

	for (state = 0; state < VFIO_AP_TRACE_STATES; state++) {
		spent = amounts_known(m) ? time_in_state(m, state, now_ns) : 0;
		if (!spent || used >= sizeof(value->text))
			continue;
		value->type = VALUE_TEXT;
		format_duration(time, sizeof(time), spent);
		used += snprintf(value->text + used, sizeof(value->text) - used,
				 "%s%s:%s", used ? "," : "",
				 ap_state_name(state), time);
	}
}

static void get_events_expected(const struct migration *m, uint64_t now_ns,
				struct value *value)
{
	struct completeness c = model_completeness(m);

	(void)now_ns;
	if (c.expected && !m->kept)
		value_set_unsigned(value, c.expected);
}

static void get_events_missed(const struct migration *m, uint64_t now_ns,
			      struct value *value)
{
	(void)now_ns;
	if (!m->kept)
		value_set_unsigned(value, model_completeness(m).missed);
}

static void get_complete(const struct migration *m, uint64_t now_ns,
			 struct value *value)
{
	(void)now_ns;
	/* Of a migration under way nobody can say yet. */
	if (!m->over && m->session.ended != APTRACE_SESSION_ENDED)
		return;
	/* An excerpt is neither. */
	if (m->kept)
		return;
	value->type = VALUE_BOOL;
	value->number = model_completeness(m).complete;
}

#define BEGIN	FIELD_IN_BEGIN
#define PROG	FIELD_IN_PROGRESS
#define END	FIELD_IN_END

/* In the order in which people read them. */
const struct field fields[] = {
	{ "session", NULL, UNIT_NONE, 0, 0, 0, get_session,
	  "number of the migration on this host" },
	{ "migration_id", "ID", UNIT_NONE, 8, 0, 0, get_migration_id,
	  "the key that both hosts share; unknown until the stream's header" },
	{ "mdev_uuid", "MDEV", UNIT_NONE, 8, 7, 0, get_mdev_uuid,
	  "UUID of the mediated device on this host" },
	{ "role", "ROLE", UNIT_NONE, 4, 3, 0, get_role,
	  "source or destination; unknown while the guest is merely stopped" },
	{ "state", "STATE", UNIT_NONE, 10, 2, 0, get_state,
	  "migration state of the device" },
	{ "target", NULL, UNIT_NONE, 0, 0, 0, get_target,
	  "state that was asked for last" },
	{ "percent", "PROGRESS", UNIT_PERCENT, 12, 4, PROG, get_percent,
	  "share of the stream that was read or written" },
	{ "bytes", "BYTES", UNIT_BYTES, 5, 8, PROG | END, get_bytes,
	  "length of what was read or written" },
	{ "total_bytes", NULL, UNIT_BYTES, 0, 0, BEGIN | PROG, get_total_bytes,
	  "length of the stream" },
	{ "adapters", NULL, UNIT_NONE, 0, 0, BEGIN, get_adapters,
	  "adapters of the source guest" },
	{ "domains", NULL, UNIT_NONE, 0, 0, BEGIN, get_domains,
	  "usage domains of the source guest" },
	{ "control_domains", NULL, UNIT_NONE, 0, 0, BEGIN, get_control_domains,
	  "control domains of the source guest" },
	{ "queues", NULL, UNIT_NONE, 0, 0, BEGIN | END, get_queues,
	  "queues of the source guest" },
	{ "judged", NULL, UNIT_NONE, 0, 0, 0, get_judged,
	  "verdicts on queues so far (destination)" },
	{ "good_queues", NULL, UNIT_NONE, 0, 0, 0, get_good_queues,
	  "queues judged compatible" },
	{ "bad_queues", "OK/BAD", UNIT_NONE, 8, 6, END, get_bad_queues,
	  "queues refused; of a guest without queues, adapters or domains" },
	{ "bad_control_domains", NULL, UNIT_NONE, 0, 0, END,
	  get_bad_control_domains, "control domains refused" },
	{ "reasons", NULL, UNIT_NONE, 0, 0, END, get_reasons,
	  "how many verdicts gave each reason" },
	{ "dropped", NULL, UNIT_NONE, 0, 0, END, get_dropped,
	  "assignments invisible to the guest that were not taken over" },
	{ "chunks", NULL, UNIT_NONE, 0, 0, 0, get_chunks,
	  "reads or writes of the stream" },
	{ "io_errors", NULL, UNIT_NONE, 0, 0, 0, get_io_errors,
	  "reads or writes that failed" },
	{ "requests", NULL, UNIT_NONE, 0, 0, 0, get_requests,
	  "states requested" },
	{ "request_errors", NULL, UNIT_NONE, 0, 0, 0, get_request_errors,
	  "requests that failed" },
	{ "resets", NULL, UNIT_NONE, 0, 0, 0, get_resets,
	  "times that queues were reset" },
	{ "apply_ns", NULL, UNIT_NS, 0, 0, 0, get_apply_ns,
	  "time that applying the configuration took" },
	{ "err", NULL, UNIT_NONE, 0, 0, 0, get_err,
	  "first error that user space got, negative errno or 0" },
	{ "err_name", NULL, UNIT_NONE, 0, 0, END, get_err_name,
	  "the same as a word" },
	{ "stream_error", NULL, UNIT_NONE, 0, 0, END, get_stream_error,
	  "what was wrong with the stream" },
	{ "elapsed_ns", "TIME", UNIT_NS, 6, 5, END, get_elapsed,
	  "since the device left RUNNING (or was first seen)" },
	{ "downtime_ns", NULL, UNIT_NS, 0, 0, END, get_downtime,
	  "source: how long the guest has stood still" },
	{ "error_ns", NULL, UNIT_NS, 0, 0, 0, get_state_0, "time in ERROR" },
	{ "stop_ns", NULL, UNIT_NS, 0, 0, 0, get_state_1, "time in STOP" },
	{ "running_ns", NULL, UNIT_NS, 0, 0, 0, get_state_2,
	  "time in RUNNING" },
	{ "stop_copy_ns", NULL, UNIT_NS, 0, 0, 0, get_state_3,
	  "time in STOP_COPY" },
	{ "resuming_ns", NULL, UNIT_NS, 0, 0, 0, get_state_4,
	  "time in RESUMING" },
	{ "running_p2p_ns", NULL, UNIT_NS, 0, 0, 0, get_state_5,
	  "time in RUNNING_P2P" },
	{ "pre_copy_ns", NULL, UNIT_NS, 0, 0, 0, get_state_6,
	  "time in PRE_COPY" },
	{ "pre_copy_p2p_ns", NULL, UNIT_NS, 0, 0, 0, get_state_7,
	  "time in PRE_COPY_P2P" },
		{ "outcome", "OUTCOME", UNIT_NONE, 11, 1, END, get_outcome,
	  "how it ended on this side; unseen: the end event was missed" },
	{ "phases", "PHASES", UNIT_NONE, 32, 9, END, get_phases,
	  "the states with the time spent in each" },
	{ "cause", NULL, UNIT_NONE, 0, 0, END, get_cause,
	  "what ended it: a state request, a reset, a close" },
	{ "first_boot_ns", NULL, UNIT_NONE, 0, 0, 0, get_first_ns,
	  "boot time of the first event seen" },
	{ "last_boot_ns", NULL, UNIT_NONE, 0, 0, 0, get_last_ns,
	  "boot time of the last event seen" },
	{ "events_seen", NULL, UNIT_NONE, 0, 0, END, get_events_seen,
	  "events of this migration that were counted" },
	{ "events_expected", NULL, UNIT_NONE, 0, 0, END, get_events_expected,
	  "events that the driver emitted for it; known at the end" },
	{ "events_missed", NULL, UNIT_NONE, 0, 0, 0, get_events_missed,
	  "events known to be missing" },
	{ "details_lost", NULL, UNIT_NONE, 0, 0, 0, get_details_lost,
	  "events counted whose detail found no room in the ring buffer" },
	{ "verdicts_cut", NULL, UNIT_NONE, 0, 0, 0, get_verdicts_cut,
	  "bad verdicts counted but not shown, see --verdicts" },
	{ "complete", NULL, UNIT_NONE, 0, 0, END, get_complete,
	  "every event of it was counted, by sequence number" },
};

const size_t field_count = ARRAY_SIZE(fields);

const struct field *field_find(const char *name)
{
	size_t i;

	for (i = 0; i < field_count; i++)
		if (!strcmp(fields[i].name, name))
			return &fields[i];
	return NULL;
}

void fields_line(const struct migration *m, uint64_t now_ns, unsigned int lines,
		 struct text *text)
{
	size_t i;

	for (i = 0; i < field_count; i++) {
		struct value value = { 0 };

		if (!(fields[i].lines & lines))
			continue;
		fields[i].get(m, now_ns, &value);
		value_line(&value, fields[i].name, fields[i].unit, text);
	}
}

void fields_json(const struct migration *m, uint64_t now_ns, struct json *json)
{
	size_t i;

	for (i = 0; i < field_count; i++) {
		struct value value = { 0 };

		fields[i].get(m, now_ns, &value);
		value_json(&value, fields[i].name, json);
	}
}
