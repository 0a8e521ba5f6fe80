// SPDX-License-Identifier: GPL-2.0
/* How the value of a field reads, for people and in JSON. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../../driver/core/reasons.h"
#include "format.h"
#include "record.h"
#include "value.h"

void value_set_unsigned(struct value *value, uint64_t number)
{
	value->type = VALUE_UNSIGNED;
	value->number = number;
}

void value_set_text(struct value *value, const char *text)
{
	value->type = VALUE_TEXT;
	snprintf(value->text, sizeof(value->text), "%s", text);
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

static void number_text(uint64_t number, enum field_unit unit,
			struct text *text)
{
	char formatted[FORMAT_BYTES];

	switch (unit) {
	case UNIT_BYTES:
		format_bytes(formatted, sizeof(formatted), number);
		break;
	case UNIT_NS:
		format_duration(formatted, sizeof(formatted), number);
		break;
	case UNIT_PERCENT:
		snprintf(formatted, sizeof(formatted), "%" PRIu64 "%%", number);
		break;
	default:
		snprintf(formatted, sizeof(formatted), "%" PRIu64, number);
		break;
	}
	text_puts(text, formatted);
}

static void thousandths_text(uint64_t thousandths, enum field_unit unit,
			     struct text *text)
{
	char formatted[FORMAT_BYTES];

	/* A byte is whole: rounded, but something is not nothing. */
	if (unit == UNIT_BYTES_PER_SECOND && (!thousandths || thousandths >= 1000))
		format_bytes(formatted, sizeof(formatted),
			     thousandths / 1000 + (thousandths % 1000 >= 500));
	else
		format_rate(formatted, sizeof(formatted), thousandths);
	text_puts(text, formatted);
}

void value_text(const struct value *value, enum field_unit unit,
		struct text *text)
{
	switch (value->type) {
	case VALUE_UNKNOWN:
		text_putc(text, '-');
		break;
	case VALUE_TEXT:
		text_puts(text, value->text);
		break;
	case VALUE_BOOL:
		text_puts(text, value->number ? "yes" : "no");
		break;
	case VALUE_REASONS:
		reasons_text(value, text);
		break;
	case VALUE_SIGNED:
		text_printf(text, "%" PRId64, (int64_t)value->number);
		break;
	case VALUE_THOUSANDTHS:
		thousandths_text(value->number, unit, text);
		break;
	case VALUE_UNSIGNED:
		number_text(value->number, unit, text);
		break;
	}
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

void value_line(const struct value *value, const char *name,
		enum field_unit unit, struct text *text)
{
	size_t length = strlen(name);

	if (!worth_a_line(value))
		return;
	/* In a line the unit is in the text already: "elapsed=1.2s". */
	if (unit == UNIT_NS && length > strlen("_ns"))
		length -= strlen("_ns");
	text_putc(text, ' ');
	text_append(text, name, length);
	text_putc(text, '=');
	value_text(value, unit, text);
}

static void reasons_json(const struct value *value, const char *name,
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

void value_json(const struct value *value, const char *name, struct json *json)
{
	switch (value->type) {
	case VALUE_UNKNOWN:
		json_null(json, name);
		break;
	case VALUE_UNSIGNED:
		json_unsigned(json, name, value->number);
		break;
	case VALUE_SIGNED:
		json_signed(json, name, (int64_t)value->number);
		break;
	case VALUE_THOUSANDTHS:
		json_thousandths(json, name, value->number);
		break;
	case VALUE_BOOL:
		json_bool(json, name, value->number);
		break;
	case VALUE_TEXT:
		json_string(json, name, value->text);
		break;
	case VALUE_REASONS:
		reasons_json(value, name, json);
		break;
	}
}
