// SPDX-License-Identifier: GPL-2.0
/* Writes one JSON value into a text buffer. */
#include <inttypes.h>

#include "json_writer.h"

static void json_escaped(struct text *text, const char *string)
{
	const unsigned char *c;

	text_putc(text, '"');
	for (c = (const unsigned char *)string; *c; c++) {
		if (*c == '"' || *c == '\\')
			text_printf(text, "\\%c", *c);
		else if (*c < 0x20 || *c >= 0x7f)
			/* As Latin-1: whatever comes in, the line is valid. */
			text_printf(text, "\\u%04x", *c);
		else
			text_putc(text, (char)*c);
	}
	text_putc(text, '"');
}

static void json_begin(struct json *json, const char *name)
{
	if (json->comma)
		text_putc(json->text, ',');
	json->comma = true;
	if (!name)
		return;
	json_escaped(json->text, name);
	text_putc(json->text, ':');
}

void json_open_object(struct json *json, const char *name)
{
	json_begin(json, name);
	text_putc(json->text, '{');
	json->comma = false;
}

void json_close_object(struct json *json)
{
	text_putc(json->text, '}');
	json->comma = true;
}

void json_open_array(struct json *json, const char *name)
{
	json_begin(json, name);
	text_putc(json->text, '[');
	json->comma = false;
}

void json_close_array(struct json *json)
{
	text_putc(json->text, ']');
	json->comma = true;
}

void json_string(struct json *json, const char *name, const char *string)
{
	json_begin(json, name);
	json_escaped(json->text, string);
}

void json_unsigned(struct json *json, const char *name, uint64_t number)
{
	json_begin(json, name);
	text_printf(json->text, "%" PRIu64, number);
}

void json_signed(struct json *json, const char *name, int64_t number)
{
	json_begin(json, name);
	text_printf(json->text, "%" PRId64, number);
}

void json_thousandths(struct json *json, const char *name, uint64_t number)
{
	json_begin(json, name);
	text_printf(json->text, "%" PRIu64 ".%03u", number / 1000,
		    (unsigned int)(number % 1000));
}

void json_bool(struct json *json, const char *name, bool value)
{
	json_begin(json, name);
	text_puts(json->text, value ? "true" : "false");
}

void json_null(struct json *json, const char *name)
{
	json_begin(json, name);
	text_puts(json->text, "null");
}

void json_hex(struct json *json, const char *name, uint64_t number)
{
	json_begin(json, name);
	text_printf(json->text, "\"0x%016" PRIx64 "\"", number);
}
