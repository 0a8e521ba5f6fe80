// SPDX-License-Identifier: GPL-2.0
/* Writes one JSON value into a text buffer. */
#include <inttypes.h>
#include <limits.h>

#include "json_writer.h"

/* What stands for itself in a string; the 0 at its end does not. */
static const bool plain[UCHAR_MAX + 1] = {
	[' '] = true, ['!'] = true,
	['#' ... '['] = true,
	[']' ... '~'] = true,
};

/*
 * A verdict has some hundred characters, nearly all of them plain, and 65,536 verdicts
 * come in a row: what stands for itself is copied in one piece.
 */
static void json_escaped(struct text *text, const char *string)
{
	const char *c = string;

	text_putc(text, '"');
	for (;;) {
		while (plain[(unsigned char)*c])
			c++;
		text_append(text, string, c - string);
		if (!*c)
			break;
		if (*c == '"' || *c == '\\')
			text_printf(text, "\\%c", *c);
		else
			/* As Latin-1: whatever comes in, the line is valid. */
			text_printf(text, "\\u%04x", (unsigned char)*c);
		string = ++c;
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
	text_unsigned(json->text, number);
}

void json_signed(struct json *json, const char *name, int64_t number)
{
	json_begin(json, name);
	if (number < 0)
		text_putc(json->text, '-');
	text_unsigned(json->text, number < 0 ? -(uint64_t)number : (uint64_t)number);
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
	text_puts(json->text, "\"0x");
	text_hex(json->text, number, 16);
	text_putc(json->text, '"');
}
