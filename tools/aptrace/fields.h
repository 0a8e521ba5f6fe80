/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one table of what can be said of a migration. The screen, the lines and
 * JSON all print from it, so a field has one name, one unit and one meaning.
 */
#ifndef APTRACE_FIELDS_H
#define APTRACE_FIELDS_H

#include "json_writer.h"
#include "model.h"

enum field_unit {
	UNIT_NONE,
	UNIT_BYTES,
	UNIT_NS,
	UNIT_PERCENT,
};

enum value_type {
	VALUE_UNKNOWN,		/* JSON null, text "-" */
	VALUE_UNSIGNED,
	VALUE_SIGNED,
	VALUE_BOOL,
	VALUE_TEXT,
	VALUE_REASONS,		/* how often each reason was given */
};

#define VALUE_TEXT_BYTES	192

/* What a field is for one migration at one time. */
struct value {
	enum value_type type;
	uint64_t number;	/* also for VALUE_SIGNED, as int64_t */
	char text[VALUE_TEXT_BYTES];
	const uint32_t *counts;	/* VALUE_REASONS: APTRACE_REASONS_MAX of them */
};

/* Where lines show a field; JSON has all of them. */
#define FIELD_IN_BEGIN	0x01	/* when the amount is known */
#define FIELD_IN_PROGRESS 0x02
#define FIELD_IN_END	0x04

/**
 * struct field - one thing that can be said of a migration
 * @name: for JSON, lines and (later) metrics; the unit is part of it
 * @title: head of the column on the screen; NULL: no column
 * @unit: how the number reads for people
 * @width: of the column
 * @priority: columns with higher numbers go first when the screen is narrow
 * @lines: FIELD_IN_*
 * @get: fills in the value at the boot time @now_ns
 * @help: what it means, for the documentation
 */
struct field {
	const char *name;
	const char *title;
	enum field_unit unit;
	unsigned int width;
	unsigned int priority;
	unsigned int lines;
	void (*get)(const struct migration *m, uint64_t now_ns,
		    struct value *value);
	const char *help;
};

extern const struct field fields[];
extern const size_t field_count;

const struct field *field_find(const char *name);
/* A value in words for people. */
void field_text(const struct field *field, const struct value *value,
		struct text *text);
/* "name=text" for all fields with one of the bits of @lines that are known. */
void fields_line(const struct migration *m, uint64_t now_ns, unsigned int lines,
		 struct text *text);
void fields_json(const struct migration *m, uint64_t now_ns, struct json *json);

#endif /* APTRACE_FIELDS_H */
