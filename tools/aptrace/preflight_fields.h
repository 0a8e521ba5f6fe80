/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tables of what can be said of a prediction: of all of it, of one queue, of one
 * reason. Text and JSON print from them, so a field has one name and one meaning.
 */
#ifndef APTRACE_PREFLIGHT_FIELDS_H
#define APTRACE_PREFLIGHT_FIELDS_H

#include "predict.h"
#include "value.h"

/* Where text shows a field; JSON has all of them. */
#define PREFLIGHT_IN_HEAD	0x01
#define PREFLIGHT_IN_END	0x02
#define PREFLIGHT_IN_ROW	0x04

#define PREFLIGHT_REMEDY_BYTES	512

/**
 * struct preflight - a prediction and what it was made from
 * @options: what was to be predicted
 * @result: what came out
 * @row: the row that is shown, NULL: all of it is
 * @reason: number of the row's reason that is shown
 */
struct preflight {
	const struct predict_options *options;
	const struct predict_result *result;
	const struct predict_row *row;
	unsigned int reason;
};

/**
 * struct preflight_field - one thing that can be said
 * @name: for JSON and lines
 * @where: PREFLIGHT_IN_*
 * @get: fills in the value
 * @help: what it means, for the documentation
 */
struct preflight_field {
	const char *name;
	unsigned int where;
	void (*get)(const struct preflight *preflight, struct value *value);
	const char *help;
};

/* Of all; of a row; of a reason of a row. Each ends with a name of NULL. */
extern const struct preflight_field preflight_fields[];
extern const struct preflight_field preflight_row_fields[];
extern const struct preflight_field preflight_reason_fields[];

void preflight_get(const struct preflight_field *field,
		   const struct preflight *preflight, struct value *value);
void preflight_line(const struct preflight_field *fields, unsigned int where,
		    const struct preflight *preflight, struct text *text);
void preflight_json(const struct preflight_field *fields,
		    const struct preflight *preflight, struct json *json);

/*
 * What to do about the reason, with the numbers of the row and the names of the
 * devices filled in: to mend it if it is certain, else to know. With the host in
 * front ("on the source: ").
 */
void preflight_remedy(const struct preflight *preflight,
		      char text[PREFLIGHT_REMEDY_BYTES]);

/* What stands against the migration as a whole. */
struct preflight_obstacle {
	const char *name;
	const char *sentence;
	const char *remedy;
};

extern const struct preflight_obstacle preflight_obstacles[OBSTACLES];

#endif /* APTRACE_PREFLIGHT_FIELDS_H */
