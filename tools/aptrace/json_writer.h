/* SPDX-License-Identifier: GPL-2.0 */
/* Writes one JSON value into a text buffer; commas and quotes are its business. */
#ifndef APTRACE_JSON_WRITER_H
#define APTRACE_JSON_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

/**
 * struct json - where a value is being written
 * @text: receives it
 * @comma: the next value or key needs a comma before it
 *
 * A name of NULL is for members of arrays and for the outermost value.
 */
struct json {
	struct text *text;
	bool comma;
};

void json_open_object(struct json *json, const char *name);
void json_close_object(struct json *json);
void json_open_array(struct json *json, const char *name);
void json_close_array(struct json *json);
void json_string(struct json *json, const char *name, const char *string);
void json_unsigned(struct json *json, const char *name, uint64_t number);
void json_signed(struct json *json, const char *name, int64_t number);
/* "1.250" for 1250 */
void json_thousandths(struct json *json, const char *name, uint64_t number);
void json_bool(struct json *json, const char *name, bool value);
void json_null(struct json *json, const char *name);
/* Numbers that are patterns of bits: JSON numbers are exact to 53 bits only. */
void json_hex(struct json *json, const char *name, uint64_t number);

#endif /* APTRACE_JSON_WRITER_H */
