// SPDX-License-Identifier: GPL-2.0
/* An event's structure from the text that its tracepoint prints. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../driver/core/names.h"
#include "event_fields.h"
#include "format.h"
#include "trace_text.h"

/* Of what is wrong, no more is told. */
#define TOLD_BYTES	48

#define SUBJECT_NAME	"queue"

#define DIGITS		"0123456789"
#define HEX_DIGITS	DIGITS "abcdefABCDEF"

/**
 * struct trace_text - a text that is being read
 * @kind: enum aptrace_kind
 * @event: receives it
 * @header_seen: a bit for each field of the header
 * @seen: a bit for each field of the kind
 * @states_seen: a bit for each state whose time was there
 * @why: receives what is wrong
 */
struct trace_text {
	unsigned int kind;
	void *event;
	uint32_t header_seen;
	uint32_t seen;
	uint32_t states_seen;
	char *why;
};

bool trace_parse_number(const char *text, uint64_t max, uint64_t *number)
{
	bool is_hex = text[0] == '0' && text[1] == 'x';
	const char *digits = is_hex ? text + 2 : text;

	/* strtoull() would take signs and blanks, and 0x a second time. */
	if (!*digits || digits[strspn(digits, is_hex ? HEX_DIGITS : DIGITS)])
		return false;
	errno = 0;
	*number = strtoull(digits, NULL, is_hex ? 16 : 10);
	return !errno && *number <= max;
}

