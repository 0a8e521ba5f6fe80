/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one table of what can be said of a histogram: lines, JSON and its schema are
 * made from it, so a field has one name, one unit and one meaning.
 */
#ifndef APTRACE_LATENCY_FIELDS_H
#define APTRACE_LATENCY_FIELDS_H

#include "latency_books.h"
#include "value.h"

#define LATENCY_IN_LINE	0x01
#define LATENCY_IN_JSON	0x02

/* A histogram and what it is of. */
struct latency_row {
	unsigned int slot;
	const struct aptrace_histogram *h;
};

/**
 * struct latency_field - one thing that can be said of a histogram
 * @name: in JSON and in lines; the unit is part of it
 * @type: in JSON: "integer" or "string", of the JSON Schema
 * @null: it can be unknown
 * @unit: how the number reads for people
 * @where: LATENCY_IN_*
 * @get: fills in the value, which is VALUE_UNKNOWN before
 * @help: what it means, for the documentation
 */
struct latency_field {
	const char *name;
	const char *type;
	bool null;
	enum field_unit unit;
	unsigned int where;
	void (*get)(const struct latency_row *row, struct value *value);
	const char *help;
};

extern const struct latency_field latency_fields[];
extern const size_t latency_field_count;

/* " count=12 min=1.20ms ..." */
void latency_fields_line(const struct latency_row *row, struct text *text);
/* Members of an open object, all but the buckets. */
void latency_fields_json(const struct latency_row *row, struct json *json);

#endif /* APTRACE_LATENCY_FIELDS_H */
