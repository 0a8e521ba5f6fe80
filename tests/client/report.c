// SPDX-License-Identifier: GPL-2.0
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

static bool as_json;
static bool list_has_items;
static const char *report_role = "";

void report_setup(bool json, const char *role)
{
	as_json = json;
	report_role = role;
}

static void print_quoted(const char *text)
{
	const unsigned char *c;

	putchar('"');
	for (c = (const unsigned char *)text; *c; c++) {
		if (*c == '"' || *c == '\\')
			printf("\\%c", *c);
		else if (*c < 0x20 || *c == 0x7f)
			printf("\\u%04x", *c);
		else
			putchar(*c);
	}
	putchar('"');
}

static void print_key(const char *key)
{
	if (as_json)
		printf(", \"%s\": ", key);
	else
		printf(" %s=", key);
}

void report_begin(const char *step)
{
	if (as_json) {
		printf("{\"step\": \"%s\"", step);
		report_text("role", report_role);
	} else {
		printf("%-12s", step);
	}
}

void report_text(const char *key, const char *value)
{
	print_key(key);
	if (as_json || !*value || strpbrk(value, " \"\n\t"))
		print_quoted(value);
	else
		fputs(value, stdout);
}

void report_number(const char *key, u64 value)
{
	print_key(key);
	printf("%llu", (unsigned long long)value);
}

void report_flag(const char *key, bool value)
{
	print_key(key);
	fputs(value ? "true" : "false", stdout);
}

void report_errno(int err)
{
	report_text("errno", errno_name(abs(err)));
}

void report_uuid(const char *key, const unsigned char bytes[16])
{
	char text[37];
	int used = 0;
	int i;

	for (i = 0; i < 16; i++)
		used += snprintf(text + used, sizeof(text) - used,
				 i == 4 || i == 6 || i == 8 || i == 10 ?
				 "-%02x" : "%02x", bytes[i]);
	report_text(key, text);
}

void report_list_begin(const char *key)
{
	print_key(key);
	if (as_json)
		putchar('[');
	list_has_items = false;
}

void report_list_item(const char *value)
{
	if (list_has_items)
		fputs(as_json ? ", " : ">", stdout);
	list_has_items = true;
	if (as_json)
		print_quoted(value);
	else
		fputs(value, stdout);
}

void report_list_end(void)
{
	if (as_json)
		putchar(']');
}

void report_end(void)
{
	puts(as_json ? "}" : "");
	/* Others wait for these lines, through a pipe. */
	fflush(stdout);
}

void report_simple(const char *step, int err, u64 duration_ns)
{
	report_begin(step);
	report_errno(err);
	report_number("duration_ns", duration_ns);
	report_end();
}
