// SPDX-License-Identifier: GPL-2.0
/* An event's structure from its JSON object, by the table that prints it. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../driver/core/names.h"
#include "event_fields.h"
#include "event_read.h"

/* "17", of a number for which the writer had no word. */
static bool parse_digits(const char *text, uint64_t max, uint64_t *number)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*number = strtoull(text, &end, 10);
	return !errno && !*end && *number <= max;
}

static bool complain_word(const struct event_field *field,
			  const struct json_reader *reader)
{
	char expected[JSON_WHY_BYTES / 2];
	const char *word;
	uint64_t number;
	size_t used;

	used = snprintf(expected, sizeof(expected), "one of");
	for (number = 0; ; number++) {
		word = event_field_word(field, number);
		if (!word || used + strlen(word) + 8 > sizeof(expected))
			break;
		used += snprintf(expected + used, sizeof(expected) - used,
				 " %s,", word);
	}
	snprintf(expected + used, sizeof(expected) - used, "%s",
		 word ? " ..." : " or digits");
	return json_complain(reader, field->name, expected);
}

static bool read_word(const struct event_field *field,
		      const struct json_reader *reader, void *event)
{
	const uint64_t max = event_field_max(field);
	const char *text;
	uint64_t number;

	if (event_field_may_be_null(field) &&
	    json_is_null(reader, field->name)) {
		event_store_number(field, event, 0);
		return true;
	}
	if (!json_read_string(reader, field->name, &text))
		return complain_word(field, reader);
	if (!event_field_number(field, text, &number) &&
	    !parse_digits(text, max, &number))
		return complain_word(field, reader);
	event_store_number(field, event, number);
	return true;
}

static bool read_uuid(const struct event_field *field,
		      const struct json_reader *reader, void *event)
{
	uint8_t *at = (uint8_t *)event + field->offset;

	if (field->form == FORM_ID && json_is_null(reader, field->name)) {
		memset(at, 0, field->bytes);
		return true;
	}
	return json_read_uuid(reader, field->name, at);
}

static bool read_state_times(const struct event_field *field,
			     const struct json_reader *reader, void *event)
{
	char *at = (char *)event + field->offset;
	struct json_reader times;
	unsigned int state;
	uint64_t spent;

	if (!json_read_object(reader, field->name, &times))
		return false;
	for (state = 0; state < VFIO_AP_TRACE_STATES; state++) {
		if (!json_read_unsigned(&times, ap_state_name(state),
					UINT64_MAX, &spent))
			return false;
		memcpy(at + state * sizeof(spent), &spent, sizeof(spent));
	}
	return true;
}

static bool read_unsigned(const struct event_field *field, const char *name,
			  const struct json_reader *reader, void *event)
{
	uint64_t number;

	if (!json_read_unsigned(reader, name, event_field_max(field), &number))
		return false;
	event_store_number(field, event, number);
	return true;
}

static bool read_field(const struct event_field *field,
		       const struct json_reader *reader, void *event)
{
	int64_t signed_number;
	uint64_t number;

	switch (field->form) {
	case FORM_UUID:
	case FORM_ID:
		return read_uuid(field, reader, event);
	case FORM_ERR:
		if (!json_read_signed(reader, "err", -EVENT_ERRNO_MAX, 0,
				      &signed_number))
			return false;
		event_store_number(field, event, (uint64_t)signed_number);
		return true;
	case FORM_STATE_TIMES:
		return read_state_times(field, reader, event);
	case FORM_SUBJECT:
		/* from kind and apqn */
		return true;
	case FORM_REASONS:
		return read_unsigned(field, "reason_mask", reader, event);
	case FORM_INFO:
		if (!json_read_hex(reader, field->name, &number))
			return false;
		event_store_number(field, event, number);
		return true;
	default:
		return event_field_is_word(field) ?
		       read_word(field, reader, event) :
		       read_unsigned(field, field->name, reader, event);
	}
}

static bool read_fields(const struct event_field *field,
			const struct json_reader *reader, void *event)
{
	for (; field->name; field++)
		if (!read_field(field, reader, event))
			return false;
	return true;
}

bool event_read(unsigned int kind, const struct json_reader *reader, void *event)
{
	memset(event, 0, event_bytes(kind));
	return read_fields(event_header_fields(), reader, event) &&
	       read_fields(event_fields(kind), reader, event);
}