/* What can be shown of a text that anybody may have written. */
static void copy_printable(char told[TOLD_BYTES], const char *text)
{
	size_t i;

	for (i = 0; text[i] && i < TOLD_BYTES - 1; i++)
		told[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
	told[i] = '\0';
}

static bool complain(const struct trace_text *text, const char *name,
		     const char *value, const char *expected)
{
	char told_name[TOLD_BYTES], told[TOLD_BYTES];

	copy_printable(told_name, name);
	copy_printable(told, value);
	snprintf(text->why, TRACE_TEXT_WHY_BYTES, "%s of event \"%s\" is \"%s\"; expected %s",
		 told_name, event_name(text->kind), told, expected);
	return false;
}

static bool complain_number(const struct trace_text *text, const char *name,
			    const char *value, uint64_t max)
{
	char expected[80];

	snprintf(expected, sizeof(expected),
		 "a whole number from 0 to %" PRIu64, max);
	return complain(text, name, value, expected);
}

static bool mark(const struct trace_text *text, uint32_t *seen,
		 unsigned int bit, const char *name, const char *value)
{
	if (*seen & 1U << bit)
		return complain(text, name, value, "it only once");
	*seen |= 1U << bit;
	return true;
}

/* What the text calls a field of the header. */
static const char *header_name(const struct event_field *field)
{
	if (!strcmp(field->name, "mdev_uuid"))
		return "mdev";
	if (!strcmp(field->name, "migration_id"))
		return "id";
	return field->name;
}

/* Of these the text makes one: "queue=03.0006", "adapter=0x03". */
static bool is_composed(unsigned int kind, const struct event_field *field)
{
	if (kind == APTRACE_DROPPED)
		return true;
	return kind == APTRACE_VERDICT &&
	       (field->form == FORM_SUBJECT ||
		field->form == FORM_VERDICT_KIND ||
		!strcmp(field->name, "apqn"));
}

static bool read_err(const struct trace_text *text,
		     const struct event_field *field, const char *value)
{
	uint64_t number = 0;

	if (strcmp(value, "0") &&
	    (value[0] != '-' ||
	     !trace_parse_number(value + 1, EVENT_ERRNO_MAX, &number)))
		return complain(text, field->name, value,
				"0 or a negative error number of the kernel");
	event_store_number(field, text->event, -number);
	return true;
}

/* Names of reasons; bits without one come as a number behind them. */
static bool read_reasons(const struct trace_text *text,
			 const struct event_field *field, char *value)
{
	const struct ap_reason *reason;
	uint64_t mask = 0, number;
	char *word, *rest = value;
	unsigned int bit;

	while ((word = strsep(&rest, "|"))) {
		if (!*word && !rest)
			break;
		for (bit = 0; bit < APTRACE_REASONS_MAX; bit++) {
			reason = ap_reason(bit);
			if (reason && !strcmp(reason->name, word))
				break;
		}
		if (bit < APTRACE_REASONS_MAX)
			mask |= 1ULL << bit;
		else if (trace_parse_number(word, UINT32_MAX, &number))
			mask |= number;
		else
			return complain(text, field->name, word,
					"names of reasons or their bits");
	}
	event_store_number(field, text->event, mask);
	return true;
}

static bool read_word(const struct trace_text *text,
		      const struct event_field *field, const char *value)
{
	uint64_t number;

	if (!event_field_number(field, value, &number) &&
	    !trace_parse_number(value, event_field_max(field), &number))
		return complain(text, field->name, value,
				"a word of the tracepoint or a number");
	event_store_number(field, text->event, number);
	return true;
}

static bool read_value(const struct trace_text *text,
		       const struct event_field *field, char *value)
{
	const uint64_t max = event_field_max(field);
	uint64_t number;

	switch (field->form) {
	case FORM_UUID:
	case FORM_ID:
		return parse_uuid(value, (uint8_t *)text->event + field->offset) ||
		       complain(text, header_name(field), value, "a UUID");
	case FORM_ERR:
		return read_err(text, field, value);
	case FORM_REASONS:
		return read_reasons(text, field, value);
	default:
		break;
	}
	if (event_field_is_word(field))
		return read_word(text, field, value);
	if (!trace_parse_number(value, max, &number))
		return complain_number(text, field->name, value, max);
	event_store_number(field, text->event, number);
	return true;
}

/* "03.0006" */
static bool parse_apqn(const char *value, uint64_t *apqn)
{
	char digits[] = "0x00000";
	const char *point = strchr(value, '.');
	uint64_t adapter, domain;

	if (!point || point - value != 2 || strlen(point + 1) != 4)
		return false;
	memcpy(digits + 2, value, 2);
	digits[4] = '\0';
	if (!trace_parse_number(digits, UINT8_MAX, &adapter))
		return false;
	strcpy(digits + 2, point + 1);
	if (!trace_parse_number(digits, UINT8_MAX, &domain))
		return false;
	*apqn = adapter << 8 | domain;
	return true;
}

static const struct event_field *field_of(unsigned int kind, const char *name)
{
	const struct event_field *field = event_fields(kind);

	while (field->name && strcmp(field->name, name))
		field++;
	return field;
}

/* @name is the kind, as a word or, of a later driver, as a number. */
static bool take_subject(struct trace_text *text, const char *name,
			 const char *value, bool *taken)
{
	const struct event_field *kind, *subject, *field;
	uint64_t number, what;
	bool good;

	if (text->kind != APTRACE_VERDICT && text->kind != APTRACE_DROPPED)
		return true;
	kind = field_of(text->kind, "kind");
	if (!event_field_number(kind, name, &number) &&
	    !trace_parse_number(name, event_field_max(kind), &number))
		return true;
	*taken = true;
	if (text->kind == APTRACE_VERDICT) {
		subject = field_of(text->kind, "apqn");
		good = parse_apqn(value, &what);
	} else {
		subject = field_of(text->kind, "id");
		good = trace_parse_number(value, event_field_max(subject), &what);
	}
	if (!good)
		return complain(text, name, value,
				text->kind == APTRACE_VERDICT ?
				"adapter and domain, as 03.0006" :
				"a number");
	for (field = event_fields(text->kind); field->name; field++)
		if (is_composed(text->kind, field) &&
		    !mark(text, &text->seen, field - event_fields(text->kind),
			  name, value))
			return false;
	event_store_number(kind, text->event, number);
	event_store_number(subject, text->event, what);
	return true;
}

/* "stop_copy_ns" is the time in STOP_COPY. */
static bool is_state_time(const char *name, unsigned int state)
{
	const char *word = ap_state_name(state);

	for (; *word; word++, name++)
		if (tolower((unsigned char)*word) != *name)
			return false;
	return !strcmp(name, "_ns");
}

static bool take_state_time(struct trace_text *text, const char *name,
			    const char *value, bool *taken)
{
	const struct event_field *field;
	unsigned int state;
	uint64_t spent;

	if (text->kind != APTRACE_END)
		return true;
	for (state = 0; state < VFIO_AP_TRACE_STATES; state++)
		if (is_state_time(name, state))
			break;
	if (state == VFIO_AP_TRACE_STATES)
		return true;
	*taken = true;
	if (!mark(text, &text->states_seen, state, name, value))
		return false;
	if (!trace_parse_number(value, UINT64_MAX, &spent))
		return complain_number(text, name, value, UINT64_MAX);
	field = field_of(text->kind, "state_ns");
	memcpy((char *)text->event + field->offset + state * sizeof(spent),
	       &spent, sizeof(spent));
	return true;
}

static bool take(struct trace_text *text, const char *name, char *value)
{
	const struct event_field *field;
	bool taken = false;

	for (field = event_header_fields(); field->name; field++)
		if (!strcmp(header_name(field), name))
			return mark(text, &text->header_seen,
				    field - event_header_fields(), name, value) &&
			       read_value(text, field, value);
	for (field = event_fields(text->kind); field->name; field++)
		if (!is_composed(text->kind, field) &&
		    field->form != FORM_STATE_TIMES &&
		    !strcmp(field->name, name))
			return mark(text, &text->seen,
				    field - event_fields(text->kind), name, value) &&
			       read_value(text, field, value);
	if (!take_state_time(text, name, value, &taken))
		return false;
	return taken || take_subject(text, name, value, &taken);
}

static bool missing(const struct trace_text *text, const char *name)
{
	snprintf(text->why, TRACE_TEXT_WHY_BYTES,
		 "event \"%s\" has no %s; expected what the tracepoints of this project's vfio_ap print",
		 event_name(text->kind), name);
	return false;
}

/* What is needed for an explanation must be there: nothing is made up. */
static bool is_whole(const struct trace_text *text)
{
	const struct event_field *fields = event_header_fields(), *field;
	unsigned int state;

	for (field = fields; field->name; field++)
		if (!(text->header_seen & 1U << (field - fields)))
			return missing(text, header_name(field));
	fields = event_fields(text->kind);
	for (field = fields; field->name; field++)
		if (field->form != FORM_STATE_TIMES &&
		    !(text->seen & 1U << (field - fields)))
			return missing(text, is_composed(text->kind, field) ?
				       SUBJECT_NAME : field->name);
	if (text->kind != APTRACE_END)
		return true;
	for (state = 0; state < VFIO_AP_TRACE_STATES; state++)
		if (!(text->states_seen & 1U << state))
			return missing(text, "time in each state (stop_ns, ...)");
	return true;
}

bool trace_text_read(unsigned int kind, char *text, void *event, char *why)
{
	struct trace_text reading = { .kind = kind, .event = event, .why = why };
	char *token, *value;

	memset(event, 0, event_bytes(kind));
	while ((token = strsep(&text, " "))) {
		value = strchr(token, '=');
		if (!value)
			continue;
		*value++ = '\0';
		if (!take(&reading, token, value))
			return false;
	}
	return is_whole(&reading);
}
