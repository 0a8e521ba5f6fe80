// SPDX-License-Identifier: GPL-2.0
#include "json_line.h"

#include "format.h"

struct json json_line_open(struct text *out, const char *type, uint64_t boot_ns,
			   int64_t clock_offset_ns)
{
	struct json json = { .text = out };
	char time[40];

	json_open_object(&json, NULL);
	json_string(&json, "type", type);
	format_iso_time(time, sizeof(time), boot_ns + clock_offset_ns);
	json_string(&json, "time", time);
	json_unsigned(&json, "boot_ns", boot_ns);
	return json;
}

void json_line_close(struct json *json)
{
	json_close_object(json);
	text_putc(json->text, '\n');
}
