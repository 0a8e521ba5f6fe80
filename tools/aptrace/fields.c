// SPDX-License-Identifier: GPL-2.0
/* The one table of what can be said of a migration. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../../driver/core/names.h"
#include "../../driver/core/reasons.h"
#include "../../driver/core/stream_error.h"
#include "aggregate.h"
#include "fields.h"
#include "format.h"

static void set_unsigned(struct value *value, uint64_t number)
{
	value->type = VALUE_UNSIGNED;
	value->number = number;
}

static void set_text(struct value *value, const char *text)
{
	value->type = VALUE_TEXT;
	snprintf(value->text, sizeof(value->text), "%s", text);
}

/* Getters that only hand out a member of the session's record. */
#define GET_NUMBER(member)						\
static void get_##member(const struct migration *m, uint64_t now_ns,	\
			 struct value *value)				\
{									\
	(void)now_ns;							\
	set_unsigned(value, m->session.member);				\
}									\
struct aptrace_semicolon

GET_NUMBER(session);
GET_NUMBER(bytes);
GET_NUMBER(queues);
GET_NUMBER(judged);
GET_NUMBER(bad_queues);
GET_NUMBER(bad_control_domains);
GET_NUMBER(adapters);
GET_NUMBER(domains);
GET_NUMBER(control_domains);
GET_NUMBER(dropped);
GET_NUMBER(chunks);
GET_NUMBER(requests);
GET_NUMBER(request_errors);
GET_NUMBER(io_errors);
GET_NUMBER(resets);
GET_NUMBER(apply_ns);
GET_NUMBER(details_lost);
GET_NUMBER(verdicts_cut);
GET_NUMBER(events_seen);
GET_NUMBER(first_ns);
GET_NUMBER(last_ns);

static void get_migration_id(const struct migration *m, uint64_t now_ns,
			     struct value *value)
{
	char text[UUID_TEXT_BYTES];

	(void)now_ns;
	format_id(text, m->session.migration_id);
	if (text[0])
		set_text(value, text);
}

static void get_mdev_uuid(const struct migration *m, uint64_t now_ns,
			  struct value *value)
{
	char text[UUID_TEXT_BYTES];

	(void)now_ns;
	format_uuid(text, m->session.mdev_uuid);
	set_text(value, text);
}

static void get_role(const struct migration *m, uint64_t now_ns,
		     struct value *value)
{
	(void)now_ns;
	if (m->session.role)
		set_text(value, ap_role_name(m->session.role));
}

static void get_state(const struct migration *m, uint64_t now_ns,
		      struct value *value)
{
	(void)now_ns;
	set_text(value, ap_state_name(m->session.state));
}

static void get_target(const struct migration *m, uint64_t now_ns,
		       struct value *value)
{
	(void)now_ns;
	if (m->session.requests)
		set_text(value, ap_state_name(m->session.target));
}

static void get_total_bytes(const struct migration *m, uint64_t now_ns,
			    struct value *value)
{
	(void)now_ns;
	if (m->session.total_bytes)
		set_unsigned(value, m->session.total_bytes);
}

static void get_percent(const struct migration *m, uint64_t now_ns,
			struct value *value)
{
	const struct aptrace_session *s = &m->session;

	(void)now_ns;
	/* Rounded down: 100 must mean all. */
	if (s->total_bytes)
		set_unsigned(value, s->bytes >= s->total_bytes ? 100 :
			     s->bytes * 100 / s->total_bytes);
}

static void get_good_queues(const struct migration *m, uint64_t now_ns,
			    struct value *value)
{
	(void)now_ns;
	if (m->session.role == VFIO_AP_ROLE_DESTINATION)
		set_unsigned(value, model_good_queues(m));
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
		set_text(value, ap_stream_error(m->session.stream_error)->name);
}

static void get_outcome(const struct migration *m, uint64_t now_ns,
			struct value *value)
{
	(void)now_ns;
	if (m->session.ended == APTRACE_SESSION_ENDED)
		set_text(value, ap_outcome_name(m->session.outcome));
	else if (m->over)
		set_text(value, "unseen");
}

static void get_cause(const struct migration *m, uint64_t now_ns,
		      struct value *value)
{
	(void)now_ns;
	if (m->session.ended == APTRACE_SESSION_ENDED)
		set_text(value, ap_cause_name(m->session.cause));
}

static void get_elapsed(const struct migration *m, uint64_t now_ns,
			struct value *value)
{
	const struct aptrace_session *s = &m->session;
	uint64_t start = s->left_running_ns ? s->left_running_ns : s->first_ns;

	if (s->ended == APTRACE_SESSION_ENDED)
		set_unsigned(value, s->duration_ns);
	else if (m->over)
		set_unsigned(value, s->last_ns - start);
	else
		set_unsigned(value, now_ns > start ? now_ns - start : 0);
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
	if (m->session.role != VFIO_AP_ROLE_SOURCE)
		return;
	set_unsigned(value, time_in_state(m, APTRACE_STATE_ERROR, now_ns) +
		     time_in_state(m, APTRACE_STATE_STOP, now_ns) +
		     time_in_state(m, APTRACE_STATE_STOP_COPY, now_ns));
}

