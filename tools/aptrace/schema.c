// SPDX-License-Identifier: GPL-2.0
/* The JSON Schema of recordings, made from the table that prints and reads them. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../../driver/core/names.h"
#include "../../driver/core/types.h"
#include "event_fields.h"
#include "recording.h"
#include "schema.h"

#define UUID_PATTERN	"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
#define TIME_PATTERN	\
	"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{9}Z$"
#define INFO_PATTERN	"^0x[0-9a-f]{16}$"
/* No table of words is longer. */
#define WORDS_MAX	64

static void type_json(struct json *json, const char *name, const char *type)
{
	json_open_object(json, name);
	json_string(json, "type", type);
	json_close_object(json);
}

static void unsigned_json(struct json *json, const char *name, uint64_t max)
{
	json_open_object(json, name);
	json_string(json, "type", "integer");
	json_unsigned(json, "minimum", 0);
	json_unsigned(json, "maximum", max);
	json_close_object(json);
}

static void signed_json(struct json *json, const char *name, int64_t min,
			int64_t max)
{
	json_open_object(json, name);
	json_string(json, "type", "integer");
	json_signed(json, "minimum", min);
	json_signed(json, "maximum", max);
	json_close_object(json);
}

static void const_json(struct json *json, const char *name, const char *value)
{
	json_open_object(json, name);
	json_string(json, "const", value);
	json_close_object(json);
}

static void number_const_json(struct json *json, const char *name, uint64_t value)
{
	json_open_object(json, name);
	json_unsigned(json, "const", value);
	json_close_object(json);
}

static void types_json(struct json *json, const char *type, bool may_be_null)
{
	if (!may_be_null) {
		json_string(json, "type", type);
		return;
	}
	json_open_array(json, "type");
	json_string(json, NULL, type);
	json_string(json, NULL, "null");
	json_close_array(json);
}

static void pattern_json(struct json *json, const char *name,
			 const char *pattern, bool may_be_null)
{
	json_open_object(json, name);
	types_json(json, "string", may_be_null);
	json_string(json, "pattern", pattern);
	json_close_object(json);
}

static void optional_json(struct json *json, const char *name)
{
	json_open_object(json, name);
	types_json(json, "string", true);
	json_close_object(json);
}

/* A word, or the digits of a number that a later driver has a meaning for. */
static void word_json(struct json *json, const struct event_field *field)
{
	bool may_be_null = event_field_may_be_null(field);
	uint64_t number;

	json_open_object(json, field->name);
	json_open_array(json, "anyOf");
	json_open_object(json, NULL);
	json_open_array(json, "enum");
	if (may_be_null)
		json_null(json, NULL);
	for (number = may_be_null; number < WORDS_MAX; number++)
		if (event_field_word(field, number))
			json_string(json, NULL, event_field_word(field, number));
	json_close_array(json);
	json_close_object(json);
	json_open_object(json, NULL);
	json_string(json, "type", "string");
	json_string(json, "pattern", "^[0-9]+$");
	json_close_object(json);
	json_close_array(json);
	json_close_object(json);
}

static void required_begin(struct json *json)
{
	json_string(json, "type", "object");
	json_open_array(json, "required");
}

static void state_times_json(struct json *json, const char *name)
{
	unsigned int state;

	json_open_object(json, name);
	required_begin(json);
	for (state = 0; state < VFIO_AP_TRACE_STATES; state++)
		json_string(json, NULL, ap_state_name(state));
	json_close_array(json);
	json_open_object(json, "properties");
	for (state = 0; state < VFIO_AP_TRACE_STATES; state++)
		unsigned_json(json, ap_state_name(state), UINT64_MAX);
	json_close_object(json);
	json_close_object(json);
}

static void reasons_json(struct json *json, const char *name)
{
	static const char * const members[] = {
		"name", "expected", "found", "remedy",
	};
	size_t i;

	json_open_object(json, name);
	json_string(json, "type", "array");
	json_open_object(json, "items");
	required_begin(json);
	for (i = 0; i < ARRAY_SIZE(members); i++)
		json_string(json, NULL, members[i]);
	json_close_array(json);
	json_open_object(json, "properties");
	for (i = 0; i < ARRAY_SIZE(members); i++)
		type_json(json, members[i], "string");
	json_close_object(json);
	json_close_object(json);
	json_close_object(json);
}

