/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who recorded a perf.data or a trace.dat, and what its times are: from what perf and
 * trace-cmd print of that.
 */
#ifndef APTRACE_TRACE_ABOUT_H
#define APTRACE_TRACE_ABOUT_H

#include <stdio.h>

#include "recording.h"

/* Whose file it is. */
enum trace_tool {
	TRACE_NONE,
	TRACE_PERF,
	TRACE_CMD,
};

/**
 * struct trace_about - what is known beside the events
 * @tool: whose file it is
 * @header: host, kernel, machine and clock, as far as they are told
 * @overrun: events that were written over or dropped before the file was written, as
 *	far as that is told (trace-cmd)
 */
struct trace_about {
	enum trace_tool tool;
	struct recording_header header;
	uint64_t overrun;
};

/**
 * trace_about_read - learn it
 * @about: filled in; what is not told stays empty
 * @tool: who prints: "perf script --header-only" or "trace-cmd dump --options"
 * @stream: what is printed; read to its end
 */
void trace_about_read(struct trace_about *about, enum trace_tool tool,
		      FILE *stream);

#define TRACE_LINE_BYTES	16384

/**
 * trace_line_read - a line of what they print
 * @stream: where from
 * @line: receives it, without its end, 0 bytes made printable; TRACE_LINE_BYTES
 * @whole: receives if all of it was read; the rest of a longer one is passed over
 *
 * Return: false at the end.
 */
bool trace_line_read(FILE *stream, char *line, bool *whole);

/**
 * trace_parse_seconds - seconds with a point and up to 9 digits
 * @text: begins with them
 * @end: receives what comes behind them
 * @time_ns: receives them in nanoseconds, below 2^63
 *
 * Return: true if that is what @text begins with.
 */
bool trace_parse_seconds(const char *text, const char **end, uint64_t *time_ns);

#endif /* APTRACE_TRACE_ABOUT_H */
