/* SPDX-License-Identifier: GPL-2.0 */
/* A recording from the lines that perf and trace-cmd print of events. */
#ifndef APTRACE_TRACE_LINES_H
#define APTRACE_TRACE_LINES_H

#include <stdbool.h>
#include <stdio.h>

#include "trace_about.h"

/**
 * trace_lines_convert - make a recording of lines
 * @about: whose file it is, and who recorded it
 * @in: what "perf script -F time,event,trace" or "trace-cmd report -t" prints; read to
 *	its end, unless something is wrong
 * @out: receives the recording, JSON Lines
 * @why: receives what is wrong: number of the line, member, value, what was expected;
 *	RECORDING_WHY_BYTES, printable
 *
 * Events of others than vfio_ap are passed over. Events are taken in the order of the
 * lines; both programs sort them by time. What was lost, as far as they say it, is told
 * before the next event by a line of type loss, and all of it by the summary.
 *
 * Return: true if all events of vfio_ap have been written.
 */
bool trace_lines_convert(const struct trace_about *about, FILE *in, FILE *out,
			 char *why);

#endif /* APTRACE_TRACE_LINES_H */