static void field_json(struct json *json, const struct event_field *field)
{
	switch (field->form) {
	case FORM_UUID:
	case FORM_ID:
		pattern_json(json, field->name, UUID_PATTERN,
			     event_field_may_be_null(field));
		break;
	case FORM_ERR:
		signed_json(json, "err", -EVENT_ERRNO_MAX, 0);
		optional_json(json, "err_name");
		break;
	case FORM_STATE_TIMES:
		state_times_json(json, field->name);
		break;
	case FORM_SUBJECT:
		type_json(json, field->name, "string");
		break;
	case FORM_REASONS:
		unsigned_json(json, "reason_mask", event_field_max(field));
		reasons_json(json, field->name);
		break;
	case FORM_INFO:
		pattern_json(json, field->name, INFO_PATTERN, false);
		break;
	default:
		if (event_field_is_word(field))
			word_json(json, field);
		else
			unsigned_json(json, field->name,
				      event_field_max(field));
		break;
	}
}

/* What a field is called in the list of members that there must be. */
static void require_field(struct json *json, const struct event_field *field)
{
	json_string(json, NULL, field->name);
	if (field->form == FORM_ERR)
		json_string(json, NULL, "err_name");
	if (field->form == FORM_REASONS)
		json_string(json, NULL, "reason_mask");
}

static void definition_begin(struct json *json, const char *name)
{
	json_open_object(json, name);
	required_begin(json);
	json_string(json, NULL, "type");
	json_string(json, NULL, "time");
	json_string(json, NULL, "boot_ns");
}

/* The list of what there must be is done; now what each is. */
static void properties_begin(struct json *json, const char *type)
{
	json_close_array(json);
	json_open_object(json, "properties");
	const_json(json, "type", type);
	pattern_json(json, "time", TIME_PATTERN, false);
	unsigned_json(json, "boot_ns", UINT64_MAX);
	/* In merged recordings; there a header has its host anyway. */
	unsigned_json(json, "part", RECORDING_PARTS_MAX - 1);
	if (strcmp(type, "header"))
		optional_json(json, "host");
}

static void definition_end(struct json *json)
{
	json_close_object(json);
	json_close_object(json);
}

/* Null: it is not known. */
static void offset_json(struct json *json, const char *name)
{
	json_open_object(json, name);
	types_json(json, "integer", true);
	json_signed(json, "minimum", INT64_MIN);
	json_signed(json, "maximum", INT64_MAX);
	json_close_object(json);
}

static void header_json(struct json *json)
{
	static const char * const words[] = {
		"version", "host", "kernel", "machine", "driver", "attach",
	};
	size_t i;

	definition_begin(json, "header");
	json_string(json, NULL, "format");
	json_string(json, NULL, "abi");
	json_string(json, NULL, "clock_offset_ns");
	json_string(json, NULL, "boot_id");
	properties_begin(json, "header");
	number_const_json(json, "format", RECORDING_FORMAT);
	number_const_json(json, "abi", VFIO_AP_TRACE_ABI);
	offset_json(json, "clock_offset_ns");
	pattern_json(json, "boot_id", UUID_PATTERN, true);
	for (i = 0; i < ARRAY_SIZE(words); i++)
		optional_json(json, words[i]);
	unsigned_json(json, "tracepoints", UINT32_MAX);
	pattern_json(json, "mdev_uuid", UUID_PATTERN, true);
	signed_json(json, "clock_correction_ns", INT64_MIN, INT64_MAX);
	definition_end(json);
}

static void clock_fields_schema(struct json *json)
{
	static const char * const numbers[] = {
		"offset_ns", "uncertainty_ns", "low_ns", "high_ns",
	};
	size_t i;

	json_open_object(json, "clock");
	required_begin(json);
	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		json_string(json, NULL, numbers[i]);
	json_string(json, NULL, "migrations");
	json_string(json, NULL, "contradiction");
	json_string(json, NULL, "words");
	json_close_array(json);
	json_open_object(json, "properties");
	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		json_open_object(json, numbers[i]);
		types_json(json, "integer", true);
		json_close_object(json);
	}
	unsigned_json(json, "migrations", UINT64_MAX);
	optional_json(json, "contradiction");
	type_json(json, "words", "string");
	definition_end(json);
}

