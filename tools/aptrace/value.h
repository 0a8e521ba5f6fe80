/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a field of a table is at one time, and how that reads: for people and in
 * JSON. The tables (fields.h, fmb_fields.h) say where a value comes from.
 */
#ifndef APTRACE_VALUE_H
#define APTRACE_VALUE_H

#include "json_writer.h"

enum field_unit {
	UNIT_NONE,
	UNIT_BYTES,
	UNIT_NS,
	UNIT_PERCENT,
	UNIT_PER_SECOND,
	UNIT_BYTES_PER_SECOND,
};

enum value_type {
	VALUE_UNKNOWN,		/* JSON null, text "-" */
	VALUE_UNSIGNED,
	VALUE_SIGNED,
	VALUE_THOUSANDTHS,	/* JSON has a point and three digits */
	VALUE_BOOL,
	VALUE_TEXT,
	VALUE_REASONS,		/* how often each reason was given */
};

#define VALUE_TEXT_BYTES	192

struct value {
	enum value_type type;
	uint64_t number;	/* also for VALUE_SIGNED, as int64_t */
	char text[VALUE_TEXT_BYTES];
	const uint32_t *counts;	/* VALUE_REASONS: APTRACE_REASONS_MAX of them */
};

void value_set_unsigned(struct value *value, uint64_t number);
void value_set_text(struct value *value, const char *text);

/* In words for people. */
void value_text(const struct value *value, enum field_unit unit,
		struct text *text);
/* " name=text", unless there is nothing to say. */
void value_line(const struct value *value, const char *name,
		enum field_unit unit, struct text *text);
void value_json(const struct value *value, const char *name, struct json *json);

#endif /* APTRACE_VALUE_H */
