/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one table of what can be said of a zPCI function. The screen, the lines and
 * JSON all print from it, so a field has one name, one unit and one meaning.
 */
#ifndef APTRACE_FMB_FIELDS_H
#define APTRACE_FMB_FIELDS_H

#include "fmb_model.h"
#include "value.h"

/* Where lines show a field; JSON has all of them. */
#define FMB_IN_SAMPLE	0x01	/* with each new sample */
#define FMB_IN_SUMMARY	0x02	/* at the end */

/* A field that does not belong to a counter. */
#define FMB_NO_COUNTER	VFIO_ZPCI_FMB_COUNTERS

/**
 * struct fmb_moment - what is looked at
 * @function: the function
 * @entry: one of its samples; NULL if it has none
 * @now_ns: boot time
 */
struct fmb_moment {
	const struct fmb_function *function;
	const struct fmb_entry *entry;
	uint64_t now_ns;
};

/**
 * struct fmb_field - one thing that can be said of a function
 * @name: for JSON, lines and (later) metrics; the unit is part of it
 * @title: head of the column on the screen; NULL: no column
 * @unit: how the number reads for people
 * @width: of the column
 * @priority: columns with higher numbers go first when the screen is narrow
 * @lines: FMB_IN_*
 * @counter: enum vfio_zpci_fmb_counter or FMB_NO_COUNTER; a function that does
 *	not have the counter has no column for it
 * @get: fills in the value
 * @help: what it means, for the documentation
 */
struct fmb_field {
	const char *name;
	const char *title;
	enum field_unit unit;
	unsigned int width;
	unsigned int priority;
	unsigned int lines;
	unsigned int counter;
	void (*get)(const struct fmb_moment *moment, unsigned int counter,
		    struct value *value);
	const char *help;
};

extern const struct fmb_field fmb_fields[];
extern const size_t fmb_field_count;

const struct fmb_field *fmb_field_find(const char *name);
void fmb_field_get(const struct fmb_field *field,
		   const struct fmb_moment *moment, struct value *value);
/* " name=text" for all fields with one of the bits of @lines that are known. */
void fmb_fields_line(const struct fmb_moment *moment, unsigned int lines,
		     struct text *text);
void fmb_fields_json(const struct fmb_moment *moment, struct json *json);

#endif /* APTRACE_FMB_FIELDS_H */
