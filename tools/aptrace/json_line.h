/* SPDX-License-Identifier: GPL-2.0 */
/* JSON Lines: one object on a line, and what each of them begins with. */
#ifndef APTRACE_JSON_LINE_H
#define APTRACE_JSON_LINE_H

#include "json_writer.h"

/**
 * json_line_open - begin a line: type, time of day, boot time
 * @out: receives it
 * @type: what it tells of
 * @boot_ns: boot time at which that happened
 * @clock_offset_ns: boot time plus this is the time of day
 *
 * Return: the open object.
 */
struct json json_line_open(struct text *out, const char *type, uint64_t boot_ns,
			   int64_t clock_offset_ns);
void json_line_close(struct json *json);

#endif /* APTRACE_JSON_LINE_H */