#define GET_STATE_NS(number)						\
static void get_state_##number(const struct migration *m,		\
			       uint64_t now_ns, struct value *value)	\
{									\
	set_unsigned(value, time_in_state(m, number, now_ns));		\
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
		spent = time_in_state(m, state, now_ns);
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
	if (c.expected)
		set_unsigned(value, c.expected);
}

static void get_events_missed(const struct migration *m, uint64_t now_ns,
			      struct value *value)
{
	(void)now_ns;
	set_unsigned(value, model_completeness(m).missed);
}

static void get_complete(const struct migration *m, uint64_t now_ns,
			 struct value *value)
{
	(void)now_ns;
	/* Of a migration under way nobody can say yet. */
	if (!m->over && m->session.ended != APTRACE_SESSION_ENDED)
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

static void reason_name(unsigned int bit, char text[FORMAT_BYTES])
{
	const struct ap_reason *reason = ap_reason(bit);

	if (reason)
		snprintf(text, FORMAT_BYTES, "%s", reason->name);
	else
		snprintf(text, FORMAT_BYTES, "bit%u", bit);
}

static void reasons_text(const struct value *value, struct text *text)
{
	char name[FORMAT_BYTES];
	unsigned int bit, shown = 0;

	for (bit = 0; bit < APTRACE_REASONS_MAX; bit++) {
		if (!value->counts[bit])
			continue;
		reason_name(bit, name);
		text_printf(text, "%s%s:%" PRIu32, shown++ ? "," : "", name,
			    value->counts[bit]);
	}
	if (!shown)
		text_putc(text, '-');
}

void field_text(const struct field *field, const struct value *value,
		struct text *text)
{
	char number[FORMAT_BYTES];

	switch (value->type) {
	case VALUE_UNKNOWN:
		text_putc(text, '-');
		return;
	case VALUE_TEXT:
		text_puts(text, value->text);
		return;
	case VALUE_BOOL:
		text_puts(text, value->number ? "yes" : "no");
		return;
	case VALUE_REASONS:
		reasons_text(value, text);
		return;
	case VALUE_SIGNED:
		text_printf(text, "%" PRId64, (int64_t)value->number);
		return;
	case VALUE_UNSIGNED:
		break;
	}
	switch (field->unit) {
	case UNIT_BYTES:
		format_bytes(number, sizeof(number), value->number);
		break;
	case UNIT_NS:
		format_duration(number, sizeof(number), value->number);
		break;
	case UNIT_PERCENT:
		snprintf(number, sizeof(number), "%" PRIu64 "%%", value->number);
		break;
	case UNIT_NONE:
		snprintf(number, sizeof(number), "%" PRIu64, value->number);
		break;
	}
	text_puts(text, number);
}

/* In a line a unit is in the text already: "elapsed=1.2s". */
static void line_name(const struct field *field, struct text *text)
{
	size_t length = strlen(field->name);

	if (field->unit == UNIT_NS && length > 3)
		length -= strlen("_ns");
	text_append(text, field->name, length);
}

static bool worth_a_line(const struct value *value)
{
	unsigned int bit;

	if (value->type == VALUE_UNKNOWN)
		return false;
	if (value->type != VALUE_REASONS)
		return true;
	for (bit = 0; bit < APTRACE_REASONS_MAX; bit++)
		if (value->counts[bit])
			return true;
	return false;
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
		if (!worth_a_line(&value))
			continue;
		text_putc(text, ' ');
		line_name(&fields[i], text);
		text_putc(text, '=');
		field_text(&fields[i], &value, text);
	}
}

static void reasons_json(const char *name, const struct value *value,
			 struct json *json)
{
	char reason[FORMAT_BYTES];
	unsigned int bit;

	json_open_object(json, name);
	for (bit = 0; bit < APTRACE_REASONS_MAX; bit++) {
		if (!value->counts[bit])
			continue;
		reason_name(bit, reason);
		json_unsigned(json, reason, value->counts[bit]);
	}
	json_close_object(json);
}

void fields_json(const struct migration *m, uint64_t now_ns, struct json *json)
{
	size_t i;

	for (i = 0; i < field_count; i++) {
		const char *name = fields[i].name;
		struct value value = { 0 };

		fields[i].get(m, now_ns, &value);
		switch (value.type) {
		case VALUE_UNKNOWN:
			json_null(json, name);
			break;
		case VALUE_UNSIGNED:
			json_unsigned(json, name, value.number);
			break;
		case VALUE_SIGNED:
			json_signed(json, name, (int64_t)value.number);
			break;
		case VALUE_BOOL:
			json_bool(json, name, value.number);
			break;
		case VALUE_TEXT:
			json_string(json, name, value.text);
			break;
		case VALUE_REASONS:
			reasons_json(name, &value, json);
			break;
		}
	}
}