/* The first line of a merged recording; the headers of its parts follow. */
static void merged_json(struct json *json)
{
	definition_begin(json, "merged");
	json_string(json, NULL, "format");
	json_string(json, NULL, "abi");
	json_string(json, NULL, "parts");
	json_string(json, NULL, "clock");
	properties_begin(json, "header");
	number_const_json(json, "format", RECORDING_FORMAT_MERGED);
	number_const_json(json, "abi", VFIO_AP_TRACE_ABI);
	unsigned_json(json, "parts", RECORDING_PARTS_MAX);
	clock_fields_schema(json);
	definition_end(json);
}

static void reference_json(struct json *json, const char *name)
{
	char path[80];

	snprintf(path, sizeof(path), "#/$defs/%s", name);
	json_open_object(json, NULL);
	json_string(json, "$ref", path);
	json_close_object(json);
}

static void require_fields(struct json *json, const struct event_field *field)
{
	for (; field->name; field++)
		require_field(json, field);
}

static void fields_json(struct json *json, const struct event_field *field)
{
	for (; field->name; field++)
		field_json(json, field);
}

/* What all events have. */
static void event_schema(struct json *json)
{
	definition_begin(json, "event");
	json_string(json, NULL, "event");
	require_fields(json, event_header_fields());
	properties_begin(json, "event");
	fields_json(json, event_header_fields());
	definition_end(json);
}

static void kind_schema(struct json *json, unsigned int kind, const char *name)
{
	json_open_object(json, name);
	json_open_array(json, "allOf");
	reference_json(json, "event");
	json_close_array(json);
	required_begin(json);
	require_fields(json, event_fields(kind));
	json_close_array(json);
	json_open_object(json, "properties");
	const_json(json, "event", event_name(kind));
	fields_json(json, event_fields(kind));
	definition_end(json);
}

static const char * const loss_members[] = {
	"ring_full", "map_full", "ends_unmapped", "recursion_misses",
	"unreadable",
};

static void losses_required(struct json *json)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(loss_members); i++)
		json_string(json, NULL, loss_members[i]);
	json_string(json, NULL, "lost");
}

static void losses_properties(struct json *json)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(loss_members); i++)
		unsigned_json(json, loss_members[i], UINT64_MAX);
	type_json(json, "lost", "boolean");
}

static void loss_json(struct json *json)
{
	definition_begin(json, "loss");
	losses_required(json);
	properties_begin(json, "loss");
	losses_properties(json);
	definition_end(json);
}

static void summary_json(struct json *json)
{
	unsigned int kind;

	definition_begin(json, "summary");
	json_string(json, NULL, "events");
	json_string(json, NULL, "events_by_kind");
	losses_required(json);
	properties_begin(json, "summary");
	unsigned_json(json, "events", UINT64_MAX);
	json_open_object(json, "events_by_kind");
	json_string(json, "type", "object");
	json_open_object(json, "properties");
	for (kind = 0; kind < APTRACE_KINDS; kind++)
		unsigned_json(json, event_name(kind), UINT64_MAX);
	json_close_object(json);
	json_close_object(json);
	losses_properties(json);
	definition_end(json);
}

static void kind_name(unsigned int kind, char name[64])
{
	snprintf(name, 64, "event_%s", event_name(kind));
}

void schema_write(struct text *text)
{
	struct json json = { .text = text };
	unsigned int kind;
	char name[64];

	json_open_object(&json, NULL);
	json_string(&json, "$schema",
		    "https://json-schema.org/draft/2020-12/schema");
	json_string(&json, "title", "A line of a recording of aptrace");
	json_string(&json, "$comment",
		    "SPDX-License-Identifier: GPL-2.0. Made by aptrace record --schema");
	json_open_array(&json, "oneOf");
	reference_json(&json, "header");
	reference_json(&json, "merged");
	for (kind = 0; kind < APTRACE_KINDS; kind++) {
		kind_name(kind, name);
		reference_json(&json, name);
	}
	reference_json(&json, "loss");
	reference_json(&json, "summary");
	json_close_array(&json);
	json_open_object(&json, "$defs");
	header_json(&json);
	merged_json(&json);
	event_schema(&json);
	for (kind = 0; kind < APTRACE_KINDS; kind++) {
		kind_name(kind, name);
		kind_schema(&json, kind, name);
	}
	loss_json(&json);
	summary_json(&json);
	json_close_object(&json);
	json_close_object(&json);
	text_putc(text, '\n');
}
