// SPDX-License-Identifier: GPL-2.0
/* What the kernel's printk does for tracepoints, as far as ours need it. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace_printk.h"

#define BUFFERS		16
#define BUFFER_BYTES	1024

static char *next_buffer(void)
{
	static char buffers[BUFFERS][BUFFER_BYTES];
	static unsigned int next;
	char *buffer = buffers[next++ % BUFFERS];

	buffer[0] = '\0';
	return buffer;
}

const char *trace_symbolic(unsigned long long number,
			   const struct trace_word *words, size_t count)
{
	char *buffer = next_buffer();
	size_t i;

	for (i = 0; i < count; i++)
		if (words[i].number == number)
			return words[i].word;
	snprintf(buffer, BUFFER_BYTES, "0x%llx", number);
	return buffer;
}

const char *trace_flags(unsigned long long number, const char *between,
			const struct trace_word *words, size_t count)
{
	char *buffer = next_buffer();
	size_t i, length = 0;

	for (i = 0; i < count; i++) {
		if ((number & words[i].number) != words[i].number)
			continue;
		number &= ~words[i].number;
		length += snprintf(buffer + length, BUFFER_BYTES - length, "%s%s",
				   length ? between : "", words[i].word);
	}
	if (number)
		snprintf(buffer + length, BUFFER_BYTES - length, "%s0x%llx",
			 length ? between : "", number);
	return buffer;
}

static void print_uuid(char *text, size_t bytes, const unsigned char *uuid)
{
	size_t i, length = 0;

	for (i = 0; i < 16; i++)
		length += snprintf(text + length, bytes - length, "%s%02x",
				   i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
				   uuid[i]);
}

/* One conversion; what it takes depends on its length and its letter. */
static void print_one(char *text, size_t bytes, const char *conversion,
		      va_list *values)
{
	const char letter = conversion[strlen(conversion) - 1];

	if (!strcmp(conversion, "%pUb"))
		print_uuid(text, bytes, va_arg(*values, const unsigned char *));
	else if (letter == 's')
		snprintf(text, bytes, conversion, va_arg(*values, const char *));
	else if (strstr(conversion, "ll"))
		snprintf(text, bytes, conversion,
			 va_arg(*values, unsigned long long));
	else
		snprintf(text, bytes, conversion, va_arg(*values, unsigned int));
}

void tp_print(char *text, size_t bytes, const char *format, ...)
{
	char conversion[16];
	size_t length;
	va_list values;

	va_start(values, format);
	for (; *format; format += length) {
		length = strcspn(format, "%");
		if (length) {
			snprintf(text, bytes, "%.*s", (int)length, format);
		} else {
			length = strcspn(format, "psudxX") + 1;
			if (!strncmp(format, "%pUb", 4))
				length = 4;
			snprintf(conversion, sizeof(conversion), "%.*s",
				 (int)length, format);
			print_one(text, bytes, conversion, &values);
		}
		bytes -= strlen(text);
		text += strlen(text);
	}
	va_end(values);
}
