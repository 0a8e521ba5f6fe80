/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reading JSON: the parser, and members of an object with their types and ranges
 * checked. What is wrong is said with the member, its value and what was expected.
 * That the parser is json-c is known to json_reader.c only.
 */
#ifndef APTRACE_JSON_READER_H
#define APTRACE_JSON_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_WHY_BYTES	256

struct json_object;
struct json_parser;

struct json_parser *json_parser_new(void);
void json_parser_free(struct json_parser *parser);

enum json_parsed {
	JSON_PARSED,
	JSON_CUT,	/* the text ends in the middle; so far it is in order */
	JSON_BAD,
};


/**
 * struct json_reader - an object whose members are read
 * @object: of json-c
 * @why: receives what is wrong; JSON_WHY_BYTES
 *
 * Each function below returns false, with @why written, if the member is not
 * there or is not what it has to be.
 */
struct json_reader {
	struct json_object *object;
	char *why;
};

/**
 * json_parse - parse one object
 * @parser: the parser
 * @text: exactly one JSON object, and white space
 * @bytes: its length
 * @reader: receives the object, for json_free(); its @why receives what is wrong
 *
 * Return: enum json_parsed; there is an object only with JSON_PARSED.
 */
enum json_parsed json_parse(struct json_parser *parser, const char *text,
			    size_t bytes, struct json_reader *reader);
void json_free(struct json_reader *reader);

/* Is there such a member? Also if it is null. */
bool json_has(const struct json_reader *reader, const char *name);
bool json_is_null(const struct json_reader *reader, const char *name);

bool json_read_unsigned(const struct json_reader *reader, const char *name,
			uint64_t max, uint64_t *number);
bool json_read_signed(const struct json_reader *reader, const char *name,
		      int64_t min, int64_t max, int64_t *number);
bool json_read_bool(const struct json_reader *reader, const char *name,
		    bool *value);
/* The string lives as long as the object; it has no 0 within. */
bool json_read_string(const struct json_reader *reader, const char *name,
		      const char **string);
/* A string of 16 hexadecimal digits, as json_hex() writes it: with 0x before. */
bool json_read_hex(const struct json_reader *reader, const char *name,
		   uint64_t *number);
bool json_read_uuid(const struct json_reader *reader, const char *name,
		    uint8_t uuid[16]);
/* "2026-11-21T12:00:01.123456789Z", in nanoseconds since 1970. */
bool json_read_time(const struct json_reader *reader, const char *name,
		    uint64_t *time_ns);
bool json_read_object(const struct json_reader *reader, const char *name,
		      struct json_reader *member);

/* Write @why for a member that is not what was expected; returns false. */
bool json_complain(const struct json_reader *reader, const char *name,
		   const char *expected);

#endif /* APTRACE_JSON_READER_H */
