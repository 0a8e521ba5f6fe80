/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one table of what can be said of a migration. The screen, the lines and
 * JSON all print from it, so a field has one name, one unit and one meaning.
 */
#ifndef APTRACE_FIELDS_H
#define APTRACE_FIELDS_H

#include "model.h"
#include "value.h"

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
/* "name=text" for all fields with one of the bits of @lines that are known. */
void fields_line(const struct migration *m, uint64_t now_ns, unsigned int lines,
		 struct text *text);
void fields_json(const struct migration *m, uint64_t now_ns, struct json *json);

#endif /* APTRACE_FIELDS_H */
