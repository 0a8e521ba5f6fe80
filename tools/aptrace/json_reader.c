// SPDX-License-Identifier: GPL-2.0
/* Reading JSON, above json-c. */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <json-c/json.h>

#include "format.h"
#include "json_reader.h"
#include "text.h"

#define NSEC_PER_SEC	1000000000ULL
/* So much of a value is told. */
#define VALUE_SHOWN	60
#define HEX_DIGITS	16
/* Deep enough for reasons in an event, and for what later writers may add. */
#define DEPTH_MAX	16

struct json_parser {
	struct json_tokener *tokener;
};

struct json_parser *json_parser_new(void)
{
	struct json_parser *parser = must_alloc(1, sizeof(*parser));

	parser->tokener = json_tokener_new_ex(DEPTH_MAX);
	if (!parser->tokener)
		/* Says that there is no memory, and ends. */
		must_alloc(SIZE_MAX, 2);
	/* Only JSON, as far as its version goes: see scan_text(). */
	json_tokener_set_flags(parser->tokener, JSON_TOKENER_STRICT |
			       JSON_TOKENER_VALIDATE_UTF8);
	return parser;
}

void json_parser_free(struct json_parser *parser)
{
	json_tokener_free(parser->tokener);
	free(parser);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Is what begins with these digits, and goes on to @end, more than @limit? */
static bool exceeds(const char *digits, const char *end, const char *limit)
{
	size_t length = end - digits;

	if (length != strlen(limit))
		return length > strlen(limit);
	return memcmp(digits, limit, length) > 0;
}

/* All that JSON has outside of strings. */
#define JSON_CHARACTERS	" \t\r\n{}[]:,\"0123456789+-.eEtrufalsn"

/**
 * struct scan - what json-c does not look at, or not in all of its versions
 * @foreign: there is what JSON does not have: it takes 'names' too, and NaN; NULL if
 *	there is no such thing
 * @beyond: there is a whole number that 64 bits do not hold: some versions take the
 *	nearest one; NULL if there is none
 * @name: the string before that: the name of its member
 */
struct scan {
	const char *foreign;
	const char *beyond;
	const char *name;
};

/* Beyond what 64 bits hold? What follows a point is no whole number. */
static bool is_beyond(const char *text, const char *digits, const char *end)
{
	char before = digits > text ? digits[-1] : '\0';

	return before != '.' &&
	       exceeds(digits, end, before == '-' ? "9223372036854775808" :
						    "18446744073709551615");
}

/* The text need not be JSON for this to end. */
static struct scan scan_text(const char *text, size_t bytes)
{
	const char *c = text, *end = text + bytes, *digits;
	const char *string = NULL;
	struct scan scan = { 0 };
	bool in_string = false;

	while (c < end && !scan.beyond && !scan.foreign) {
		if (in_string) {
			in_string = *c != '"';
			c += *c == '\\' ? 2 : 1;
		} else if (*c == '"') {
			in_string = true;
			string = c++;
		} else if (is_digit(*c)) {
			for (digits = c; c < end && is_digit(*c); c++)
				;
			if (is_beyond(text, digits, c)) {
				scan.beyond = digits;
				scan.name = string;
			}
		} else {
			if (!*c || !strchr(JSON_CHARACTERS, *c))
				scan.foreign = c;
			c++;
		}
	}
	return scan;
}

/* A number of any length, in few characters. */
static void complain_beyond(const struct scan *scan, const char *end, char *why)
{
	const char *c = scan->beyond;
	char digits[32], name[VALUE_SHOWN + 4];
	size_t length = 0;

	while (c < end && is_digit(*c))
		c++;
	snprintf(digits, sizeof(digits), "%.*s%s",
		 c - scan->beyond > 24 ? 24 : (int)(c - scan->beyond),
		 scan->beyond, c - scan->beyond > 24 ? "..." : "");
	for (c = scan->name ? scan->name + 1 : end;
	     c < end && *c != '"' && length < VALUE_SHOWN; c++)
		name[length++] = *c >= ' ' && *c <= '~' ? *c : '?';
	name[length] = '\0';
	snprintf(why, JSON_WHY_BYTES,
		 "member \"%s\" has the number %s%s; expected numbers of at most 64 bits",
		 name, scan->beyond[-1] == '-' ? "-" : "", digits);
}

enum json_parsed json_parse(struct json_parser *parser, const char *text,
			    size_t bytes, struct json_reader *reader)
{
	struct scan scan = scan_text(text, bytes);
	enum json_tokener_error error;
	struct json_object *object;
	size_t at;

	reader->object = NULL;
	/* A number needs something before it: no object begins with one. */
	if (scan.beyond > text) {
		complain_beyond(&scan, text + bytes, reader->why);
		return JSON_BAD;
	}
	json_tokener_reset(parser->tokener);
	object = json_tokener_parse_ex(parser->tokener, text, (int)bytes);
	error = json_tokener_get_error(parser->tokener);
	at = json_tokener_get_parse_end(parser->tokener);
	/* It takes a 0 byte for the end of the text. */
	if (error == json_tokener_success && at != bytes)
		error = json_tokener_error_parse_unexpected;
	if (scan.foreign && (error == json_tokener_success ||
			     error == json_tokener_continue)) {
		error = json_tokener_error_parse_unexpected;
		at = scan.foreign - text;
	}
	if (error == json_tokener_success &&
	    json_object_is_type(object, json_type_object)) {
		reader->object = object;
		return JSON_PARSED;
	}
	if (error == json_tokener_success)
		snprintf(reader->why, JSON_WHY_BYTES,
			 "this is not a JSON object");
	else
		snprintf(reader->why, JSON_WHY_BYTES,
			 "column %zu: this is not JSON: %s", at + 1,
			 error == json_tokener_continue ?
			 "the line ends in the middle" :
			 json_tokener_error_desc(error));
	json_object_put(object);
	return error == json_tokener_continue ? JSON_CUT : JSON_BAD;
}

void json_free(struct json_reader *reader)
{
	json_object_put(reader->object);
	reader->object = NULL;
}

bool json_has(const struct json_reader *reader, const char *name)
{
	return json_object_object_get_ex(reader->object, name, NULL);
}

static struct json_object *member_of(const struct json_reader *reader,
				     const char *name)
{
	struct json_object *member = NULL;

	json_object_object_get_ex(reader->object, name, &member);
	return member;
}

bool json_is_null(const struct json_reader *reader, const char *name)
{
	return json_has(reader, name) && !member_of(reader, name);
}

/* For a terminal: whatever the file has, only what can be printed. */
static void value_shown(struct json_object *value, char shown[VALUE_SHOWN + 4])
{
	const char *text = json_object_to_json_string_ext(value,
						JSON_C_TO_STRING_PLAIN);
	size_t i;

	for (i = 0; text[i] && i < VALUE_SHOWN; i++)
		shown[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
	strcpy(shown + i, text[i] ? "..." : "");
}

bool json_complain(const struct json_reader *reader, const char *name,
		   const char *expected)
{
	char shown[VALUE_SHOWN + 4];

	if (!json_has(reader, name)) {
		snprintf(reader->why, JSON_WHY_BYTES,
			 "member \"%s\" is missing; expected %s", name, expected);
		return false;
	}
	value_shown(member_of(reader, name), shown);
	snprintf(reader->why, JSON_WHY_BYTES,
		 "member \"%s\" is %s; expected %s", name, shown, expected);
	return false;
}

bool json_read_unsigned(const struct json_reader *reader, const char *name,
			uint64_t max, uint64_t *number)
{
	struct json_object *member = member_of(reader, name);
	char expected[80];

	/* json-c makes 0 of what is negative. */
	if (json_object_is_type(member, json_type_int) &&
	    json_object_get_int64(member) >= 0) {
		*number = json_object_get_uint64(member);
		if (*number <= max)
			return true;
	}
	snprintf(expected, sizeof(expected),
		 "a whole number from 0 to %" PRIu64, max);
	return json_complain(reader, name, expected);
}

bool json_read_signed(const struct json_reader *reader, const char *name,
		      int64_t min, int64_t max, int64_t *number)
{
	struct json_object *member = member_of(reader, name);
	char expected[80];

	if (json_object_is_type(member, json_type_int)) {
		*number = json_object_get_int64(member);
		/* Beyond INT64_MAX json-c gives INT64_MAX. */
		if (*number >= min && *number <= max &&
		    (*number < 0 ||
		     json_object_get_uint64(member) == (uint64_t)*number))
			return true;
	}
	snprintf(expected, sizeof(expected),
		 "a whole number from %" PRId64 " to %" PRId64, min, max);
	return json_complain(reader, name, expected);
}

bool json_read_bool(const struct json_reader *reader, const char *name,
		    bool *value)
{
	struct json_object *member = member_of(reader, name);

	if (!json_object_is_type(member, json_type_boolean))
		return json_complain(reader, name, "true or false");
	*value = json_object_get_boolean(member);
	return true;
}

/* NULL if it is none. */
static const char *string_of(const struct json_reader *reader, const char *name)
{
	struct json_object *member = member_of(reader, name);
	const char *text;

	if (!json_object_is_type(member, json_type_string))
		return NULL;
	text = json_object_get_string(member);
	/* One with \u0000 in it would be taken for what is before that. */
	if (strlen(text) != (size_t)json_object_get_string_len(member))
		return NULL;
	return text;
}

bool json_read_string(const struct json_reader *reader, const char *name,
		      const char **string)
{
	*string = string_of(reader, name);
	return *string || json_complain(reader, name, "a string");
}

bool json_read_hex(const struct json_reader *reader, const char *name,
		   uint64_t *number)
{
	const char *text = string_of(reader, name);

	if (text && !strncmp(text, "0x", 2))
		text += 2;
	if (text && strlen(text) == HEX_DIGITS &&
	    strspn(text, "0123456789abcdefABCDEF") == HEX_DIGITS) {
		*number = strtoull(text, NULL, 16);
		return true;
	}
	return json_complain(reader, name, "a string of 0x and 16 hexadecimal digits");
}

bool json_read_uuid(const struct json_reader *reader, const char *name,
		    uint8_t uuid[16])
{
	const char *text = string_of(reader, name);

	return (text && parse_uuid(text, uuid)) ||
	       json_complain(reader, name, "a UUID");
}

static bool parse_time(const char *text, uint64_t *time_ns)
{
	struct tm tm = { 0 };
	const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
	uint64_t fraction_ns = 0, scale = NSEC_PER_SEC;
	time_t seconds;

	if (!rest || *rest != '.')
		return false;
	for (rest++; *rest >= '0' && *rest <= '9' && scale > 1; rest++) {
		scale /= 10;
		fraction_ns += (uint64_t)(*rest - '0') * scale;
	}
	seconds = timegm(&tm);
	/* As many nanoseconds as 64 bits hold: until 2262. */
	if (strcmp(rest, "Z") || seconds < 0 ||
	    (uint64_t)seconds >= INT64_MAX / NSEC_PER_SEC)
		return false;
	*time_ns = seconds * NSEC_PER_SEC + fraction_ns;
	return true;
}

bool json_read_time(const struct json_reader *reader, const char *name,
		    uint64_t *time_ns)
{
	const char *text = string_of(reader, name);

	return (text && parse_time(text, time_ns)) ||
	       json_complain(reader, name,
			     "a time like 2026-11-21T12:00:01.123456789Z");
}

bool json_read_object(const struct json_reader *reader, const char *name,
		      struct json_reader *member)
{
	member->object = member_of(reader, name);
	member->why = reader->why;
	return json_object_is_type(member->object, json_type_object) ||
	       json_complain(reader, name, "an object");
}
