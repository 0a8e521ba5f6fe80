/* SPDX-License-Identifier: GPL-2.0 */
/* The one table of what an explanation has, as JSON; halves are of fields.h. */
#ifndef APTRACE_EXPLAIN_FIELDS_H
#define APTRACE_EXPLAIN_FIELDS_H

#include "explain.h"

/**
 * struct explain_field - one member of the object
 * @name: of the member
 * @put: writes it
 * @help: what it means
 */
struct explain_field {
	const char *name;
	void (*put)(const struct explanation *ex, const char *name,
		    struct json *json);
	const char *help;
};

extern const struct explain_field explain_fields[];
extern const size_t explain_field_count;

#endif /* APTRACE_EXPLAIN_FIELDS_H */
